#pragma once

#include <cstddef>

namespace serinus {

/// False in MemorySanitizer, which allocates by operators of its own: nothing below counts there.
[[nodiscard]] bool areAllocationsCounted() noexcept;

/// How often this thread has asked for memory so far.
[[nodiscard]] std::size_t allocations() noexcept;

/// How many blocks it holds, of those that it gives back itself.
[[nodiscard]] std::size_t blocksHeld() noexcept;

/// How many bytes it has asked for so far.
[[nodiscard]] std::size_t allocatedBytes() noexcept;

}  // namespace serinus
