#pragma once

#include <serinus/http/request_parser.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace serinus::http {

/// How the body of a request is coded (RFC 9110, 8.4).
enum class BodyCoding : std::uint8_t {
  none,
  zlib,     ///< `gzip`, `x-gzip` or `deflate`: the data itself says which
  unknown,  ///< another one, or several: answer 415 with `acceptedCodings`
};
[[nodiscard]] BodyCoding bodyCodingOf(const Request& request);

/// Undoes a coding piece by piece.
///
/// What comes of it is bounded: by the limit for bodies, and, so that a little that was sent never becomes very much at
/// once, by a hundred times what was sent beyond the first MiB.
class BodyDecoder {
public:
  BodyDecoder() = default;
  BodyDecoder(const BodyDecoder&) = delete;
  BodyDecoder& operator=(const BodyDecoder&) = delete;
  virtual ~BodyDecoder() = default;

  /// Appends what comes of the piece. @returns 413 for too much, 400 for what is no such data
  [[nodiscard]] virtual std::optional<Fault> append(std::string& out, std::string_view piece) = 0;

  /// To be asked at the end of the body. @returns 400 when it was cut short
  [[nodiscard]] virtual std::optional<Fault> finish() const noexcept = 0;
};

/// The value of Accept-Encoding that tells what is decoded here (RFC 9110, 12.5.3 and 15.5.16).
[[nodiscard]] std::string_view acceptedCodings() noexcept;

/// @returns null in a library that was built without zlib
/// @throws std::bad_alloc
[[nodiscard]] std::unique_ptr<BodyDecoder> makeZlibDecoder(std::uint64_t limit);

}  // namespace serinus::http
