#pragma once

#include <serinus/http/request_parser.hpp>
#include <serinus/server/limit_counters.hpp>

#include <optional>

namespace serinus::server {

/// The limit that a request did not keep to, if that is what its fault is about.
/// @param inHead  whether it stood in the head, and not in the body or behind it
[[nodiscard]] std::optional<Limit> limitOf(http::Excess excess, bool inHead) noexcept;

}  // namespace serinus::server
