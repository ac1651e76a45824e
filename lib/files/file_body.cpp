#include "files/file_body.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace serinus::files {

namespace {

/// Reads the next piece of a range and takes it off.
std::string readPiece(const OpenFile& file, ByteRange& rest) {
  std::string piece(static_cast<std::size_t>(std::min<std::uint64_t>(rest.size, FileBody::pieceSize)), '\0');
  ssize_t count = 0;
  do {
    count = ::pread(file.descriptor(), piece.data(), piece.size(), static_cast<off_t>(rest.first));
  } while (count < 0 && errno == EINTR);
  if (count < 0) throw std::system_error(errno, std::generic_category(), "a file cannot be read");
  if (count == 0) throw std::runtime_error("a file became shorter while it was sent");
  piece.resize(static_cast<std::size_t>(count));
  rest.first += piece.size();
  rest.size -= piece.size();
  return piece;
}

AsyncGenerator<std::string> read(const OpenFile& file, const std::vector<http::BodyPart>& parts) {
  for (const http::BodyPart& part : parts) {
    if (!part.before.empty()) co_yield part.before;
    ByteRange rest = part.range;
    while (rest.size > 0) {
      std::string piece = readPiece(file, rest);
      co_yield std::move(piece);
    }
  }
}

}  // namespace

FileBody::FileBody(OpenFile file) : BodySource(file.size()), parts_({{{}, {0, file.size()}}}) {
  file_ = std::make_shared<const OpenFile>(std::move(file));
}

FileBody::FileBody(std::shared_ptr<const OpenFile> file, std::vector<http::BodyPart> parts)
    : BodySource(http::sizeOf(parts)), file_(std::move(file)), parts_(std::move(parts)) {}

AsyncGenerator<std::string> FileBody::take() {
  return read(*file_, parts_);
}

std::shared_ptr<http::StreamedBody> FileBody::cut(std::vector<http::BodyPart> parts) {
  return std::make_shared<FileBody>(file_, std::move(parts));
}

}  // namespace serinus::files
