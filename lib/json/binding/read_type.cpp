#include <json/binding/described.hpp>
#include <json/json_handle.hpp>
#include <serinus/json/binding/field_count.hpp>
#include <serinus/json/binding/read_type.hpp>

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <utility>
#include <vector>

namespace serinus::json::binding {

namespace dom = simdjson::dom;

namespace {

template <class T>
bool get(JsonValue value, T& out) noexcept {
  return JsonHandle::of<dom::element>(value).get(out) == simdjson::SUCCESS;
}

JsonValue valueOf(dom::element element) noexcept {
  JsonValue value;
  JsonHandle::set(value, element);
  return value;
}

std::string elementWords(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " element" : " elements");
}

/// Gets an array with `count` elements.
bool getArray(Reader& reader, JsonValue value, std::size_t count, dom::array& out) {
  if (!get(value, out)) return reader.wants("an array of " + elementWords(count), value);
  const std::size_t size = value.size();
  if (size == count) return true;
  return reader.fail("wants an array of " + elementWords(count) + ", got " + elementWords(size));
}

/// Calls `read(index, element)` for each, until there are too many faults.
template <class Read>
bool eachElement(Reader& reader, dom::array array, const Read& read) {
  bool isFlawless = true;
  std::size_t index = 0;
  for (const dom::element element : array) {
    const std::size_t before = reader.faultCount();
    isFlawless = read(index, valueOf(element)) && isFlawless;
    if (reader.faultCount() != before && !reader.inElement(before, index)) return false;
    ++index;
  }
  return isFlawless;
}

/// Calls `read(key, value)` for each, until there are too many faults.
template <class Read>
bool eachMember(Reader& reader, dom::object members, const Read& read) {
  bool isFlawless = true;
  std::size_t ordinal = 0;
  for (auto member = members.begin(); member != members.end(); ++member, ++ordinal) {
    const std::size_t before = reader.faultCount();
    const std::string_view key = member.key();
    isFlawless = read(key, member.value()) && isFlawless;
    if (reader.faultCount() != before && !reader.inMember(before, key, ordinal)) return false;
  }
  return isFlawless;
}

/// Fills the fields of one struct from the members of one object.
class StructureReader {
public:
  StructureReader(Reader& reader, const ReadStructure& structure, std::string_view tagField) noexcept
      : reader_(reader), structure_(structure), tagField_(tagField) {}

  bool read(dom::object members, void* object) {
    structure_.locate(object, fields_.data());
    const auto readNext = [this](std::string_view key, dom::element value) { return readMember(key, value); };
    if (!eachMember(reader_, members, readNext)) return false;
    const std::uint32_t all = structure_.names.empty() ? 0 : ~std::uint32_t{0} >> (maxFields - structure_.names.size());
    const std::uint32_t missing = all & ~(seen_ | structure_.mayBeMissing);
    if (missing != 0) return reader_.missing(structure_.names[static_cast<std::size_t>(std::countr_zero(missing))]);
    return true;
  }

private:
  bool readMember(std::string_view key, dom::element value) {
    const std::size_t i = indexOf(key);
    if (i == structure_.names.size()) return readUnknown(key);
    const std::uint32_t bit = std::uint32_t{1} << i;
    if ((seen_ & bit) != 0) return reader_.fail("stands twice");
    seen_ |= bit;
    next_ = i + 1;
    return structure_.read[i](reader_, valueOf(value), fields_[i]);
  }

  bool readUnknown(std::string_view key) {
    if (tagField_.empty() || key != tagField_) return !reader_.refusesUnknownFields() || reader_.fail("is unknown");
    if (std::exchange(sawTag_, true)) return reader_.fail("stands twice");
    return true;
  }

  // Most senders keep to the order of the fields.
  [[nodiscard]] std::size_t indexOf(std::string_view key) const noexcept {
    const auto& names = structure_.names;
    if (next_ < names.size() && names[next_] == key) return next_;
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), key) - names.begin());
  }

  Reader& reader_;
  const ReadStructure& structure_;
  std::string_view tagField_;
  std::array<void*, maxFields> fields_;
  std::uint32_t seen_ = 0;
  std::size_t next_ = 0;
  bool sawTag_ = false;
};

/// Among the structs of a variant, the one that the tag names.
const ReadAlternative* chooseByTag(Reader& reader, JsonValue value, std::span<const ReadAlternative> alternatives,
                                   std::string_view tagField) {
  dom::object members;
  static_cast<void>(get(value, members));
  std::size_t ordinal = 0;
  for (auto member = members.begin(); member != members.end(); ++member, ++ordinal) {
    if (member.key() != tagField) continue;
    std::string_view tag;
    if (member.value().get(tag) == simdjson::SUCCESS) {
      for (const ReadAlternative& alternative : alternatives) {
        if (!alternative.tag.empty() && alternative.tag == tag) return &alternative;
      }
    }
    const std::size_t before = reader.faultCount();
    std::vector<std::string_view> tags;
    for (const ReadAlternative& alternative : alternatives) {
      if (!alternative.tag.empty()) tags.push_back(alternative.tag);
    }
    reader.wants(described(tags), valueOf(member.value()));
    reader.inMember(before, tagField, ordinal);
    return nullptr;
  }
  reader.missing(tagField);
  return nullptr;
}

}  // namespace

bool readElements(Reader& reader, JsonValue value, void* list, ReadFunction readNext) {
  dom::array array;
  if (!get(value, array)) return reader.wants("an array", value);
  return eachElement(reader, array, [&](std::size_t, JsonValue element) { return readNext(reader, element, list); });
}

std::size_t preparedElements(JsonValue value, std::size_t elementSize) noexcept {
  constexpr std::size_t most = std::size_t{64} * 1024;
  dom::array array;
  return get(value, array) ? std::min(array.size(), most / elementSize) : 0;
}

bool readTuple(Reader& reader, JsonValue value, std::span<void* const> objects, const ReadFunction* read) {
  dom::array array;
  if (!getArray(reader, value, objects.size(), array)) return false;
  return eachElement(reader, array, [&](std::size_t index, JsonValue element) {
    return read[index](reader, element, objects[index]);
  });
}

bool readArray(Reader& reader, JsonValue value, void* first, std::size_t count, std::size_t size, ReadFunction read) {
  dom::array array;
  if (!getArray(reader, value, count, array)) return false;
  return eachElement(reader, array, [&](std::size_t index, JsonValue element) {
    return read(reader, element, static_cast<std::byte*>(first) + index * size);
  });
}

bool readMembers(Reader& reader, JsonValue value, void* map,
                 bool (*readNext)(Reader& reader, std::string_view key, JsonValue value, void* map)) {
  dom::object members;
  if (!get(value, members)) return reader.wants("an object", value);
  return eachMember(reader, members, [&](std::string_view key, dom::element member) {
    return readNext(reader, key, valueOf(member), map);
  });
}

bool readStructure(Reader& reader, JsonValue value, void* object, const ReadStructure& structure,
                   std::string_view tagField) {
  dom::object members;
  if (!get(value, members)) return reader.wants("an object", value);
  const std::size_t before = reader.faultCount();
  if (!StructureReader(reader, structure, tagField).read(members, object)) return false;
  if (structure.validate != nullptr) structure.validate(object, reader, before);
  return true;
}

bool readVariant(Reader& reader, JsonValue value, void* variant, std::span<const ReadAlternative> alternatives,
                 std::string_view tagField) {
  const Kinds kind = kindBit(value.kind());
  Kinds all = 0;
  for (const ReadAlternative& alternative : alternatives) {
    all |= alternative.kinds;
    if ((alternative.kinds & kind) == 0) continue;
    const ReadAlternative* chosen =
        alternative.tag.empty() ? &alternative : chooseByTag(reader, value, alternatives, tagField);
    return chosen != nullptr && chosen->read(reader, value, variant);
  }
  return reader.wants(described(all), value);
}

}  // namespace serinus::json::binding
