#pragma once

#include <serinus/json/binding/enumerators.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace serinus::json {

template <class E>
struct EnumName {
  E value;
  std::string_view name;
};

/// The names by which the values of an enum are read and written: those of its enumerators, found by the compiler from
/// -128 to 255 as far as the underlying type goes. Specialise it for other names or values, one entry for each:
///
///     template <>
///     struct serinus::json::EnumNames<Level> {
///       static constexpr EnumName<Level> values[] = {{Level::low, "low"}, {Level::veryHigh, "very-high"}};
///     };
template <class E>
struct EnumNames {
  static constexpr auto values = [] {
    using Found = binding::Enumerators<E>;
    std::array<EnumName<E>, Found::values.size()> pairs{};
    for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {Found::values[i], Found::names[i]};
    return pairs;
  }();
  static_assert(!values.empty(), "json: no enumerator lies from -128 to 255; specialise json::EnumNames");
};

}  // namespace serinus::json
