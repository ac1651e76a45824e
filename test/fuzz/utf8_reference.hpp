#pragma once

#include <cstddef>
#include <string_view>

namespace serinus::fuzz {

/// Whether a text is UTF-8, by the table of RFC 3629 and nothing of the library's.
inline bool isUtf8(std::string_view text) {
  const auto at = [&](std::size_t index) -> unsigned { return static_cast<unsigned char>(text[index]); };
  while (!text.empty()) {
    const unsigned lead = at(0);
    const std::size_t size = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : 4;
    if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || text.size() < size) return false;
    unsigned long point = size == 1 ? lead : lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
      if ((at(i) & 0xC0U) != 0x80) return false;
      point = point << 6 | (at(i) & 0x3FU);
    }
    if (size == 3 && (point < 0x800 || (point >= 0xD800 && point < 0xE000))) return false;
    if (size == 4 && (point < 0x10000 || point > 0x10FFFF)) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace serinus::fuzz
