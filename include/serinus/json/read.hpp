#pragma once

#include <serinus/json/binding/codecs.hpp>
#include <serinus/json/binding/containers.hpp>
#include <serinus/json/binding/enums.hpp>
#include <serinus/json/binding/structs.hpp>
#include <serinus/json/binding/variants.hpp>
#include <serinus/json/json_limits.hpp>
#include <serinus/json/json_value.hpp>
#include <serinus/json/read_fault.hpp>

#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace serinus::json {

struct ReadOptions {
  UnknownFields unknownFields = UnknownFields::ignore;  ///< members that a struct has no field for
  JsonLimits limits = {};                               ///< of a text
  std::string_view path = "$";  ///< what the paths of faults begin with: where the value stands in something larger
};

namespace binding {

std::optional<ReadFault> readText(std::string_view text, const ReadOptions& options, ReadFunction read, void* object);
std::optional<ReadFault> readValue(JsonValue value, const ReadOptions& options, ReadFunction read, bool mayBeMissing,
                                   void* object);

}  // namespace binding

/// Reads a JSON text into a `T`; the fault when it is not JSON or not a `T`.
///
///     struct Say {
///       std::string room;
///       std::string text;
///       std::optional<int> ttl;
///     };
///     const auto say = json::read<Say>(R"({"room":"all","text":"hello"})");
///
/// T is one of
///     bool, integers, float, double    an integer must be written as one and be in the type's range
///     std::string                      UTF-8; it may hold U+0000
///     enums                            a string, the name of the enumerator (`EnumNames`)
///     std::optional, std::unique_ptr   nothing for null or where a member is missing
///     std::vector and the like         an array
///     std::array, std::pair, std::tuple  an array of exactly that many elements
///     std::map<std::string, U>, std::unordered_map<std::string, U>   an object. Use std::map for what strangers send:
///                                      keys can be chosen so that they collide in std::unordered_map.
///     plain structs                    an object; up to 32 fields, without base class and constructors. A field that
///                                      is missing is a fault, unless its type can be nothing or the struct's
///                                      `jsonOptional` names it (`FieldName`). What has no field is ignored.
///     std::variant                     by the kind of the value; among plain structs by the member "type" (or
///                                      `jsonTagField`), which is the struct's name (or its `jsonTag`), see `write`
///     std::monostate, std::nullptr_t   null
///     classes with a `Codec`
///
/// A field that stands twice, or a key of a map, is a fault: two readers of the text could take different ones.
/// A struct with a function `std::optional<std::string> validate() const` is asked once it is filled; what it returns
/// is the reason of a fault.
///
/// Allocates nothing but what `T` holds, once a thread has read texts of the usual size (`JsonParser`).
template <class T>
[[nodiscard]] std::variant<T, ReadFault> tryRead(std::string_view text, const ReadOptions& options = {}) {
  static_assert(
      !binding::borrowsWithin<T>(),
      "json: a std::string_view or JsonValue inside would outlive the text's memory: use std::string, or keep "
      "a JsonDocument and read from its root()");
  std::variant<T, ReadFault> result;
  auto fault = binding::readText(text, options, binding::readAs<T>, std::get_if<0>(&result));
  if (fault) result.template emplace<1>(*std::move(fault));
  return result;
}

/// The same from a part of a document. Here `T` may hold std::string_view, and `JsonValue` for parts to look at later;
/// they last as long as the document.
template <class T>
[[nodiscard]] std::variant<T, ReadFault> tryRead(JsonValue value, const ReadOptions& options = {}) {
  std::variant<T, ReadFault> result;
  auto fault = binding::readValue(value, options, binding::readAs<T>, binding::BindingOf<T>::mayBeMissing,
                                  std::get_if<0>(&result));
  if (fault) result.template emplace<1>(*std::move(fault));
  return result;
}

/// As `tryRead`.
/// @throws ReadError  with the fault.
template <class T>
[[nodiscard]] T read(std::string_view text, const ReadOptions& options = {}) {
  static_assert(!binding::borrowsWithin<T>(), "json: see tryRead");
  T object{};
  auto fault = binding::readText(text, options, binding::readAs<T>, &object);
  if (fault) throw ReadError(*std::move(fault));
  return object;
}

template <class T>
[[nodiscard]] T read(JsonValue value, const ReadOptions& options = {}) {
  T object{};
  auto fault = binding::readValue(value, options, binding::readAs<T>, binding::BindingOf<T>::mayBeMissing, &object);
  if (fault) throw ReadError(*std::move(fault));
  return object;
}

}  // namespace serinus::json
