#pragma once

#include <serinus/http/query.hpp>
#include <serinus/json/read.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

/// The query string as a plain struct, read as JSON is.
namespace serinus::pipeline {

/// What a field of the struct takes.
struct QueryField {
  std::string_view name;
  json::binding::Kinds kinds;  ///< of the field, or of its elements
  bool isList;                 ///< of all parameters of that name
};

/// The parameters of `query` that `fields` has, as a JSON object: numbers and flags bare where a field takes them, all
/// else as text.
/// @throws BadRequestException  when the query is at fault
[[nodiscard]] std::string queryAsJson(const Query& query, std::span<const QueryField> fields);

/// Throws the `BadRequestException` for a fault that was found in such an object.
[[noreturn]] void throwQueryFault(const json::ReadFault& fault);

template <class Field>
constexpr QueryField queryField(std::string_view name) {
  using Bound = json::binding::BindingOf<Field>;
  if constexpr (json::binding::Sequence<Field> && !json::binding::HasCodec<Field> &&
                requires { typename Bound::Element; })
    return {name, json::binding::BindingOf<typename Bound::Element>::kinds, true};
  else
    return {name, Bound::kinds, false};
}

template <class T, class Types = json::binding::FieldTypes<T>>
struct QueryFieldsOf;

template <class T, class... Fields>
struct QueryFieldsOf<T, json::binding::Types<Fields...>> {
  static constexpr auto fields = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<QueryField, sizeof...(Fields)>{
        queryField<Fields>(std::string_view(json::binding::FieldNames<T>::texts[I]))...};
  }(std::index_sequence_for<Fields...>());
};

template <class T>
[[nodiscard]] T readQuery(const Query& query) {
  static_assert(json::binding::PlainStruct<T>,
                "a query is read into a plain struct (no constructors, no private members)");
  json::ReadOptions options;
  options.path = "query";
  auto result = json::tryRead<T>(queryAsJson(query, QueryFieldsOf<T>::fields), options);
  if (const auto* const fault = std::get_if<json::ReadFault>(&result)) throwQueryFault(*fault);
  return std::get<0>(std::move(result));
}

}  // namespace serinus::pipeline
