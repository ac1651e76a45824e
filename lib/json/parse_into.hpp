#pragma once

#include <json/fault_finder.hpp>
#include <serinus/json/json_fault.hpp>
#include <serinus/json/json_limits.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace simdjson::dom {
class document;
class parser;
}  // namespace simdjson::dom

namespace serinus::json {

inline constexpr std::size_t keptCapacity = std::size_t{64} * 1024;  ///< memory that took larger texts is not kept

/// The depth that a limit comes to: the fault finder and the binding recurse as deep.
[[nodiscard]] std::size_t depthOf(JsonLimits limits) noexcept;

/// Parses `text` into `document` with the strictness of `parseJson`; the fault when it is refused.
[[nodiscard]] std::optional<JsonFault> parseInto(simdjson::dom::parser& parser, simdjson::dom::document& document,
                                                 std::string_view text, JsonLimits limits,
                                                 PathStyle style = PathStyle::pointer);

}  // namespace serinus::json
