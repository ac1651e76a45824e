#pragma once

#include <serinus/base/bytes.hpp>

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace serinus::ws {

/// Bytes in a heap block of exactly their size, so that AddressSanitizer sees one byte too far.
class ExactBlock {
public:
  explicit ExactBlock(std::string_view text) : bytes_(new std::byte[text.size()]), size_(text.size()) {
    if (!text.empty()) std::memcpy(bytes_.get(), text.data(), text.size());
  }

  [[nodiscard]] MutableBytes bytes() noexcept { return {bytes_.get(), size_}; }

private:
  std::unique_ptr<std::byte[]> bytes_;
  std::size_t size_;
};

inline std::string text(std::initializer_list<int> bytes) {
  std::string made;
  for (const int byte : bytes) made += static_cast<char>(byte);
  return made;
}

/// `FF 00 61`, for the messages of failed tests.
inline std::string hex(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string made;
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (!made.empty()) made += ' ';
    made += digits[byte >> 4];
    made += digits[byte & 0x0F];
  }
  return made;
}

}  // namespace serinus::ws
