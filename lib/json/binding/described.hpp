#pragma once

#include <serinus/json/binding/read_type.hpp>
#include <serinus/json/json_value.hpp>

#include <span>
#include <string>
#include <string_view>

/// Words for the reasons of faults.
namespace serinus::json::binding {

/// What there is: `300`, `"hexagon"` (cut when it is long), `an array`.
[[nodiscard]] std::string described(JsonValue value);
[[nodiscard]] std::string describedText(std::string_view text);

/// What is wanted: `a string, an array or null`.
[[nodiscard]] std::string described(Kinds kinds);

/// `one of "circle", "square"`, the first of them when there are many.
[[nodiscard]] std::string described(std::span<const std::string_view> names);

}  // namespace serinus::json::binding
