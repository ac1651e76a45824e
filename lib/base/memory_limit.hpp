#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace serinus {

/// Bytes of memory that the system lets this process have: the least of the machine's (`MemTotal`) and what the control
/// groups allow that it is in, each with those above it: `memory.max` of version 2, `memory.limit_in_bytes` of version
/// 1, at their usual places under `/sys/fs/cgroup`. Nothing where none of these can be read.
///
/// @param root  stands before `/proc` and `/sys`; for tests
[[nodiscard]] std::optional<std::uint64_t> memoryLimit(const std::string& root = {});

}  // namespace serinus
