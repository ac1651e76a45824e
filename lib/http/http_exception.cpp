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

Response HttpException::response(std::string_view path) const {
  Response response = errorResponse(status_, message_, path);
  for (const Field field : fields_) response.addHeader(field.name, field.value);
  return response;
}

MethodNotAllowedException::MethodNotAllowedException(MethodSet allowed, std::string message)
    : StatusException(std::move(message)) {
  header("Allow", allowed.text());
}

}  // namespace serinus
