#pragma once

#include <cstddef>

namespace serinus {

/// How often the test program has asked for memory so far.
[[nodiscard]] std::size_t allocations() noexcept;

}  // namespace serinus
