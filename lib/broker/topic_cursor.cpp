#include <serinus/broker/topic_cursor.hpp>

#include <array>
#include <charconv>
#include <cstddef>

namespace serinus {

namespace {

constexpr std::size_t epochDigits = 16;
constexpr std::string_view digits = "0123456789abcdef";

template <class Number>
bool readWhole(std::string_view text, Number& number, int base) noexcept {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc() && stop == end;
}

}  // namespace

std::string TopicCursor::text() const {
  std::array<char, epochDigits + 1 + 20> text;
  for (std::size_t i = 0; i < epochDigits; ++i) text[i] = digits[epoch >> (60 - 4 * i) & 0xF];
  text[epochDigits] = ':';
  char* const end = std::to_chars(text.data() + epochDigits + 1, text.data() + text.size(), offset).ptr;
  return {text.data(), end};
}

std::optional<TopicCursor> TopicCursor::parse(std::string_view text) noexcept {
  if (text.size() < epochDigits + 2 || text[epochDigits] != ':') return std::nullopt;
  const std::string_view epoch = text.substr(0, epochDigits);
  const std::string_view offset = text.substr(epochDigits + 1);
  if (epoch.find_first_not_of(digits) != std::string_view::npos) return std::nullopt;
  if (offset.size() > 1 && offset.front() == '0') return std::nullopt;
  if (offset.front() < '0' || offset.front() > '9') return std::nullopt;
  TopicCursor cursor;
  if (!readWhole(epoch, cursor.epoch, 16) || !readWhole(offset, cursor.offset, 10)) return std::nullopt;
  return cursor;
}

}  // namespace serinus
