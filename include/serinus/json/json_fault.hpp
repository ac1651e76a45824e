#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace serinus {

enum class JsonFaultReason : std::uint8_t {
  tooLarge,          ///< the text is longer than `JsonLimits::maxSize`
  tooDeep,           ///< a value stands inside more than `JsonLimits::maxDepth` arrays and objects
  endsEarly,         ///< the text ends inside a value
  unexpectedByte,    ///< not the byte that the grammar wants here (RFC 8259, 2 and 3); a byte order mark too
  afterEnd,          ///< something follows the value
  controlInString,   ///< a byte below 0x20 in a string, unescaped (RFC 8259, 7)
  badEscape,         ///< an unknown escape, or half of a surrogate pair
  badUtf8,           ///< a string is not UTF-8
  numberOutOfRange,  ///< an integer beyond std::int64_t and std::uint64_t, or a number beyond double
};

/// The reason in a few words: `a string is not UTF-8`.
[[nodiscard]] std::string_view text(JsonFaultReason reason) noexcept;

/// Why a text is not taken, and where.
class JsonFault {
public:
  JsonFault(JsonFaultReason reason, std::size_t offset, std::string path)
      : reason_(reason), offset_(offset), path_(std::move(path)) {}

  [[nodiscard]] JsonFaultReason reason() const noexcept { return reason_; }

  /// The first byte that no correct text could have at this place, counted from 0; the length of the text when it ends
  /// early, the first byte of a number out of range, and of an escape that is half a surrogate pair.
  [[nodiscard]] std::size_t offset() const noexcept { return offset_; }

  /// The value in which it happened, as a JSON Pointer (RFC 6901): `/users/0/name`, `""` for the outermost value.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

  /// For a person: `a string is not UTF-8, at byte 17, in /users/0/name`. The path holds keys of the sender, as they
  /// were written.
  [[nodiscard]] std::string message() const;

private:
  JsonFaultReason reason_;
  std::size_t offset_;
  std::string path_;
};

}  // namespace serinus
