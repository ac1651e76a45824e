#pragma once

#include <serinus/json/binding/binding.hpp>
#include <serinus/json/enum_names.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>

/// Enums, by the names of their values.
namespace serinus::json::binding {

template <class E>
  requires std::is_enum_v<E>
struct Binding<E> : BindingDefaults {
  static constexpr Kinds kinds = kindBit(JsonKind::string);

  static bool read(Reader& reader, JsonValue value, E& out) {
    std::size_t i = 0;
    if (!readName(reader, value, names, i)) return false;
    out = EnumNames<E>::values[i].value;
    return true;
  }

  static void write(std::string& out, E value) {
    for (const EnumName<E>& named : EnumNames<E>::values) {
      if (named.value == value) return appendJsonQuoted(out, named.name);
    }
    throwNameless(static_cast<std::int64_t>(value));
  }

private:
  static constexpr auto names = [] {
    std::array<std::string_view, std::size(EnumNames<E>::values)> texts{};
    for (std::size_t i = 0; i < texts.size(); ++i) texts[i] = EnumNames<E>::values[i].name;
    return texts;
  }();
};

}  // namespace serinus::json::binding
