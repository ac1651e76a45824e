#include <json/binding/described.hpp>
#include <json/path_step.hpp>
#include <serinus/json/binding/scalars.hpp>
#include <serinus/json/json_quote.hpp>

#include <array>
#include <cstddef>
#include <vector>

namespace serinus::json::binding {

std::string describedText(std::string_view text) {
  constexpr std::size_t longestText = 64;
  std::string words;
  appendJsonQuoted(words, shortened(text, longestText));
  return words;
}

std::string described(JsonValue value) {
  std::string words;
  switch (value.kind()) {
    case JsonKind::absent:
      return "nothing";
    case JsonKind::array:
      return "an array";
    case JsonKind::object:
      return "an object";
    case JsonKind::string:
      return describedText(*value.asString());
    default:
      append(words, value);
      return words;
  }
}

std::string described(Kinds kinds) {
  std::vector<std::string_view> words;
  const auto add = [&](JsonKind kind, std::string_view word) {
    if ((kinds & kindBit(kind)) != 0) words.push_back(word);
  };
  add(JsonKind::object, "an object");
  add(JsonKind::array, "an array");
  add(JsonKind::string, "a string");
  add(JsonKind::floating, "a number");
  if ((kinds & kindBit(JsonKind::floating)) == 0) add(JsonKind::integer, "an integer");
  add(JsonKind::boolean, "true");
  add(JsonKind::boolean, "false");
  add(JsonKind::null, "null");

  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) list += i + 1 == words.size() ? " or " : ", ";
    list += words[i];
  }
  return list;
}

std::string described(std::span<const std::string_view> names) {
  constexpr std::size_t most = 16;
  std::string list = names.size() == 1 ? "" : "one of ";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) list += ", ";
    if (i == most) return list + "…";
    appendJsonQuoted(list, names[i]);
  }
  return list;
}

}  // namespace serinus::json::binding
