#pragma once

#include <serinus/http/response.hpp>
#include <serinus/server/timeouts.hpp>

#include <cstdint>
#include <string_view>

namespace serinus::server {

/// Whole seconds from 1 to 10 that a refused client is asked to wait, so that those refused at one moment do not come
/// back at one moment.
/// @param random  any of 2^32, each as likely as the others
[[nodiscard]] std::uint32_t retryAfter(std::uint32_t random) noexcept;

/// 503 with Retry-After.
[[nodiscard]] Response overloaded(std::string_view message, std::string_view path);

/// The same with a quarter of the time for what clients are waited for to say. What they take, what handlers take, and
/// ends keep theirs.
[[nodiscard]] Timeouts quartered(Timeouts timeouts) noexcept;

}  // namespace serinus::server
