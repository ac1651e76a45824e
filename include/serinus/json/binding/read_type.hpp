#pragma once

#include <serinus/json/binding/reader.hpp>
#include <serinus/json/json_value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Arrays, objects and variants without their C++ types, so that the rules are compiled once: types are functions here
/// and objects addresses.
namespace serinus::json::binding {

/// A set of JSON kinds: those that a type takes.
using Kinds = std::uint8_t;

constexpr Kinds kindBit(JsonKind kind) noexcept {
  return static_cast<Kinds>(1U << static_cast<unsigned>(kind));
}

/// Reads one type; `object` is of that type, and what it held is replaced.
using ReadFunction = bool (*)(Reader& reader, JsonValue value, void* object);

/// Calls `readNext` with `list` for each element of an array.
bool readElements(Reader& reader, JsonValue value, void* list, ReadFunction readNext);

/// How many elements a list can be prepared for: as many as the array has, but for no more than 64 KiB, since a sender
/// can write many elements in few bytes.
[[nodiscard]] std::size_t preparedElements(JsonValue value, std::size_t elementSize) noexcept;

/// Reads an array of exactly as many elements as there are objects.
bool readTuple(Reader& reader, JsonValue value, std::span<void* const> objects, const ReadFunction* read);

/// The same for objects of one type, one behind the other.
bool readArray(Reader& reader, JsonValue value, void* first, std::size_t count, std::size_t size, ReadFunction read);

/// Calls `readNext` with `map` for each member of an object.
bool readMembers(Reader& reader, JsonValue value, void* map,
                 bool (*readNext)(Reader& reader, std::string_view key, JsonValue value, void* map));

struct ReadStructure {
  std::span<const std::string_view> names;
  const ReadFunction* read;    // one for each name
  std::uint32_t mayBeMissing;  // one bit for each name
  void (*locate)(void* object, void** fields);
  /// Tells of what is wrong with an object whose fields could be read; `before` is how many faults there were before
  /// it. Null: there is nothing to validate.
  void (*validate)(const void* object, Reader& reader, std::size_t before);
};

/// Reads an object into a plain struct. `tagField` is known beside the names, unless it is empty.
bool readStructure(Reader& reader, JsonValue value, void* object, const ReadStructure& structure,
                   std::string_view tagField);

struct ReadAlternative {
  Kinds kinds;
  std::string_view tag;  // empty for all but plain structs
  ReadFunction read;     // makes the alternative inside the variant first
};

/// Chooses by the value's kind; among structs by the text in the member `tagField`.
bool readVariant(Reader& reader, JsonValue value, void* variant, std::span<const ReadAlternative> alternatives,
                 std::string_view tagField);

}  // namespace serinus::json::binding
