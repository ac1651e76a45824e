#pragma once

#include <serinus/json/json_fault.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace serinus::json {

enum class PathStyle : std::uint8_t {
  pointer,  ///< as `JsonFault::path` says: `/users/0/name`
  steps,    ///< as `ReadFault::path` says: `$.users[0].name`
};

/// The path of the outermost value.
[[nodiscard]] inline std::string rootPath(PathStyle style) {
  return style == PathStyle::pointer ? "" : "$";
}

/// Finds the first fault of a text, byte and path, where simdjson only says that there is one. Slower, so it is asked
/// only about texts that are refused or that escape surrogates, over which simdjson's versions differ.
///
/// Nothing when `text` is correct. Recurses once per level up to `maxDepth`.
[[nodiscard]] std::optional<JsonFault> findFault(std::string_view text, std::size_t maxDepth,
                                                 PathStyle style = PathStyle::pointer);

}  // namespace serinus::json
