#include <serinus/base/ascii.hpp>
#include <serinus/http/grammar.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace serinus::http {

namespace {

constexpr std::array<bool, 256> controls = bytesThat([](char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && byte != '\t') || byte == 0x7F;
});

/// Whether one of eight bytes could be a control byte; HTAB counts as one here.
bool mayHoldControl(const char* eight) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t highBits = ones * 0x80U;
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  const std::uint64_t notDelete = word ^ (ones * 0x7FU);
  return ((((word - ones * 0x20U) & ~word) | ((notDelete - ones) & ~notDelete)) & highBits) != 0;
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

bool isFieldValue(std::string_view text) noexcept {
  // Every field of every response passes here.
  while (text.size() >= 8 && !mayHoldControl(text.data())) text.remove_prefix(8);
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
