#include "http/chunk_line.hpp"

#include <serinus/base/ascii.hpp>
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
      part_ = Part::size;
      cr_ = false;
      return {i + 1, true};
    }
    if (!fits(c)) return {i, false, {Status::badRequest, "an extension of a chunk that is not whole"}};
    if (c == '\r') {
      cr_ = true;
      continue;
    }
    // A bare LF here is how one server saw two requests where another saw one (CVE-2025-55315 and its kin).
    if (!isFieldValue({&c, 1})) return {i, false, {Status::badRequest, "a control byte in a chunk-size line"}};
    goOn(c);
    if (part_ == Part::size && digits_++ < sizeDigits) continue;
    if (overheadLeft_ == 0)
      return {i, false, {Status::payloadTooLarge, "the chunk-size lines are too long", Excess::chunkOverhead}};
    --overheadLeft_;
  }
  return {input.size(), false};
}

bool ChunkLine::fits(char c) const noexcept {
  switch (part_) {
    case Part::nameStart:
      return isTokenChar(c);
    case Part::valueStart:
      return isTokenChar(c) || c == '"';
    case Part::quoted:
      return c != '\r';
    default:
      return true;  // what else there may be is llhttp's to say
  }
}

void ChunkLine::goOn(char c) noexcept {
  switch (part_) {
    case Part::size:
    case Part::name:
    case Part::value:
      if (c == ';') part_ = Part::nameStart;
      if (c == '=' && part_ == Part::name) part_ = Part::valueStart;
      return;
    case Part::nameStart:
      part_ = Part::name;
      return;
    case Part::valueStart:
      part_ = c == '"' ? Part::quoted : Part::value;
      return;
    case Part::quoted:
      if (c == '"') part_ = Part::value;
      return;
  }
}

}  // namespace serinus::http
