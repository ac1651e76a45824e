#pragma once

#include <cstdint>
#include <cstring>

namespace serinus::http {

/// Eight bytes at once: each test says yes only where it is sure, and what is left is looked at byte by byte.
class EightBytes {
public:
  explicit EightBytes(const char* at) noexcept { std::memcpy(&word_, at, sizeof word_); }

  /// None is a control byte (HTAB counts as one here).
  [[nodiscard]] bool holdNoControl() const noexcept { return (controls() & highBits) == 0; }
  /// All are printable ASCII.
  [[nodiscard]] bool arePrintable() const noexcept { return ((controls() | word_) & highBits) == 0; }

private:
  static constexpr std::uint64_t ones = 0x0101010101010101U;
  static constexpr std::uint64_t highBits = ones * 0x80U;

  /// The high bit of each byte that is below 0x20 or 0x7F, and of some behind such a one.
  [[nodiscard]] std::uint64_t controls() const noexcept {
    const std::uint64_t notDelete = word_ ^ (ones * 0x7FU);
    return ((word_ - ones * 0x20U) & ~word_) | ((notDelete - ones) & ~notDelete);
  }

  std::uint64_t word_ = 0;
};

}  // namespace serinus::http
