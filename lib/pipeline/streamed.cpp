#include <serinus/pipeline/streamed.hpp>

#include <algorithm>
#include <memory>

namespace serinus {

namespace {

/// The pieces of a stretch of a body; the rest of them is not made.
AsyncGenerator<std::string> within(AsyncGenerator<std::string> pieces, ByteRange range) {
  std::uint64_t skipped = range.first;
  std::uint64_t owed = range.size;
  while (owed > 0) {
    std::string* const piece = co_await pieces.next();
    if (piece == nullptr) co_return;
    const std::uint64_t before = std::min<std::uint64_t>(skipped, piece->size());
    skipped -= before;
    if (piece->size() == before) continue;
    const std::uint64_t taken = std::min<std::uint64_t>(owed, piece->size() - before);
    owed -= taken;
    std::string part = piece->substr(static_cast<std::size_t>(before), static_cast<std::size_t>(taken));
    co_yield std::move(part);
  }
}

}  // namespace

Response streamed(AsyncGenerator<std::string> pieces, std::string_view mediaType, std::optional<std::uint64_t> size) {
  Response response;
  response.header("Content-Type", mediaType);
  response.body(std::make_shared<pipeline::GeneratedBody>(std::move(pieces), size));
  return response;
}

namespace pipeline {

std::shared_ptr<http::StreamedBody> GeneratedBody::cut(std::vector<http::BodyPart> parts) {
  if (parts.size() != 1) return nullptr;
  return std::make_shared<GeneratedBody>(within(std::move(pieces_), parts.front().range), parts.front().range.size);
}

}  // namespace pipeline

}  // namespace serinus
