#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace serinus {

/// A time as people write it: whole numbers, each with its unit, from the largest unit to the smallest: `15s`, `250ms`,
/// `1h30m`. Units are `d`, `h`, `m`, `s`, `ms`, `us`, `ns`; a bare `0` needs none. Nothing when it is none, is
/// negative, or is longer than 292 years.
[[nodiscard]] std::optional<std::chrono::nanoseconds> parseDuration(std::string_view text) noexcept;

/// The shortest such text: `1h30m`. A negative time begins with a minus, which `parseDuration` does not take.
[[nodiscard]] std::string durationText(std::chrono::nanoseconds time);

}  // namespace serinus
