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
///   - bool, float, double, integers of every width: an integer is written without point and exponent and fits
///   - std::string
///   - enums: a string, the name of the enumerator (`EnumNames`)
///   - std::optional, std::unique_ptr: null is nothing
///   - std::vector, std::deque, std::list: an array
///   - std::array, std::pair, std::tuple: an array of exactly that length
///   - std::map, std::unordered_map, with std::string keys: an object. Keys can be chosen to collide in the latter
///   - plain structs, aggregates without base class and with up to 32 fields: an object (`FieldName`)
///   - std::variant: by the kind of the value; among plain structs by the member "type" (or `T::jsonTagField`),
///     which holds the struct's name (or its `jsonTag`)
///   - std::monostate, std::nullptr_t: null
///   - classes with a `Codec`
///
/// A field that is missing is a fault, unless it is std::optional or std::unique_ptr or stands in `T::jsonOptional`;
/// then it keeps what its struct initialises it with. A field or key that stands twice is a fault, for two readers of
/// the text could take different ones. What a struct's fields must be, besides of their types, it says by
/// `Constraints`. A struct with `std::optional<std::string> validate() const` is asked once it is filled, and all in it
/// is as it must be; what it returns is the reason of a fault.
///
/// Allocates nothing but what the value holds, once the thread has read texts of that size (up to 64 KiB).
template <class T>
[[nodiscard]] std::variant<T, ReadFault> tryRead(std::string_view text, const ReadOptions& options = {}) {
  binding::requireOwnMemory<T>();
  std::variant<T, ReadFault> result;
  auto fault = binding::readText(text, options, binding::readAs<T>, std::get_if<0>(&result));
  if (fault) result.template emplace<1>(*std::move(fault));
  return result;
}

/// The same from a part of a document. Here `T` may hold std::string_view, and `JsonValue` for parts to look at later;
/// they last as long as the document, or until the next text of the `JsonParser`.
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
  binding::requireOwnMemory<T>();
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
