#pragma once

#include <serinus/http/fields.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace serinus {

/// A part of a representation: `size` bytes, at least one, from the byte `first` on.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t size = 0;

  [[nodiscard]] std::uint64_t last() const noexcept { return first + size - 1; }
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// The parts that a Range field chooses from a representation of a known length (RFC 9110, 14).
///
/// What the field cannot mean is answered whole, as if it were absent: another unit than `bytes`, anything malformed,
/// two Range fields, any range of an empty representation. So is what would cost more than it saves (14.2, 17.15): more
/// than `maxRanges` members, and ranges that together are longer than the representation.
class ByteRanges {
public:
  static constexpr std::size_t maxRanges = 16;

  enum class Answer : std::uint8_t {
    whole,          ///< 200, with all of it
    one,            ///< 206 with Content-Range (`contentRange`)
    several,        ///< 206 as `multipart/byteranges` (`MultipartRanges`)
    unsatisfiable,  ///< 416 with Content-Range (`unsatisfiedRange`): no member begins within the representation
  };

  /// @param range  the value of the field
  [[nodiscard]] static ByteRanges select(std::string_view range, std::uint64_t length);

  /// Of a request for which `Preconditions::rangeHolds`.
  [[nodiscard]] static ByteRanges select(const Fields& fields, std::uint64_t length);

  [[nodiscard]] Answer answer() const noexcept { return answer_; }

  /// Those within the representation, cut at its end, in the order asked for; they may overlap. Empty unless the answer
  /// is `one` or `several`.
  [[nodiscard]] const std::vector<ByteRange>& ranges() const noexcept { return ranges_; }

private:
  Answer answer_ = Answer::whole;
  std::vector<ByteRange> ranges_;
};

/// `bytes 0-499/1234`, for a 206 and each part of a multipart one (RFC 9110, 14.4).
[[nodiscard]] std::string contentRange(const ByteRange& range, std::uint64_t length);

/// `bytes */1234`, for a 416.
[[nodiscard]] std::string unsatisfiedRange(std::uint64_t length);

}  // namespace serinus
