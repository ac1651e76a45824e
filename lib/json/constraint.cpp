#include <json/binding/described.hpp>
#include <serinus/json/constraint.hpp>

#include <algorithm>
#include <limits>

namespace serinus::json::binding {

namespace {

std::size_t charactersOf(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string range(std::size_t least, std::size_t most) {
  if (least == most) return std::to_string(least);
  if (most == std::numeric_limits<std::size_t>::max()) return "at least " + std::to_string(least);
  return std::to_string(least) + " to " + std::to_string(most);
}

std::string amountFault(std::size_t count, std::size_t least, std::size_t most, std::string_view what) {
  if (count >= least && count <= most) return {};
  const bool isOne = least == 1 && most == 1;
  return "wants " + range(least, most) + std::string(what) + (isOne ? "" : "s") + ", got " + std::to_string(count);
}

}  // namespace

std::string lengthFault(std::string_view text, std::size_t least, std::size_t most) {
  return amountFault(charactersOf(text), least, most, " character");
}

std::string countFault(std::size_t count, std::size_t least, std::size_t most) {
  return amountFault(count, least, most, " element");
}

std::string choiceFault(std::string_view text, const std::vector<std::string>& choices) {
  if (std::ranges::find(choices, text) != choices.end()) return {};
  const std::vector<std::string_view> names(choices.begin(), choices.end());
  return "wants " + described(names) + ", got " + describedText(text);
}

std::string patternFault(std::string_view text, const TextPattern& pattern, std::string_view what) {
  if (pattern.matches(text)) return {};
  return "wants " + std::string(what) + ", got " + describedText(text);
}

std::string boundFault(std::string_view word, const std::string& bound, const std::string& got) {
  return "wants " + std::string(word) + ' ' + bound + ", got " + got;
}

}  // namespace serinus::json::binding
