#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace serinus::server {

/// Bytes that must be held for a client for it to be ended when memory is short: less gives nothing back that is worth
/// it.
inline constexpr std::size_t leastShed = 4096;
/// Of one loop at a time.
inline constexpr std::size_t mostShed = 1024;

/// Whom to end for so many bytes: of all loops those for whom the most is held, and no more of them than it takes.
///
/// @param held  of each loop, what it holds for its clients, the most first
/// @returns of each loop, how many of its first are to go
[[nodiscard]] std::vector<std::size_t> chooseLargest(const std::vector<std::vector<std::size_t>>& held,
                                                     std::uint64_t wanted);

}  // namespace serinus::server
