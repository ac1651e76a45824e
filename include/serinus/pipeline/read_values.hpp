#pragma once

#include <serinus/http/url_parameters.hpp>
#include <serinus/json/read.hpp>
#include <serinus/routing/router.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// Values that a client writes as bare text, in a query, a path, a field or a form: read as JSON is, with the same
/// rules and faults.
namespace serinus::pipeline {

/// What a field of a struct takes.
struct ValueField {
  std::string_view name;
  json::binding::Kinds kinds;  ///< of the field, or of its elements
  bool isList;                 ///< of all values of that name
};

/// All values that there are for a field, in the order they were sent.
using ValuesOf = std::function<std::vector<std::string_view>(const ValueField& field)>;

/// The values that `fields` has, as a JSON object: numbers and flags bare where a field takes them, all else as text.
[[nodiscard]] std::string valuesAsJson(const ValuesOf& values, std::span<const ValueField> fields);
/// One value, the same way.
[[nodiscard]] std::string valueAsJson(std::string_view value, json::binding::Kinds kinds);

/// @throws BadRequestException  when the parameters are at fault; `where` names them: `query`
void requireFlawless(const UrlParameters& parameters, std::string_view where);

/// Throws the `BadRequestException` for a fault that was found in such values.
[[noreturn]] void throwValueFault(const json::ReadFault& fault);
/// The same for one that is missing: `header X-Page: is missing`.
[[noreturn]] void throwMissingValue(const std::string& where);

template <class Field>
constexpr ValueField valueField(std::string_view name) {
  using Bound = json::binding::BindingOf<Field>;
  if constexpr (json::binding::Sequence<Field> && !json::binding::HasCodec<Field> &&
                requires { typename Bound::Element; })
    return {name, json::binding::BindingOf<typename Bound::Element>::kinds, true};
  else
    return {name, Bound::kinds, false};
}

template <class T, class Types = json::binding::FieldTypes<T>>
struct ValueFieldsOf;

template <class T, class... Fields>
struct ValueFieldsOf<T, json::binding::Types<Fields...>> {
  static constexpr auto fields = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<ValueField, sizeof...(Fields)>{
        valueField<Fields>(std::string_view(json::binding::FieldNames<T>::texts[I]))...};
  }(std::index_sequence_for<Fields...>());
};

template <class T>
[[nodiscard]] T readJsonOf(std::string_view text, std::string_view where) {
  json::ReadOptions options;
  options.path = where;
  auto result = json::tryRead<T>(text, options);
  if (const auto* const fault = std::get_if<json::ReadFault>(&result)) throwValueFault(*fault);
  return std::get<0>(std::move(result));
}

/// A plain struct of named values. @param where  what the paths of faults begin with
template <class T>
[[nodiscard]] T readValues(const ValuesOf& values, std::string_view where) {
  static_assert(json::binding::PlainStruct<T>,
                "a query, a path or a form is read into a plain struct (no constructors, no private members)");
  return readJsonOf<T>(valuesAsJson(values, ValueFieldsOf<T>::fields), where);
}

/// One value. @param where  what a fault is said of: `path.id`
template <class T>
[[nodiscard]] T readValue(std::string_view value, std::string_view where) {
  if constexpr (std::same_as<T, std::string>)
    return std::string(value);
  else
    return readJsonOf<T>(valueAsJson(value, json::binding::BindingOf<T>::kinds), where);
}

template <class T>
[[nodiscard]] T readParameters(const UrlParameters& parameters, std::string_view where) {
  requireFlawless(parameters, where);
  return readValues<T>([&parameters](const ValueField& field) { return parameters.getAll(field.name); }, where);
}

}  // namespace serinus::pipeline
