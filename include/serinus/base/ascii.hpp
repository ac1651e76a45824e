#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace serinus {

/// Text rules of the protocols: they work on ASCII bytes and never on the locale. Bytes above 0x7F are left alone.

[[nodiscard]] constexpr char toLower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
[[nodiscard]] constexpr bool isDigit(char c) noexcept {
  return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool isAlpha(char c) noexcept {
  return toLower(c) >= 'a' && toLower(c) <= 'z';
}

/// The value of a hexadecimal digit of either case, or -1.
[[nodiscard]] constexpr int hexValue(char c) noexcept {
  if (isDigit(c)) return c - '0';
  const char lower = toLower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

[[nodiscard]] inline std::string toLower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return toLower(c); });
  return lower;
}

[[nodiscard]] constexpr bool equalsIgnoreCase(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  std::size_t i = 0;
  if (!std::is_constant_evaluated()) {  // mostly it is written alike
    for (std::uint64_t x = 0, y = 0; a.size() - i >= sizeof x; i += sizeof x) {
      std::memcpy(&x, a.data() + i, sizeof x);
      std::memcpy(&y, b.data() + i, sizeof y);
      if (x != y) break;
    }
  }
  for (; i < a.size(); ++i) {
    if (a[i] != b[i] && toLower(a[i]) != toLower(b[i])) return false;
  }
  return true;
}

/// The same with a literal in lower case, without a branch for each byte: for names that every message is asked for.
template <std::size_t size>
[[nodiscard]] constexpr bool isLower(std::string_view text, const char (&lower)[size]) noexcept {
  if (text.size() != size - 1) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < size - 1; ++i)
    difference |= static_cast<unsigned char>(toLower(text[i])) ^ static_cast<unsigned char>(lower[i]);
  return difference == 0;
}

/// Without the spaces and tabs at both ends: OWS of RFC 9110, 5.6.3.
[[nodiscard]] constexpr std::string_view trim(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Which of the 256 bytes a rule lets through: a look-up costs one load, whatever the rule says.
template <class Rule>
[[nodiscard]] constexpr std::array<bool, 256> bytesThat(Rule rule) noexcept {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte) table[byte] = rule(static_cast<char>(byte));
  return table;
}

namespace ascii {
inline constexpr std::array<bool, 256> tokenChars = bytesThat([](char c) {
  return isDigit(c) || isAlpha(c) ||
         (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
});
}  // namespace ascii

/// `tchar` of RFC 9110, 5.6.2.
[[nodiscard]] constexpr bool isTokenChar(char c) noexcept {
  return ascii::tokenChars[static_cast<unsigned char>(c)];
}

/// One or more `tchar`.
[[nodiscard]] constexpr bool isToken(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return isTokenChar(c); });
}

}  // namespace serinus
