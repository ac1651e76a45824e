#include <serinus/base/ascii.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/http/response.hpp>

#include <stdexcept>
#include <utility>

namespace serinus {

const std::shared_ptr<http::StreamedBody> Response::noStream;

Response::Response(const Response& other)
    : status_(other.status_),
      close_(other.close_),
      fields_(other.fields_),
      body_(other.body_),
      rare_(other.rare_ ? std::make_unique<Rare>(*other.rare_) : nullptr) {}

Response::Rare& Response::rare() {
  if (!rare_) rare_ = std::make_unique<Rare>();
  return *rare_;
}

Response Response::text(std::string text) {
  return Response(std::move(text), "text/plain; charset=utf-8");
}
Response Response::json(std::string text) {
  return Response(std::move(text), "application/json");
}
Response Response::html(std::string text) {
  return Response(std::move(text), "text/html; charset=utf-8");
}

Response::Response(std::string body, std::string_view mediaType) : body_(std::move(body)) {
  fields_.append("Content-Type", mediaType);
}

Response Response::bytes(std::string bytes, std::string_view mediaType) {
  Response response;
  response.body_ = std::move(bytes);
  if (!http::isFieldValue(mediaType)) throw InvalidFieldError("the media type of a body has a control byte");
  response.fields_.append("Content-Type", mediaType);
  return response;
}

Response Response::bytes(ByteView bytes, std::string_view mediaType) {
  return Response::bytes(std::string(asText(bytes)), mediaType);
}

Response Response::empty(Status status) {
  return Response().status(status);
}

Response Response::redirect(std::string_view location, Status status) {
  return empty(status).header("Location", location);
}

Response& Response::status(Status status) & {
  const std::uint16_t value = code(status);
  const bool final = value >= 200 && value <= 599;
  if (!final && status != Status::switchingProtocols) {
    throw std::invalid_argument("a response cannot have the status " + std::to_string(value));
  }
  status_ = status;
  return *this;
}

Response& Response::reason(std::string_view phrase) & {
  if (!http::isFieldValue(phrase)) throw InvalidFieldError("a reason phrase has a control byte");
  rare().reason = phrase;
  return *this;
}

Response& Response::header(std::string_view name, std::string_view value) & {
  fields_.set(name, value);
  return *this;
}

Response& Response::addHeader(std::string_view name, std::string_view value) & {
  fields_.add(name, value);
  return *this;
}

Response& Response::cookie(const SetCookie& cookie) & {
  return addHeader("Set-Cookie", cookie.text());
}

Response& Response::body(std::shared_ptr<http::StreamedBody> body) & {
  rare().stream = std::move(body);
  body_.clear();
  return *this;
}

Response& Response::body(std::string body) & noexcept {
  body_ = std::move(body);
  if (rare_) rare_->stream.reset();
  return *this;
}

Response& Response::trailers(std::vector<std::string> names, std::function<Fields()> make) & {
  for (const std::string& name : names) {
    if (!isToken(name)) throw InvalidFieldError("a trailer field's name is no token");
    if (!http::mayTrail(name))
      throw InvalidFieldError("the field " + name + " belongs into the head, not behind a body");
  }
  rare().trailers = std::make_shared<const http::Trailers>(http::Trailers{std::move(names), std::move(make)});
  return *this;
}

Response& Response::removeTrailers() & noexcept {
  if (rare_) rare_->trailers.reset();
  return *this;
}

Response& Response::close() & noexcept {
  close_ = true;
  return *this;
}

Response&& Response::status(Status status) && {
  return std::move(this->status(status));
}
Response&& Response::reason(std::string_view phrase) && {
  return std::move(reason(phrase));
}
Response&& Response::header(std::string_view name, std::string_view value) && {
  return std::move(header(name, value));
}
Response&& Response::addHeader(std::string_view name, std::string_view value) && {
  return std::move(addHeader(name, value));
}
Response&& Response::cookie(const SetCookie& cookie) && {
  return std::move(this->cookie(cookie));
}
Response&& Response::body(std::string body) && noexcept {
  return std::move(this->body(std::move(body)));
}
Response&& Response::trailers(std::vector<std::string> names, std::function<Fields()> make) && {
  return std::move(trailers(std::move(names), std::move(make)));
}
Response&& Response::close() && noexcept {
  return std::move(close());
}

std::string_view Response::anyReason() const noexcept {
  return rare_ && !rare_->reason.empty() ? rare_->reason : reasonPhrase(status_);
}

}  // namespace serinus
