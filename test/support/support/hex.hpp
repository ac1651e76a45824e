#pragma once

#include <serinus/base/bytes.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace serinus::test {

/// Lower-case hexadecimal digits.
inline std::string hex(ByteView bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : bytes) {
    text += digits[std::to_integer<std::size_t>(byte >> 4)];
    text += digits[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
  return text;
}

}  // namespace serinus::test
