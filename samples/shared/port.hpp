#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace samples {

/// What `--port N` says, or 3000 without it. Nothing, and a word about the usage, for anything else.
[[nodiscard]] std::optional<std::uint16_t> portOf(std::string_view program, int count, char** arguments);

}  // namespace samples
