#include "pipeline/jwt_parts.hpp"

#include <serinus/base/base64.hpp>
#include <serinus/base/bytes.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace serinus::pipeline {

namespace {

bool hasNameTwice(JsonValue object) {
  std::vector<std::string_view> names;
  names.reserve(object.size());
  for (const auto& [name, value] : object.members()) names.push_back(name);
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) != names.end();
}

std::optional<std::vector<std::string_view>> textsOf(JsonValue array) {
  std::vector<std::string_view> texts;
  texts.reserve(array.size());
  for (const JsonValue element : array.elements()) {
    const auto text = element.asString();
    if (!text) return std::nullopt;
    texts.push_back(*text);
  }
  return texts;
}

}  // namespace

std::optional<JwtParts> splitToken(std::string_view token) noexcept {
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (first == last || token.find('.', first + 1) != last) return std::nullopt;
  const JwtParts parts{token.substr(0, first), token.substr(first + 1, last - first - 1), token.substr(last + 1)};
  if (parts.header.empty() || parts.payload.empty() || parts.signature.empty()) return std::nullopt;
  return parts;
}

std::optional<JsonDocument> readTokenObject(std::string_view part) {
  constexpr std::size_t deepest = 16;
  const auto bytes = base64UrlDecode(part);
  if (!bytes) return std::nullopt;
  auto read = parseJson(asText(*bytes), {.maxDepth = deepest});
  auto* const document = std::get_if<JsonDocument>(&read);
  if (document == nullptr || document->root().kind() != JsonKind::object || hasNameTwice(document->root()))
    return std::nullopt;
  return std::move(*document);
}

std::optional<std::chrono::duration<double>> numericDate(JsonValue value) noexcept {
  constexpr double latest = 253'402'300'799;  // 9999-12-31T23:59:59Z
  const auto seconds = value.asDouble();
  if (!seconds || !(*seconds >= 0 && *seconds <= latest)) return std::nullopt;
  return std::chrono::duration<double>(*seconds);
}

std::optional<std::vector<std::string_view>> oneOrMoreTexts(JsonValue value) {
  if (const auto text = value.asString()) return std::vector{*text};
  if (value.kind() != JsonKind::array) return std::nullopt;
  return textsOf(value);
}

std::optional<std::vector<std::string_view>> listOfWords(JsonValue value) {
  if (value.kind() == JsonKind::array) return textsOf(value);
  const auto text = value.asString();
  if (!text) return std::nullopt;
  std::vector<std::string_view> words;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (end > 0) words.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return words;
}

}  // namespace serinus::pipeline
