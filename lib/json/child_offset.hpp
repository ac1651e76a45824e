#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace serinus::json {

/// Where a value begins in a text that is known to be JSON: from the outermost value on, each ordinal counts the
/// elements of an array or the members of an object, from 0.
[[nodiscard]] std::size_t childOffset(std::string_view text, std::span<const std::size_t> ordinals) noexcept;

}  // namespace serinus::json
