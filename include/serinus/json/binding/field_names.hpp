#pragma once

#include <serinus/json/binding/pretty_names.hpp>
#include <serinus/json/binding/visit_fields.hpp>
#include <serinus/json/struct_options.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

/// The names of a plain struct's fields, found at compile time.
namespace serinus::json::binding {

/// A place for a `T` that is never made: the addresses of its fields name them.
template <class T>
union Storage {
  char nothing;
  T value;
  constexpr Storage() noexcept : nothing() {}
  constexpr ~Storage() {}  // NOLINT: T's own may do something
};

template <class T>
inline constinit Storage<T> storage;

template <std::size_t I, class T>
struct FieldPointer {
  const T* to;
};

/// A tuple in a few words: std::tuple costs the compiler five times as much.
template <class, class...>
struct FieldPointers;

template <std::size_t... I, class... Fields>
struct FieldPointers<std::index_sequence<I...>, Fields...> : FieldPointer<I, Fields>... {};

template <std::size_t I, class Field>
constexpr FieldPointer<I, Field> pointerAt(const FieldPointer<I, Field>& pointer) noexcept {
  return pointer;
}

template <class T>
inline constexpr auto fieldPointers = visitFields(storage<T>.value, []<class... Fields>(Fields&... fields) {
  return FieldPointers<std::index_sequence_for<Fields...>, Fields...>{{&fields}...};
});

template <FieldPointer P>
constexpr const char* fieldText() {
  return __PRETTY_FUNCTION__;
}

template <class T, std::size_t I>
constexpr std::string_view fieldName() {
  const std::string_view text = fieldText<pointerAt<I>(fieldPointers<T>)>();
  return lastIdentifier(text.substr(0, text.rfind('}')));
}

/// As they stand in the C++ source.
template <class T>
inline constexpr auto sourceNames = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<std::string_view, sizeof...(I)>{fieldName<T, I>()...};
}(std::make_index_sequence<fieldCount<T>>());

template <class T>
constexpr std::size_t fieldIndex(std::string_view name) {
  std::size_t i = 0;
  while (i < sourceNames<T>.size() && sourceNames<T>[i] != name) ++i;
  return i;
}

/// Whether the struct's own lists name fields that it has.
template <class T>
constexpr bool knowsItsFields() {
  bool knows = true;
  if constexpr (requires { T::jsonNames; }) {
    for (const FieldName& renamed : T::jsonNames) knows = knows && fieldIndex<T>(renamed.field) < fieldCount<T>;
  }
  if constexpr (requires { T::jsonOptional; }) {
    for (const std::string_view field : T::jsonOptional) knows = knows && fieldIndex<T>(field) < fieldCount<T>;
  }
  return knows;
}

/// As they stand in the JSON text: with `jsonNames`, if the struct has it.
template <class T>
inline constexpr auto jsonNamesOf = [] {
  static_assert(knowsItsFields<T>(), "json: jsonNames or jsonOptional names a field that the struct does not have");
  auto names = sourceNames<T>;
  if constexpr (requires { T::jsonNames; }) {
    for (const FieldName& renamed : T::jsonNames) names[fieldIndex<T>(renamed.field)] = renamed.json;
  }
  return names;
}();

constexpr bool arePlainAndDistinct(const auto& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].find_first_of("\"\\") != std::string_view::npos) return false;
    for (const char c : names[i]) {
      if (static_cast<unsigned char>(c) < 0x20) return false;
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (names[i] == names[j]) return false;
    }
  }
  return true;
}

/// One bit for each field that may be missing, by `jsonOptional`.
template <class T>
inline constexpr std::uint32_t optionalByName = [] {
  std::uint32_t bits = 0;
  if constexpr (requires { T::jsonOptional; }) {
    for (const std::string_view field : T::jsonOptional) bits |= std::uint32_t{1} << fieldIndex<T>(field);
  }
  return bits;
}();

template <class T>
struct FieldNames {
  static_assert(arePlainAndDistinct(jsonNamesOf<T>),
                "json: the names of a struct's fields must differ and need no escaping");
  static constexpr const auto& texts = PackedTexts<jsonNamesOf<T>>::texts;
  static constexpr const auto& labels = PackedTexts<jsonNamesOf<T>>::labels;
};

}  // namespace serinus::json::binding
