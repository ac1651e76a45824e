#pragma once

#include <serinus/base/bytes.hpp>
#include <serinus/http/fields.hpp>
#include <serinus/http/set_cookie.hpp>
#include <serinus/http/status.hpp>
#include <serinus/http/streamed_body.hpp>
#include <serinus/http/trailers.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

/// What a handler answers: `Response::text("sent").status(Status::accepted).header("X-Run", "7")`.
///
/// Framing is the server's: Content-Length, Transfer-Encoding, Trailer, Connection and Date are written by it, and
/// fields of these names are passed over. Names and values that would forge a field are refused here, with
/// InvalidFieldError.
class Response {
public:
  /// An empty 200.
  Response() = default;
  Response(const Response& other);
  Response(Response&&) noexcept = default;
  Response& operator=(const Response& other) { return *this = Response(other); }
  Response& operator=(Response&&) noexcept = default;
  ~Response() = default;

  /// `text/plain; charset=utf-8`.
  [[nodiscard]] static Response text(std::string text);
  /// `application/json`, of text that is JSON already.
  [[nodiscard]] static Response json(std::string text);
  /// `text/html; charset=utf-8`.
  [[nodiscard]] static Response html(std::string text);
  [[nodiscard]] static Response bytes(std::string bytes, std::string_view mediaType = "application/octet-stream");
  [[nodiscard]] static Response bytes(ByteView bytes, std::string_view mediaType = "application/octet-stream");
  [[nodiscard]] static Response empty(Status status = Status::noContent);
  [[nodiscard]] static Response redirect(std::string_view location, Status status = Status::found);

  /// @throws std::invalid_argument  unless it is 101 or between 200 and 599: no final response has another status
  Response& status(Status status) &;
  Response&& status(Status status) &&;

  /// A reason phrase in place of the registered one. @throws InvalidFieldError  on a control byte
  Response& reason(std::string_view phrase) &;
  Response&& reason(std::string_view phrase) &&;

  /// Makes this the only field of that name. @throws InvalidFieldError
  Response& header(std::string_view name, std::string_view value) &;
  Response&& header(std::string_view name, std::string_view value) &&;

  /// Adds a field beside those of the same name. @throws InvalidFieldError
  Response& addHeader(std::string_view name, std::string_view value) &;
  Response&& addHeader(std::string_view name, std::string_view value) &&;

  Response& cookie(const SetCookie& cookie) &;
  Response&& cookie(const SetCookie& cookie) &&;

  /// Replaces the body; Content-Type stays as it is.
  Response& body(std::string body) & noexcept;
  Response&& body(std::string body) && noexcept;
  /// One that is made while it is sent: see `streamed`.
  Response& body(std::shared_ptr<http::StreamedBody> body) &;

  /// Fields behind a streamed body, made when all of it has been made: checksums, times, what became of it. They are
  /// sent to clients of HTTP/1.1 that say `TE: trailers`, in a body that is chunked then, whether its size is known or
  /// not. For all others, for bodies that are not streamed and for parts of one nothing is made: an answer must be
  /// whole without its trailers.
  /// @param names  announced in the field Trailer; what `make` gives beyond them is treated as if the body's generator
  ///               had thrown
  /// @throws InvalidFieldError  a name that belongs into the head (`http::mayTrail`)
  Response& trailers(std::vector<std::string> names, std::function<Fields()> make) &;
  Response&& trailers(std::vector<std::string> names, std::function<Fields()> make) &&;
  Response& removeTrailers() & noexcept;

  /// The connection is closed behind this response.
  Response& close() & noexcept;
  Response&& close() && noexcept;

  [[nodiscard]] Status status() const noexcept { return status_; }
  /// The phrase that was set, or the registered one.
  [[nodiscard]] std::string_view reason() const noexcept {
    return status_ == Status::ok && !rare_ ? "OK" : anyReason();
  }
  [[nodiscard]] const Fields& fields() const noexcept { return fields_; }
  [[nodiscard]] Fields& fields() noexcept { return fields_; }
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept {
    return fields_.get(name);
  }
  [[nodiscard]] const std::string& body() const noexcept { return body_; }
  /// Moves the body out; it is empty afterwards.
  [[nodiscard]] std::string takeBody() noexcept { return std::exchange(body_, {}); }
  /// Null unless the body is made while it is sent; then `body()` is empty.
  [[nodiscard]] const std::shared_ptr<http::StreamedBody>& stream() const noexcept {
    return rare_ ? rare_->stream : noStream;
  }
  /// Null without.
  [[nodiscard]] const http::Trailers* trailers() const noexcept { return rare_ ? rare_->trailers.get() : nullptr; }
  [[nodiscard]] bool closes() const noexcept { return close_; }

private:
  /// What few responses have.
  struct Rare {
    std::shared_ptr<http::StreamedBody> stream;
    std::shared_ptr<const http::Trailers> trailers;
    std::string reason;
  };
  static const std::shared_ptr<http::StreamedBody> noStream;

  [[nodiscard]] Rare& rare();
  [[nodiscard]] std::string_view anyReason() const noexcept;
  /// @param mediaType  of our own: it is not looked at
  Response(std::string body, std::string_view mediaType);

  Status status_ = Status::ok;
  bool close_ = false;
  Fields fields_;
  std::string body_;
  std::unique_ptr<Rare> rare_;
};

}  // namespace serinus
