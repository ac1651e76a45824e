#include "rules.hpp"

#include <serinus/gateway/event_exception.hpp>

#include <algorithm>

namespace chat {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

/// What has come as JSON is UTF-8: every byte but the continuations begins a character.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool isControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}
bool isLayout(char c) {
  return c == '\n' || c == '\r' || c == '\t';
}

}  // namespace

std::string checked(const Rule& rule, std::string_view text) {
  const auto refuse = [&rule](const std::string& why) {
    throw serinus::EventException(rule.code, rule.what + (" " + why));
  };
  const std::string_view kept = trimmed(text);
  if (kept.empty()) refuse("is empty");
  const std::size_t length = characters(kept);
  if (length < rule.shortest) refuse("is too short: it takes " + std::to_string(rule.shortest) + " characters");
  if (length > rule.longest) {
    refuse("is too long: " + std::to_string(length) + " characters, " + std::to_string(rule.longest) + " at most");
  }
  const auto isStrange = [&rule](char c) { return isControl(c) && !(rule.manyLines && isLayout(c)); };
  if (std::ranges::any_of(kept, isStrange)) refuse("holds a line break or another control character");
  return std::string(kept);
}

}  // namespace chat
