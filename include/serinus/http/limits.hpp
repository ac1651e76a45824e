#pragma once

#include <cstddef>
#include <cstdint>

namespace serinus::http {

/// What a client may make us read, in bytes unless said otherwise. Each limit is the largest size still accepted; the
/// first byte that proves more is answered with the status named there and ends the connection.
struct Limits {
  /// The request line without its line end: 414.
  std::size_t maxRequestLine = std::size_t{8} * 1024;
  /// The whole head: request line, field lines, line ends, the empty line: 431.
  std::size_t maxHeaderBytes = std::size_t{16} * 1024;
  /// Field lines: 431.
  std::size_t maxHeaders = 100;
  /// The name of one field: 431.
  std::size_t maxFieldName = 256;
  /// The body after chunked coding is undone; an announced length is refused before the body is read: 413.
  std::uint64_t maxBody = std::uint64_t{1024} * 1024;
  /// Over all chunk-size lines of a request: chunk extensions, and size digits behind the sixteenth: 413.
  std::size_t maxChunkOverhead = std::size_t{4} * 1024;
  /// The trailer section with its empty line: 431.
  std::size_t maxTrailerBytes = std::size_t{4} * 1024;
  /// Requests; the last one is answered with `Connection: close`.
  std::size_t maxRequestsPerConnection = 10'000;
};

}  // namespace serinus::http
