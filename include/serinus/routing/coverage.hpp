#pragma once

#include <serinus/routing/pattern.hpp>

#include <cstdint>

namespace serinus::routing {

/// How many of the paths of one pattern are paths of another one, too.
enum class Coverage : std::uint8_t { none, some, all };

/// What `by` covers of the paths that `pattern` takes: `/users/*` all of `/users/:id`, `/users/me` some of it,
/// `/cats/**` nothing. Where two parameters have different text around them it may say `some` for what is in truth all
/// or nothing.
[[nodiscard]] Coverage coverageOf(const Pattern& pattern, const Pattern& by);

}  // namespace serinus::routing
