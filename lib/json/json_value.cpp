#include <json/json_handle.hpp>
#include <serinus/json/json_value.hpp>

#include <simdjson.h>

#include <charconv>
#include <string>
#include <utility>

namespace serinus {

namespace dom = simdjson::dom;

namespace {

dom::element elementOf(const JsonValue& value) noexcept {
  return JsonHandle::of<dom::element>(value);
}

JsonValue valueOf(dom::element element) noexcept {
  JsonValue value;
  JsonHandle::set(value, element);
  return value;
}

template <class T>
std::optional<T> optionalOf(simdjson::simdjson_result<T> result) noexcept {
  T value;
  if (std::move(result).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

// RFC 6901, 4: digits without a leading zero.
std::optional<std::size_t> arrayIndex(std::string_view step) noexcept {
  if (step.empty() || (step.size() > 1 && step.front() == '0')) return std::nullopt;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc() || end != step.data() + step.size()) return std::nullopt;
  return index;
}

// RFC 6901, 3: `~1` is a slash, `~0` a tilde, and nothing else follows a tilde.
std::optional<std::string> unescapedStep(std::string_view step) {
  std::string key;
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (step[i] != '~') {
      key += step[i];
      continue;
    }
    ++i;
    if (i == step.size() || (step[i] != '0' && step[i] != '1')) return std::nullopt;
    key += step[i] == '0' ? '~' : '/';
  }
  return key;
}

JsonValue step(JsonValue from, std::string_view step) {
  if (from.kind() == JsonKind::array) {
    const std::optional<std::size_t> index = arrayIndex(step);
    return index ? from[*index] : JsonValue();
  }
  const std::optional<std::string> key = unescapedStep(step);
  return key ? from[std::string_view(*key)] : JsonValue();
}

}  // namespace

JsonKind JsonValue::kind() const noexcept {
  if (place_ == decltype(place_){}) return JsonKind::absent;
  switch (elementOf(*this).type()) {
    case dom::element_type::NULL_VALUE:
      return JsonKind::null;
    case dom::element_type::BOOL:
      return JsonKind::boolean;
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
      return JsonKind::integer;
    case dom::element_type::DOUBLE:
      return JsonKind::floating;
    case dom::element_type::STRING:
      return JsonKind::string;
    case dom::element_type::ARRAY:
      return JsonKind::array;
    case dom::element_type::OBJECT:
      return JsonKind::object;
    default:
      return JsonKind::absent;
  }
}

std::optional<std::string_view> JsonValue::asString() const noexcept {
  if (kind() != JsonKind::string) return std::nullopt;
  return optionalOf(elementOf(*this).get_string());
}

std::optional<bool> JsonValue::asBool() const noexcept {
  if (kind() != JsonKind::boolean) return std::nullopt;
  return optionalOf(elementOf(*this).get_bool());
}

std::optional<std::int64_t> JsonValue::asInt64() const noexcept {
  if (kind() != JsonKind::integer) return std::nullopt;
  return optionalOf(elementOf(*this).get_int64());
}

std::optional<std::uint64_t> JsonValue::asUint64() const noexcept {
  if (kind() != JsonKind::integer) return std::nullopt;
  return optionalOf(elementOf(*this).get_uint64());
}

std::optional<double> JsonValue::asDouble() const noexcept {
  if (kind() != JsonKind::integer && kind() != JsonKind::floating) return std::nullopt;
  return optionalOf(elementOf(*this).get_double());
}

JsonValue JsonValue::operator[](std::string_view key) const noexcept {
  for (const auto& [name, value] : members()) {
    if (name == key) return value;
  }
  return {};
}

JsonValue JsonValue::operator[](std::size_t index) const noexcept {
  for (const JsonValue value : elements()) {
    if (index-- == 0) return value;
  }
  return {};
}

JsonValue JsonValue::at(std::string_view pointer) const {
  JsonValue value = *this;
  while (!pointer.empty() && value.exists()) {
    if (pointer.front() != '/') return {};
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    value = step(value, pointer.substr(1, end - 1));
    pointer.remove_prefix(end);
  }
  return value;
}

std::size_t JsonValue::size() const noexcept {
  // simdjson counts up to 0xFFFFFF and then stays there.
  std::size_t count = 0;
  for (auto at = elements().begin(); at != elements().end(); ++at) ++count;
  for (auto at = members().begin(); at != members().end(); ++at) ++count;
  return count;
}

JsonElements JsonValue::elements() const noexcept {
  JsonElements elements;
  if (kind() != JsonKind::array) return elements;
  const auto array = optionalOf(elementOf(*this).get_array());
  JsonHandle::set(elements.begin_, array->begin());
  JsonHandle::set(elements.end_, array->end());
  return elements;
}

JsonMembers JsonValue::members() const noexcept {
  JsonMembers members;
  if (kind() != JsonKind::object) return members;
  const auto object = optionalOf(elementOf(*this).get_object());
  JsonHandle::set(members.begin_, object->begin());
  JsonHandle::set(members.end_, object->end());
  return members;
}

JsonValue JsonElements::Iterator::operator*() const noexcept {
  return valueOf(*JsonHandle::of<dom::array::iterator>(*this));
}

JsonElements::Iterator& JsonElements::Iterator::operator++() noexcept {
  auto inner = JsonHandle::of<dom::array::iterator>(*this);
  JsonHandle::set(*this, ++inner);
  return *this;
}

JsonElements::Iterator JsonElements::Iterator::operator++(int) noexcept {
  const Iterator before = *this;
  ++*this;
  return before;
}

JsonMember JsonMembers::Iterator::operator*() const noexcept {
  const auto inner = JsonHandle::of<dom::object::iterator>(*this);
  return {inner.key(), valueOf(inner.value())};
}

JsonMembers::Iterator& JsonMembers::Iterator::operator++() noexcept {
  auto inner = JsonHandle::of<dom::object::iterator>(*this);
  JsonHandle::set(*this, ++inner);
  return *this;
}

JsonMembers::Iterator JsonMembers::Iterator::operator++(int) noexcept {
  const Iterator before = *this;
  ++*this;
  return before;
}

}  // namespace serinus
