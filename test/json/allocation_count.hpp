#pragma once

#include <cstddef>

namespace serinus {

/// How often the test program has asked for memory so far.
[[nodiscard]] std::size_t allocations() noexcept;

/// And for how much.
[[nodiscard]] std::size_t allocatedBytes() noexcept;

}  // namespace serinus
