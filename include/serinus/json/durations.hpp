#pragma once

#include <serinus/base/duration_text.hpp>
#include <serinus/json/codec.hpp>

#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

/// Times in JSON, as text: `"15s"`, `"1h30m"`. A field of `std::chrono::seconds` refuses `"1500ms"`, which it cannot
/// hold.
template <class Rep, class Period>
struct serinus::json::Codec<std::chrono::duration<Rep, Period>> {
  using Time = std::chrono::duration<Rep, Period>;
  static constexpr std::string_view wants = "a time such as \"15s\", \"250ms\" or \"1h30m\"";

  static std::optional<Time> read(std::string_view text) {
    const auto exact = parseDuration(text);
    if (!exact) return std::nullopt;
    const Time time = std::chrono::duration_cast<Time>(*exact);
    if constexpr (!std::is_floating_point_v<Rep>) {
      if (std::chrono::duration_cast<std::chrono::nanoseconds>(time) != *exact) return std::nullopt;
    }
    return time;
  }
  static std::string write(Time time) {
    return durationText(std::chrono::duration_cast<std::chrono::nanoseconds>(time));
  }
};
