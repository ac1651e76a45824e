#include <json/path_step.hpp>
#include <serinus/json/json_quote.hpp>

#include <algorithm>

namespace serinus::json {

namespace {

constexpr std::size_t longestKey = 64;

constexpr bool isLetter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

constexpr bool isNameByte(char c) noexcept {
  return isLetter(c) || (c >= '0' && c <= '9');
}

bool isName(std::string_view key) noexcept {
  return !key.empty() && key.size() <= longestKey && isLetter(key.front()) &&
         std::all_of(key.begin(), key.end(), isNameByte);
}

}  // namespace

std::string shortened(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // the rest of a character
  return std::string(text.substr(0, end)) + "…";
}

void appendStep(std::string& path, std::string_view key) {
  if (isName(key)) {
    path.append(1, '.').append(key);
    return;
  }
  path += '[';
  appendJsonQuoted(path, shortened(key, longestKey));
  path += ']';
}

void appendStep(std::string& path, std::size_t index) {
  path.append(1, '[').append(std::to_string(index)).append(1, ']');
}

}  // namespace serinus::json
