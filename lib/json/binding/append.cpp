#include <serinus/json/binding/scalars.hpp>
#include <serinus/json/json_quote.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace serinus::json::binding {

namespace {

constexpr std::size_t mostScratch = std::size_t{64} * 1024;
thread_local std::string scratch;  // empty

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

/// Most fractions that people write, prices and measured values, have few decimals and are found in a fraction of the
/// time that the search for the shortest text takes. Decimals of at most 15 digits are different doubles, so what comes
/// back from so many is the only one that does, and the shortest text. @returns false when it is none of these
bool appendShortDecimal(std::string& out, double number) {
  constexpr double scale = 10'000;
  constexpr int decimalsOfScale = 4;
  const double size = std::abs(number);
  if (!(size >= 1e-3 && size < 1e11)) return false;              // smaller ones are written with an exponent
  auto digits = static_cast<std::uint64_t>(size * scale + 0.5);  // NOLINT(bugprone-incorrect-roundings)
  if (static_cast<double>(digits) / scale != size) return false;
  int decimals = decimalsOfScale;
  for (; decimals > 0 && digits % 10 == 0; --decimals) digits /= 10;
  if (decimals == 0) {
    if (size >= 1e5) return false;  // where zeros at the end make the text with an exponent the shorter one
    digits *= 10;
    decimals = 1;
  }
  std::array<char, 20> text;
  char* at = text.data() + text.size();
  for (int place = 0; place <= decimals || digits > 0; ++place) {
    if (place == decimals) *--at = '.';
    *--at = static_cast<char>('0' + digits % 10);
    digits /= 10;
  }
  if (number < 0) *--at = '-';
  out.append(at, text.data() + text.size());
  return true;
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
  if (!appendShortDecimal(out, number)) appendFraction(out, number);
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

// What is written within, by a codec say, finds none and makes its own.
std::string takeScratch() noexcept {
  return std::exchange(scratch, {});
}

std::string copyOf(std::string&& written) {
  std::string text(written);
  if (written.capacity() <= mostScratch) {
    written.clear();
    scratch = std::move(written);
  }
  return text;
}

void throwNameless(std::int64_t number) {
  throw std::invalid_argument("json::write: no name is known for the value " + std::to_string(number) +
                              " of an enum; give it one in json::EnumNames");
}

}  // namespace serinus::json::binding
