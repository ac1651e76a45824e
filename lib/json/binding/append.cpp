#include <serinus/json/binding/scalars.hpp>
#include <serinus/json/json_quote.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace serinus::json::binding {

namespace {

// The longest is a double: sign, 17 digits, point, `e-308`.
using Digits = std::array<char, 32>;

template <class Number>
std::string_view digitsOf(Number number, Digits& digits) {
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return {digits.data(), static_cast<std::size_t>(end - digits.data())};
}

template <class Number>
void appendFraction(std::string& out, Number number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  Digits digits;
  const std::string_view text = digitsOf(number, digits);
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void appendElements(std::string& out, JsonValue array) {
  char before = '[';
  for (const JsonValue element : array.elements()) {
    out += before;
    append(out, element);
    before = ',';
  }
  if (before == '[') out += before;
  out += ']';
}

void appendMembers(std::string& out, JsonValue object) {
  char before = '{';
  for (const auto& [key, value] : object.members()) {
    out += before;
    appendJsonQuoted(out, key);
    out += ':';
    append(out, value);
    before = ',';
  }
  if (before == '{') out += before;
  out += '}';
}

void appendInteger(std::string& out, JsonValue value) {
  if (const auto number = value.asInt64()) {
    append(out, *number);
  } else {
    append(out, *value.asUint64());
  }
}

}  // namespace

void append(std::string& out, bool flag) {
  out += flag ? "true" : "false";
}
void append(std::string& out, std::int64_t number) {
  Digits digits;
  out += digitsOf(number, digits);
}
void append(std::string& out, std::uint64_t number) {
  Digits digits;
  out += digitsOf(number, digits);
}
void append(std::string& out, double number) {
  appendFraction(out, number);
}
void append(std::string& out, float number) {
  appendFraction(out, number);
}

void append(std::string& out, JsonValue value) {
  switch (value.kind()) {
    case JsonKind::absent:
    case JsonKind::null:
      out += "null";
      return;
    case JsonKind::boolean:
      return append(out, *value.asBool());
    case JsonKind::integer:
      return appendInteger(out, value);
    case JsonKind::floating:
      return append(out, *value.asDouble());
    case JsonKind::string:
      return appendJsonQuoted(out, *value.asString());
    case JsonKind::array:
      return appendElements(out, value);
    case JsonKind::object:
      return appendMembers(out, value);
  }
}

void throwNameless(std::int64_t number) {
  throw std::invalid_argument("json::write: no name is known for the value " + std::to_string(number) +
                              " of an enum; give it one in json::EnumNames");
}

}  // namespace serinus::json::binding
