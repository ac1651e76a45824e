#pragma once

#include <serinus/http/limits.hpp>
#include <serinus/http/request.hpp>
#include <serinus/http/status.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <variant>

namespace serinus::http {

/// The input is used up and the message goes on.
struct NeedMore {};

/// The head is complete: `RequestParser::request()` may be read.
struct HeadComplete {
  enum class Body : std::uint8_t { none, fixed, chunked };
  Body body = Body::none;
  std::uint64_t contentLength = 0;  ///< for `fixed`, at least 1
  bool expectContinue = false;      ///< the client may wait for `100 Continue` before it sends the body
  bool upgrade = false;             ///< an upgrade is asked for; there is no body
  bool keepAlive = true;            ///< the client wants to send another request after this one
};

/// A piece of the body, without the chunked coding: a view into the input of this call.
struct BodyChunk {
  std::string_view data;
};

/// The request ends here; bytes behind belong to the next one, or to the protocol upgraded to.
struct MessageComplete {};

/// Which of the `Limits` or `FormLimits` a request did not keep to.
enum class Excess : std::uint8_t {
  none,
  requestLine,    ///< `maxRequestLine`
  headerBytes,    ///< `maxHeaderBytes`, or `maxTrailerBytes` behind a body
  headers,        ///< `maxHeaders`
  fieldName,      ///< `maxFieldName`
  body,           ///< `maxBody`, or what was set in its place
  bodyRatio,      ///< what a coded body may grow by when it is decoded
  chunkOverhead,  ///< `maxChunkOverhead`
  // Of `FormLimits`.
  formParts,       ///< `maxParts`
  formPartHead,    ///< `maxPartHead`
  formPartFields,  ///< `maxPartFields`
  formName,        ///< `maxName`
  formPart,        ///< `maxPart`
  formTotal,       ///< `maxTotal`
  formText,        ///< `maxText`
};

/// The request is refused: answer this, close, and read nothing more as HTTP. `reason` is a literal. An answer of 405
/// stands for TRACE and CONNECT; its Allow field is `MethodSet::all()`.
struct Fault {
  Status status = Status::badRequest;
  std::string_view reason;
  Excess excess = Excess::none;
};

/// Makes requests from the bytes of a connection (RFC 9112), over llhttp with a guard around it.
///
/// A value without I/O. Each step consumes bytes and tells one thing. Nothing that could be read in two ways is ever
/// repaired: it is a fault at the first byte that proves it, and after a fault nothing is interpreted. Neither the
/// verdict nor the events depend on how the input is cut; only the pieces of the body do.
///
/// Beyond llhttp, it demands: CR LF and nothing else as line end, no folded lines, one space between the parts of the
/// request line, HTTP/1.0 or 1.1 (else 505), one of our methods (else 501; TRACE, CONNECT 405), a target without
/// control bytes, broken escapes or NUL, one valid Host, one Content-Length or one `Transfer-Encoding: chunked`, no
/// framing field among the trailers, no body with an upgrade, all sizes within `Limits`.
class RequestParser {
public:
  using Event = std::variant<NeedMore, HeadComplete, BodyChunk, MessageComplete, Fault>;
  struct Step {
    std::size_t consumed;
    Event event;
  };

  explicit RequestParser(const Limits& limits = {});
  RequestParser(RequestParser&&) noexcept;
  RequestParser& operator=(RequestParser&&) noexcept;
  ~RequestParser();

  /// Goes on to the next event. `HeadComplete` comes before the body limit is applied: the call after it, which may be
  /// given no bytes, refuses a Content-Length above the limit (413) and so must precede a `100 Continue`.
  /// After `MessageComplete` each call repeats it and consumes nothing, until `reset`. After a fault likewise, for
  /// good.
  [[nodiscard]] Step parse(std::string_view input);

  /// The request: its head from `HeadComplete` on. It may be moved from after `MessageComplete`. Its trailers
  /// are there at `MessageComplete`; pieces of the body are the caller's to keep (`Request::appendBody` or
  /// `Request::viewBody`).
  [[nodiscard]] Request& request() noexcept;

  /// Ends a request that has no body at its head, where `parse` would say `MessageComplete` next.
  /// @pre  the last event was a `HeadComplete` with `Body::none`
  void endWithHead() noexcept;

  /// Gets ready for the next request of the connection and keeps the memory. After a request that ends the connection
  /// (`Request::keepAlive()` is false) any further byte is a fault.
  void reset() noexcept;

  /// The body limit of this request, in place of `Limits::maxBody`; to be set right after `HeadComplete`.
  void setBodyLimit(std::uint64_t bytes) noexcept;

  /// No byte of a request has been seen since the start or `reset`: the peer may leave without harm.
  [[nodiscard]] bool idle() const noexcept;

private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace serinus::http
