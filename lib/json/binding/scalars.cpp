#include <json/binding/described.hpp>
#include <json/json_handle.hpp>
#include <serinus/json/binding/scalars.hpp>

#include <simdjson.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace serinus::json::binding {

namespace {

template <class T>
bool scalar(JsonValue value, T& out) noexcept {
  return JsonHandle::of<simdjson::dom::element>(value).get(out) == simdjson::SUCCESS;
}

template <class Number>
std::string rangeWords(std::string_view what, Number lowest, Number highest) {
  std::string words(what);
  words += " from ";
  append(words, lowest);
  words += " to ";
  append(words, highest);
  return words;
}

}  // namespace

bool readNull(Reader& reader, JsonValue value) {
  return value.isNull() || reader.wants("null", value);
}

bool readBool(Reader& reader, JsonValue value, bool& out) {
  return scalar(value, out) || reader.wants("true or false", value);
}

bool readSigned(Reader& reader, JsonValue value, std::int64_t lowest, std::int64_t highest, std::int64_t& out) {
  if (scalar(value, out) && out >= lowest && out <= highest) return true;
  return reader.wants(rangeWords("an integer", lowest, highest), value);
}

bool readUnsigned(Reader& reader, JsonValue value, std::uint64_t highest, std::uint64_t& out) {
  if (scalar(value, out) && out <= highest) return true;
  return reader.wants(rangeWords("an integer", std::uint64_t{0}, highest), value);
}

bool readDouble(Reader& reader, JsonValue value, double& out) {
  return scalar(value, out) || reader.wants("a number", value);
}

bool readFloat(Reader& reader, JsonValue value, float& out) {
  using Limits = std::numeric_limits<float>;
  constexpr double firstTooLarge = 0x1.ffffffp127;  // what is below is nearer to the largest float than to infinity
  double wide = 0;
  if (!readDouble(reader, value, wide)) return false;
  if (wide <= -firstTooLarge || wide >= firstTooLarge)
    return reader.wants(rangeWords("a number", Limits::lowest(), Limits::max()), value);
  out = static_cast<float>(std::clamp<double>(wide, Limits::lowest(), Limits::max()));
  return true;
}

bool readText(Reader& reader, JsonValue value, std::string_view& out) {
  return scalar(value, out) || reader.wants("a string", value);
}

bool readName(Reader& reader, JsonValue value, std::span<const std::string_view> names, std::size_t& out) {
  std::string_view text;
  if (scalar(value, text)) {
    const auto found = std::find(names.begin(), names.end(), text);
    out = static_cast<std::size_t>(found - names.begin());
    if (found != names.end()) return true;
  }
  return reader.wants(described(names), value);
}

}  // namespace serinus::json::binding
