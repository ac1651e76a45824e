#include <serinus/http/http_exception.hpp>

#include <utility>

namespace serinus {

HttpException::HttpException(Status status, std::string message)
    : status_(status), message_(message.empty() ? std::string(reasonPhrase(status)) : std::move(message)) {}

HttpException& HttpException::header(std::string_view name, std::string_view value) & {
  fields_.add(name, value);
  return *this;
}

HttpException&& HttpException::header(std::string_view name, std::string_view value) && {
  return std::move(header(name, value));
}

HttpException& HttpException::detail(std::string path, std::string message) & {
  details_.push_back({std::move(path), std::move(message)});
  return *this;
}

HttpException&& HttpException::detail(std::string path, std::string message) && {
  return std::move(detail(std::move(path), std::move(message)));
}

Response HttpException::response(std::string_view path) const {
  Response response = errorResponse(status_, message_, path, details_);
  for (const Field field : fields_) response.addHeader(field.name, field.value);
  return response;
}

MethodNotAllowedException::MethodNotAllowedException(MethodSet allowed, std::string message)
    : StatusException(std::move(message)) {
  header("Allow", allowed.text());
}

}  // namespace serinus
