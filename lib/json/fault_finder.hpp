#pragma once

#include <serinus/json/json_fault.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace serinus::json {

/// Finds the first fault of a text, byte and path, where simdjson only says that there is one. Slower, so it is asked
/// only about texts that are refused or that escape surrogates, over which simdjson's versions differ.
///
/// Nothing when `text` is correct. Recurses once per level up to `maxDepth`.
[[nodiscard]] std::optional<JsonFault> findFault(std::string_view text, std::size_t maxDepth);

}  // namespace serinus::json
