#include <serinus/files/file_answer.hpp>

#include "files/file_response.hpp"

#include <serinus/http/file_media_type.hpp>
#include <serinus/http/http_exception.hpp>

#include <fcntl.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace serinus {

namespace {

files::OpenFile open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor >= 0) return files::OpenFile(descriptor);
  if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
    throw std::system_error(errno, std::generic_category(), "a file cannot be opened");
  throw NotFoundException();
}

}  // namespace

FileAnswer::FileAnswer(std::filesystem::path path)
    : path_(std::move(path)), mediaType_(mediaTypeOfFile(path_.filename().native())) {}

FileAnswer& FileAnswer::savedAs(std::string_view name) & {
  disposition_ = contentDisposition(Disposition::saved, name.empty() ? path_.filename().native() : name);
  return *this;
}
FileAnswer&& FileAnswer::savedAs(std::string_view name) && {
  return std::move(savedAs(name));
}

FileAnswer& FileAnswer::mediaType(std::string mediaType) & {
  mediaType_ = std::move(mediaType);
  return *this;
}
FileAnswer&& FileAnswer::mediaType(std::string mediaType) && {
  return std::move(this->mediaType(std::move(mediaType)));
}

Response FileAnswer::toResponse() && {
  files::OpenFile file = open(path_);
  if (file.kind() != files::OpenFile::Kind::regular) throw NotFoundException();
  Response response = files::fileResponse(std::move(file), mediaType_);
  if (!disposition_.empty()) response.header("Content-Disposition", disposition_);
  return response;
}

}  // namespace serinus
