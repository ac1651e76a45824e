#include "http/eight_bytes.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/http/grammar.hpp>

#include <algorithm>
#include <array>

namespace serinus::http {

namespace {

constexpr std::array<bool, 256> controls = bytesThat([](char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && byte != '\t') || byte == 0x7F;
});

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

bool isFieldValue(std::string_view text) noexcept {
  // Every field of every response passes here.
  while (text.size() >= 8 && EightBytes(text.data()).holdNoControl()) text.remove_prefix(8);
  return std::ranges::none_of(text, [](char c) { return controls[static_cast<unsigned char>(c)]; });
}

std::string_view takeListItem(std::string_view& list) noexcept {
  while (!list.empty()) {
    const std::size_t end = endOfItem(list);
    const std::string_view item = trim(list.substr(0, end));
    list.remove_prefix(std::min(list.size(), end + 1));
    if (!item.empty()) return item;
  }
  return {};
}

bool listHas(std::string_view list, std::string_view token) noexcept {
  for (std::string_view item = takeListItem(list); !item.empty(); item = takeListItem(list)) {
    if (equalsIgnoreCase(item, token)) return true;
  }
  return false;
}

}  // namespace serinus::http
