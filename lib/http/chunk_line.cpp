#include "http/chunk_line.hpp"

#include <serinus/http/grammar.hpp>

namespace serinus::http {

namespace {

constexpr std::size_t sizeDigits = 16;  // of a 64-bit number

}  // namespace

void ChunkLine::begin(std::size_t maxOverhead) noexcept {
  *this = ChunkLine();
  overheadLeft_ = maxOverhead;
}

ChunkLine::Step ChunkLine::next(std::string_view input) noexcept {
  for (std::size_t i = 0; i < input.size(); ++i) {
    const char c = input[i];
    if (cr_) {
      if (c != '\n') return {i, false, {Status::badRequest, "CR without LF in a chunk-size line"}};
      digits_ = 0;
      extension_ = false;
      cr_ = false;
      return {i + 1, true};
    }
    if (c == '\r') {
      cr_ = true;
      continue;
    }
    // A bare LF here is how one server saw two requests where another saw one (CVE-2025-55315 and its kin).
    if (!isFieldValue({&c, 1})) return {i, false, {Status::badRequest, "a control byte in a chunk-size line"}};
    extension_ = extension_ || c == ';';
    if (!extension_ && digits_++ < sizeDigits) continue;
    if (overheadLeft_ == 0)
      return {i, false, {Status::payloadTooLarge, "the chunk-size lines are too long", Excess::chunkOverhead}};
    --overheadLeft_;
  }
  return {input.size(), false};
}

}  // namespace serinus::http
