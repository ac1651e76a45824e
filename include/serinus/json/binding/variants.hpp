#pragma once

#include <serinus/json/binding/structs.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

/// Variants: the kind of the JSON value chooses the alternative, among plain structs a tag does.
namespace serinus::json::binding {

template <class T>
concept Tagged = BindingOf<T>::isStructure;

template <class T>
constexpr std::string_view tagOf() {
  if constexpr (!Tagged<T>) {
    return "";
  } else if constexpr (requires { T::jsonTag; }) {
    return T::jsonTag;
  } else {
    static_assert(!typeName<T>().empty(), "json: an alternative that is a template needs a jsonTag");
    return typeName<T>();
  }
}

template <class T>
constexpr std::string_view tagFieldOf() {
  if constexpr (requires { T::jsonTagField; }) {
    return T::jsonTagField;
  } else {
    return "type";
  }
}

/// The tag fields of those that are plain structs, "" for the rest.
template <class... Ts>
inline constexpr std::array<std::string_view, sizeof...(Ts)> tagFields = {
    (Tagged<Ts> ? tagFieldOf<Ts>() : std::string_view())...};

/// The first of them; "" when there are none.
template <class... Ts>
constexpr std::string_view commonTagField() {
  for (const std::string_view field : tagFields<Ts...>) {
    if (!field.empty()) return field;
  }
  return "";
}

template <class... Ts>
constexpr bool agreeOnTheTagField() {
  for (const std::string_view field : tagFields<Ts...>) {
    if (!field.empty() && field != commonTagField<Ts...>()) return false;
  }
  return true;
}

template <class T>
constexpr bool hasField(std::string_view name) {
  if constexpr (Tagged<T>) {
    for (const std::string_view field : jsonNamesOf<T>) {
      if (field == name) return true;
    }
  }
  return false;
}

/// Whether every alternative takes something that none before it takes.
constexpr bool eachCanBeChosen(std::span<const ReadAlternative> alternatives) {
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    const ReadAlternative& late = alternatives[i];
    Kinds left = late.kinds;
    for (const ReadAlternative& early : alternatives.first(i)) {
      if (early.tag.empty() || late.tag.empty()) left &= static_cast<Kinds>(~early.kinds);
      if (!early.tag.empty() && early.tag == late.tag) return false;
    }
    if (left == 0) return false;
  }
  return true;
}

template <class... Ts>
struct VariantBinding : BindingDefaults {
  using Variant = std::variant<Ts...>;
  using Parts = Types<Ts...>;
  static constexpr Kinds kinds = (BindingOf<Ts>::kinds | ...);
  static constexpr std::string_view tagField = commonTagField<Ts...>();
  static_assert(agreeOnTheTagField<Ts...>(), "json: the structs of a variant must have the same jsonTagField");
  static_assert(!(hasField<Ts>(tagField) || ...), "json: a struct in a variant has a field with the name of the tag");

  static bool read(Reader& reader, JsonValue value, Variant& variant) {
    return readVariant(reader, value, &variant, ReadAlternatives<std::index_sequence_for<Ts...>>::all, tagField);
  }

  static void write(std::string& out, const Variant& variant) {
    std::visit([&out]<class T>(const T& alternative) { writeAlternative(out, alternative); }, variant);
  }

private:
  template <class T, std::size_t I>
  static bool readAlternative(Reader& reader, JsonValue value, void* variant) {
    T& alternative = static_cast<Variant*>(variant)->template emplace<I>();
    if constexpr (Tagged<T>) {
      return readStruct(reader, value, alternative, tagField);
    } else {
      return BindingOf<T>::read(reader, value, alternative);
    }
  }

  template <class>
  struct ReadAlternatives;

  template <std::size_t... I>
  struct ReadAlternatives<std::index_sequence<I...>> {
    static constexpr std::array<ReadAlternative, sizeof...(I)> all = {
        ReadAlternative{BindingOf<Ts>::kinds, tagOf<Ts>(), readAlternative<Ts, I>}...};
    static_assert(eachCanBeChosen(all),
                  "json: an alternative of a variant can never be chosen: those before it take all that it takes, or "
                  "have its tag");
  };

  template <class T>
  static void writeAlternative(std::string& out, const T& alternative) {
    if constexpr (Tagged<T>) {
      writeStruct(out, alternative, tagField, tagOf<T>());
    } else {
      BindingOf<T>::write(out, alternative);
    }
  }
};

template <class... Ts>
struct Binding<std::variant<Ts...>> : VariantBinding<Ts...> {};

}  // namespace serinus::json::binding
