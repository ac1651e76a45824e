#pragma once

#include <serinus/json/binding/pretty_names.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

/// The enumerators of an enum and their names, found at compile time.
namespace serinus::json::binding {

/// The values in which names are looked for.
template <class E>
struct EnumRange {
  using Number = std::underlying_type_t<E>;
  static constexpr int lowest = std::is_signed_v<Number> ? -128 : 0;
  static constexpr int highest =
      std::numeric_limits<Number>::digits < 8 ? static_cast<int>(std::numeric_limits<Number>::max()) : 255;
  static constexpr std::size_t size = static_cast<std::size_t>(highest - lowest) + 1;

  static constexpr E at(std::size_t i) noexcept { return static_cast<E>(static_cast<int>(i) + lowest); }
};

/// All values in one text: an instance of a template for each would cost the compiler many times as much.
template <class E, E... Values>
constexpr const char* enumeratorsText() {
  return __PRETTY_FUNCTION__;
}

/// Cuts that text:
///
///     g++    ... [with E = ns::Color; E ...Values = {(ns::Color)-1, ns::Color::red}]
///     clang  ... [E = ns::Color, Values = <(ns::Color)-1, ns::Color::red>]
///
/// Only values without a name are casts. The name of the enum may hold commas and brackets.
class EnumeratorList {
public:
  constexpr explicit EnumeratorList(std::string_view text) noexcept {
    const std::size_t type = text.find("E = ") + 4;
    const std::size_t values = text.find("Values = ", type);
    const std::size_t typeEnd = values - (text[values - 1] == '.' ? 7 : 2);
    const std::string_view name = text.substr(type, typeEnd - type);
    cast_ = name.size() + 2;
    scope_ = name.size() - lastIdentifier(name).size();
    rest_ = text.substr(values + 10, text.size() - values - 12);
  }

  /// The name of the next value, empty when it has none.
  constexpr std::string_view next() noexcept {
    const bool isCast =
        rest_.size() > cast_ && rest_[cast_ - 1] == ')' && (isDigit(rest_[cast_]) || rest_[cast_] == '-');
    const std::size_t end = rest_.find(',', isCast ? cast_ : scope_);
    const std::string_view value = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 2);
    return isCast ? std::string_view() : lastIdentifier(value);
  }

private:
  std::string_view rest_;
  std::size_t cast_ = 0;   // length of `(ns::Color)`
  std::size_t scope_ = 0;  // length of `ns::`
};

template <class E>
class Enumerators {
  static_assert(requires { E{0}; }, "json: give the enum an underlying type (enum E : int), or make it an enum class");

  static constexpr std::string_view text = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::string_view(enumeratorsText<E, EnumRange<E>::at(I)...>());
  }(std::make_index_sequence<EnumRange<E>::size>());

  static constexpr std::size_t count = [] {
    std::size_t named = 0;
    EnumeratorList list(text);
    for (std::size_t i = 0; i < EnumRange<E>::size; ++i) named += list.next().empty() ? 0U : 1U;
    return named;
  }();

  // Either the values or their names: with references to parts of one object clang 16 does not compile.
  template <class Part>
  static constexpr std::array<Part, count> cut() {
    std::array<Part, count> found{};
    EnumeratorList list(text);
    for (std::size_t i = 0, at = 0; at < count; ++i) {
      const std::string_view name = list.next();
      if (name.empty()) continue;
      if constexpr (std::is_same_v<Part, E>) {
        found[at++] = EnumRange<E>::at(i);
      } else {
        found[at++] = name;
      }
    }
    return found;
  }
  static constexpr auto longNames = cut<std::string_view>();

public:
  static constexpr auto values = cut<E>();
  static constexpr const auto& names = PackedTexts<longNames>::texts;
};

}  // namespace serinus::json::binding
