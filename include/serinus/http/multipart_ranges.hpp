#pragma once

#include <serinus/http/byte_ranges.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace serinus {

/// What stands around the parts of a 206 of several ranges (RFC 9110, 14.6):
/// `partHead(a)`, the bytes of `a`, `partHead(b)`, the bytes of `b`, `end()`.
class MultipartRanges {
public:
  /// @param boundary  does not occur in the representation: random, for instance; `http::isBoundary`
  /// @param mediaType  of the representation; a part has no Content-Type when it is empty
  /// @param length  of the representation
  /// @throws InvalidFieldError  when the boundary is none, or the media type has a control byte
  MultipartRanges(std::string_view boundary, std::string_view mediaType, std::uint64_t length);

  /// For the Content-Type field of the response; it has no Content-Range.
  [[nodiscard]] std::string contentType() const;

  /// All that stands between the part before, if any, and the bytes of this one.
  [[nodiscard]] std::string partHead(const ByteRange& range) const;

  /// What stands behind the last part.
  [[nodiscard]] std::string end() const;

  /// The Content-Length of a response with these parts; nothing is written for it.
  [[nodiscard]] std::uint64_t size(std::span<const ByteRange> ranges) const;

private:
  std::string boundary_;
  std::string mediaType_;
  std::uint64_t length_;
};

}  // namespace serinus
