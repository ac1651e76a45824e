#include <serinus/http/grammar.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace serinus::http {

namespace {

constexpr std::array<bool, 256> tokenChars = [] {
  std::array<bool, 256> table{};
  for (const char c :
       std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

constexpr unsigned char lowered(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 'A' && byte <= 'Z' ? static_cast<unsigned char>(byte | 0x20U) : byte;
}

constexpr bool isControl(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && byte != '\t') || byte == 0x7F;
}

/// Where the list member at the beginning of `list` ends.
std::size_t endOfItem(std::string_view list) noexcept {
  bool quoted = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == '"') {
      quoted = !quoted;
    } else if (quoted && list[i] == '\\') {
      ++i;
    } else if (!quoted && list[i] == ',') {
      return i;
    }
  }
  return list.size();
}

}  // namespace

bool isTokenChar(char c) noexcept {
  return tokenChars[static_cast<unsigned char>(c)];
}

bool isToken(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, isTokenChar);
}

bool isFieldValue(std::string_view text) noexcept {
  return std::ranges::none_of(text, isControl);
}

bool equalsIgnoringCase(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && lowered(a[i]) != lowered(b[i])) return false;
  }
  return true;
}

std::string_view trimmed(std::string_view text) noexcept {
  const auto isSpace = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view takeListItem(std::string_view& list) noexcept {
  while (!list.empty()) {
    const std::size_t end = endOfItem(list);
    const std::string_view item = trimmed(list.substr(0, end));
    list.remove_prefix(std::min(list.size(), end + 1));
    if (!item.empty()) return item;
  }
  return {};
}

bool listHas(std::string_view list, std::string_view token) noexcept {
  for (std::string_view item = takeListItem(list); !item.empty(); item = takeListItem(list)) {
    if (equalsIgnoringCase(item, token)) return true;
  }
  return false;
}

}  // namespace serinus::http
