#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace serinus {

/// Writes one JSON text (RFC 8259), part after part, without spaces:
///
///     JsonWriter json;
///     json.beginObject().key("name").value("Ada").key("marks").beginArray().value(1).value(2).endArray().endObject();
///     send(json.take());   // {"name":"Ada","marks":[1,2]}
///
/// A call that cannot come at this place throws `std::logic_error` with a sentence and writes nothing. Keys are not
/// compared: the same key twice is written twice.
class JsonWriter {
public:
  JsonWriter();

  JsonWriter& beginObject();
  JsonWriter& endObject();
  JsonWriter& beginArray();
  JsonWriter& endArray();

  /// The name of the next member; its value follows.
  JsonWriter& key(std::string_view name);

  /// Text, escaped as `appendJsonQuoted` does.
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }

  template <std::same_as<bool> T>
  JsonWriter& value(T flag) {
    return literal(flag ? "true" : "false");
  }

  /// An integer, with every digit; readers that keep all numbers as doubles lose those beyond 2^53. A character is no
  /// integer and does not compile.
  template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
             !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>)
  JsonWriter& value(T number) {
    if constexpr (std::signed_integral<T>) {
      return integer(static_cast<std::int64_t>(number));
    } else {
      return integer(static_cast<std::uint64_t>(number));
    }
  }

  /// The shortest text that reads back as the same number, always with a point or an exponent (`1.0`), so that it is
  /// never taken for an integer out of range. NaN and the infinities have no JSON form and become `null`, as in
  /// JavaScript.
  JsonWriter& value(double number);
  JsonWriter& value(float number);

  JsonWriter& null();

  /// The text, complete. The view lasts until the next call that is not const.
  /// @throws std::logic_error  when nothing was written yet or an array or object is still open.
  [[nodiscard]] std::string_view text() const;

  /// Hands the complete text over and begins anew.
  /// @throws std::logic_error  like `text`.
  [[nodiscard]] std::string take();

private:
  enum class Next : std::uint8_t { document, nothing, firstElement, element, firstKey, key, memberValue };

  void beforeValue();
  JsonWriter& literal(std::string_view text);
  JsonWriter& integer(std::int64_t number);
  JsonWriter& integer(std::uint64_t number);

  std::string text_;
  std::vector<Next> open_;  // what may come next: of the document, then of each array and object still open
};

}  // namespace serinus
