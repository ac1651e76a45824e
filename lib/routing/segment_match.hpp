#pragma once

#include <serinus/routing/pattern.hpp>

#include <string_view>

namespace serinus::routing {

/// Whether a segment takes one part of a path.
[[nodiscard]] bool matches(const Segment& segment, std::string_view part) noexcept;

}  // namespace serinus::routing
