#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace serinus::ws {

/// Writes compressed data bit by bit (RFC 1951), right or wrong, as a test needs it.
class DeflateBits {
public:
  enum class Last : bool { no, yes };

  DeflateBits& bits(unsigned value, unsigned count) {
    for (unsigned i = 0; i < count; ++i) bit(value >> i & 1);
    return *this;
  }

  DeflateBits& stored(std::string_view text, Last last = Last::no) {
    storedHeader(static_cast<std::uint16_t>(text.size()), static_cast<std::uint16_t>(~text.size()), last);
    bytes_ += text;
    return *this;
  }
  DeflateBits& storedHeader(std::uint16_t length, std::uint16_t complement, Last last = Last::no) {
    bits(last == Last::yes ? 1 : 0, 1).bits(0, 2);
    used_ = 0;
    for (const unsigned value : {0U + length, 0U + complement}) bits(value, 16);
    return *this;
  }

  /// A block of the fixed code; literals and matches follow, then `end`.
  DeflateBits& fixed(Last last = Last::no) {
    last_ = last == Last::yes;
    return bits(last_ ? 1 : 0, 1).bits(1, 2);
  }
  DeflateBits& literals(std::string_view text) {
    for (const char c : text) {
      const auto byte = static_cast<std::uint8_t>(c);
      byte < 144 ? code(0x30U + byte, 8) : code(0x190U + byte - 144, 9);
    }
    return *this;
  }
  /// Three bytes from `distance` back.
  DeflateBits& three(unsigned distance) {
    code(1, 7);  // 257: length 3
    unsigned symbol = 0, base = 1, extra = 0;
    while (distance >= base + (1U << extra)) {
      base += 1U << extra;
      ++symbol;
      extra = symbol < 2 ? 0 : symbol / 2 - 1;
    }
    code(symbol, 5);
    return bits(distance - base, extra);
  }
  /// What follows a last block begins at the next byte.
  DeflateBits& end() {
    code(0, 7);
    if (last_) used_ = 0;
    return *this;
  }

  /// The payload of a message: what is written, and the beginning of the empty block that a flush appends.
  [[nodiscard]] std::string message() { return bits(0, 3).bytes_; }
  [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }

  /// Huffman codes are written from their highest bit on.
  DeflateBits& code(unsigned value, unsigned count) {
    while (count > 0) bit(value >> --count & 1);
    return *this;
  }

private:
  void bit(unsigned value) {
    if (used_ == 0) bytes_ += '\0';
    bytes_.back() = static_cast<char>(static_cast<unsigned char>(bytes_.back()) | value << used_);
    used_ = (used_ + 1) % 8;
  }

  std::string bytes_;
  unsigned used_ = 0;
  bool last_ = false;
};

}  // namespace serinus::ws
