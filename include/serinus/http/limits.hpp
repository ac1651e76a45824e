#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace serinus::http {

/// What a form may make us read, in bytes unless said otherwise. Each limit is the largest size still accepted; more is
/// answered with 413.
struct FormLimits {
  std::size_t maxParts = 100;
  /// The fields of one part, with their line ends and the empty line.
  std::size_t maxPartHead = std::size_t{8} * 1024;
  /// The fields of one part.
  std::size_t maxPartFields = 16;
  /// The name of an entry.
  std::size_t maxName = 256;
  /// The content of one part.
  std::uint64_t maxPart = std::numeric_limits<std::uint64_t>::max();
  /// All of the body, with what stands between, before and behind the parts.
  std::uint64_t maxTotal = std::numeric_limits<std::uint64_t>::max();
  /// All entries together that are no files. They are kept in memory.
  std::size_t maxText = std::size_t{1024} * 1024;
  /// The files of a form are kept in memory as long as they are not larger together; the rest on disk, in the directory
  /// `TMPDIR`, or `/tmp`. No limit: whatever it is, files are taken.
  std::size_t filesInMemory = std::size_t{256} * 1024;
};

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
  /// Of a form that a handler takes as `Multipart`.
  FormLimits form = {};
  /// Requests; the last one is answered with `Connection: close`.
  std::size_t maxRequestsPerConnection = 10'000;
};

}  // namespace serinus::http
