#pragma once

#include <serinus/http/method.hpp>
#include <serinus/http/response.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace serinus::http {

/// What the writer must know beyond the response; `Exchange::framing` makes it.
struct ResponseFraming {
  Method method = Method::get;  ///< of the request: HEAD gets no body
  int minorVersion = 1;         ///< of the request: HTTP/1.0 needs to be told of keep-alive and knows no chunks
  bool keepAlive = true;        ///< whether the connection stays open behind the response
  std::string_view date{};      ///< the Date field; none when empty
  bool takesTrailers = false;   ///< the request said `TE: trailers`
};

/// How the end of a streamed body is told.
enum class StreamCoding : unsigned char {
  none,     ///< there is no body: HEAD, or a status without one
  counted,  ///< by the size of the response's `StreamedBody`
  chunked,  ///< by `appendLastChunk`
  trailed,  ///< by `appendLastChunk` with the trailers of the response
  close     ///< by the end of the connection (HTTP/1.0)
};

// What stands in a response forges no line: `Fields` and `Response::reason` refuse control bytes. Content-Length,
// Transfer-Encoding, Trailer, Connection, Keep-Alive and Date are ours; such fields of the response are passed over. A
// field Upgrade is announced in Connection as it must be (RFC 9110, 7.8).

/// Appends head and body. A body is left out where there can be none: HEAD, 101, 204, 205, 304.
void writeResponse(std::string& out, const Response& response, const ResponseFraming& framing);

/// Appends the same head without the body, for a caller that sends the body from where it lies.
/// @return whether the body follows
bool writeHead(std::string& out, const Response& response, const ResponseFraming& framing);

/// No head of `writeHead` is longer.
[[nodiscard]] std::size_t roomForHead(const Response& response, const ResponseFraming& framing) noexcept;
/// The same head, where there is that much room. @return the end of what was written
[[nodiscard]] char* writeHead(char* at, const Response& response, const ResponseFraming& framing) noexcept;

/// Whether an answer of that status to that method has a body.
[[nodiscard]] bool hasBody(Status status, Method method) noexcept;

/// Appends the head of a body that follows piece by piece; the body of `response` is not looked at, but for the size of
/// one that is streamed. With `StreamCoding::close` the head says `Connection: close`, whatever `framing` asks for.
StreamCoding writeStreamHead(std::string& out, const Response& response, const ResponseFraming& framing);

/// Appends the interim response that asks for the body (RFC 9110, 15.2.1).
void writeContinue(std::string& out);

/// Appends `data` as one chunk; nothing when it is empty, since an empty chunk ends the body.
void appendChunk(std::string& out, std::string_view data);

/// Appends what goes before a chunk of `size` bytes (not 0), for a caller that sends the bytes from where they lie;
/// CR LF goes behind them.
void appendChunkHead(std::string& out, std::size_t size);

/// Appends the end of a chunked body, with the fields that stand behind it.
void appendLastChunk(std::string& out, const Fields& trailers = {});

}  // namespace serinus::http
