#pragma once

#include <serinus/json/binding/binding.hpp>
#include <serinus/json/binding/field_names.hpp>
#include <serinus/json/binding/write_type.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace serinus {
template <class T>
class Constraints;
}

/// Plain structs: aggregates without a base, whose fields all are bound.
namespace serinus::json::binding {

template <class T>
concept PlainStruct = std::is_class_v<T> && std::is_aggregate_v<T>;

// No lambda: g++ 12 drops expressions that name a type made from one.
struct TypesOf {
  template <class... Fields>
  constexpr Types<std::remove_const_t<Fields>...> operator()(Fields&...) const noexcept {
    static_assert((!std::is_const_v<Fields> && ...), "json: a field that is const cannot be read");
    return {};
  }
};

template <class T>
using FieldTypes = decltype(visitFields(std::declval<T&>(), TypesOf()));

template <class T>
void locateFields(void* object, void** fields) {
  visitFields(*static_cast<T*>(object), [fields](auto&... each) mutable { ((*fields++ = &each), ...); });
}

template <class T>
void locateConstFields(const void* object, const void** fields) {
  visitFields(*static_cast<const T*>(object), [fields](auto&... each) mutable { ((*fields++ = &each), ...); });
}

template <class T>
concept Validates = requires(T& object) { object.validate(); };

template <class T>
concept Constrained = requires { &T::constrain; };

template <class T>
void validate(const void* object, Reader& reader, std::size_t before) {
  const T& read = *static_cast<const T*>(object);
  if constexpr (Constrained<T>) Constraints<T>::of().check(read, reader, before);
  if constexpr (Validates<T>) {
    static_assert(
        requires {
          { read.validate() } -> std::convertible_to<std::optional<std::string>>;
        }, "json: validate() is const and returns std::optional<std::string>: what is wrong, or nothing");
    if (reader.faultCount() != before) return;
    if (std::optional<std::string> wrong = read.validate()) reader.violate("", *std::move(wrong));
  }
}

template <class T, class Types = FieldTypes<T>>
struct ReadStructureOf;

template <class T, class... Fields>
struct ReadStructureOf<T, Types<Fields...>> {
  static constexpr std::array<ReadFunction, sizeof...(Fields)> readers = {readAs<Fields>...};

  static constexpr std::uint32_t optionalByType() {
    std::uint32_t bits = 0;
    std::uint32_t bit = 1;
    ((bits |= BindingOf<Fields>::mayBeMissing ? bit : 0, bit <<= 1), ...);
    return bits;
  }

  static constexpr auto validator() {
    if constexpr (Validates<T> || Constrained<T>) {
      return &validate<T>;
    } else {
      return nullptr;
    }
  }

  static constexpr ReadStructure structure = {FieldNames<T>::texts, readers.data(),
                                              optionalByType() | optionalByName<T>, locateFields<T>, validator()};
};

template <class T, class Types = FieldTypes<T>>
struct WriteStructureOf;

template <class T, class... Fields>
struct WriteStructureOf<T, Types<Fields...>> {
  template <class Field>
  static bool isAbsent(const void* field) {
    return BindingOf<Field>::isAbsent(*static_cast<const Field*>(field));
  }

  template <class Field>
  static constexpr WriteField describe(std::string_view label) {
    if constexpr (BindingOf<Field>::mayBeMissing) {
      return {label, writeAs<Field>, isAbsent<Field>};
    } else {
      return {label, writeAs<Field>, nullptr};
    }
  }

  static constexpr auto fields = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<WriteField, sizeof...(Fields)>{describe<Fields>(FieldNames<T>::labels[I])...};
  }(std::index_sequence_for<Fields...>());

  static constexpr WriteStructure structure = {fields, locateConstFields<T>};
};

template <class T>
bool readStruct(Reader& reader, JsonValue value, T& object, std::string_view tagField) {
  return readStructure(reader, value, &object, ReadStructureOf<T>::structure, tagField);
}

template <class T>
void writeStruct(std::string& out, const T& object, std::string_view tagField, std::string_view tag) {
  writeStructure(out, &object, WriteStructureOf<T>::structure, tagField, tag);
}

template <PlainStruct T>
struct Binding<T> : BindingDefaults {
  using Parts = FieldTypes<T>;
  static constexpr Kinds kinds = kindBit(JsonKind::object);
  static constexpr bool isStructure = true;

  static bool read(Reader& reader, JsonValue value, T& object) { return readStruct(reader, value, object, ""); }

  static void write(std::string& out, const T& object) { writeStruct(out, object, "", ""); }
};

}  // namespace serinus::json::binding
