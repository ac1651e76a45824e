#pragma once

#include <serinus/base/rare.hpp>
#include <serinus/http/cookies.hpp>
#include <serinus/http/fields.hpp>
#include <serinus/http/method.hpp>
#include <serinus/http/target.hpp>
#include <serinus/http/url_parameters.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace serinus {

namespace http {
class PlainHead;
class RequestParser;
}  // namespace http

/// A request as it came. Views it gives stay valid until it is changed, moved, cleared or destroyed; those into a body
/// that was lent (`viewBody`) are the lender's.
class Request {
public:
  /// A GET of `/` without fields.
  Request() = default;

  /// For tests and in-process clients; `target` as on a request line.
  /// @throws std::invalid_argument  when it is no valid target
  Request(Method method, std::string target);

  [[nodiscard]] Method method() const noexcept { return method_; }

  /// The target as sent: `/a%20b?c=d`, `http://host/path`, `*`; empty where none was given.
  [[nodiscard]] std::string_view target() const noexcept { return target_; }

  /// The path as sent, with its escapes (which are whole, none of them NUL), without the query: `/a%20b`; or `*`.
  [[nodiscard]] std::string_view path() const noexcept;

  /// What stands behind the first `?`, as sent; empty without one.
  [[nodiscard]] std::string_view queryText() const noexcept;

  /// The query, decoded at the first call. It may be at fault: `UrlParameters::fault`.
  [[nodiscard]] const UrlParameters& query() const;

  /// Host and port that the client asked for: from the target when it has them, else the Host field
  /// (RFC 9112, 3.2.2); empty when there is none. Behind a trusted proxy that says so, those that it was asked for.
  [[nodiscard]] std::string_view host() const noexcept;

  [[nodiscard]] const Fields& fields() const noexcept { return fields_; }
  [[nodiscard]] Fields& fields() noexcept { return fields_; }
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept {
    return fields_.get(name);
  }

  /// The fields behind a chunked body, complete once the body has been read to its end (RFC 9110, 6.5); empty where
  /// there are none. Those that belong into the head (`http::mayTrail`) are left out. Whatever they say, they were
  /// written by whoever sent the body, and proxies may drop them.
  [[nodiscard]] const Fields& trailers() const noexcept;

  /// The pairs of the Cookie field, as views into this request.
  [[nodiscard]] Cookies cookies() const noexcept;

  /// The `x` of `HTTP/1.x`: 0 or 1.
  [[nodiscard]] int minorVersion() const noexcept { return minorVersion_; }

  /// Whether the client wants to send another request after this one (RFC 9112, 9.3).
  [[nodiscard]] bool keepAlive() const noexcept;

  /// Whether the client asks to speak another protocol (RFC 9110, 7.8); which one, the field Upgrade says.
  [[nodiscard]] bool isUpgrade() const noexcept;

  [[nodiscard]] std::string_view body() const noexcept { return borrowed_.data() != nullptr ? borrowed_ : body_; }

  /// What it is called in logs, here and elsewhere; empty when nobody has named it (`RequestLogModule` does).
  [[nodiscard]] std::string_view id() const noexcept {
    return rest_.find() != nullptr ? std::string_view(rest_.find()->id) : std::string_view();
  }
  void setId(std::string id);

  /// The library's own side: the host that a trusted proxy was asked for.
  void setForwardedHost(std::string host) { rest_.make().forwardedHost = std::move(host); }

  /// Adds to the body, by copy.
  void appendBody(std::string_view piece);

  /// Makes `body` the body, without a copy: it must stay where it is as long as this request is read.
  void viewBody(std::string_view body) noexcept { borrowed_ = body; }

  /// Gives back the memory that it does not need: it is kept for long.
  void shrinkToFit();

  /// Back to a GET of `/` without fields; keeps the memory, but for that of a large body.
  void clear() noexcept;

private:
  friend class http::Machine;
  friend class http::PlainHead;
  friend class http::RequestParser;

  Method method_ = Method::get;
  std::uint8_t minorVersion_ = 1;
  std::string target_;
  http::Target parts_;
  Fields fields_;
  std::string body_;
  std::string_view borrowed_;
  /// What most requests do not have, or are not asked for.
  struct Rest {
    Fields trailers;
    std::string id;
    std::string forwardedHost;
    std::optional<UrlParameters> query;
  };
  mutable Rare<Rest> rest_;
};

}  // namespace serinus
