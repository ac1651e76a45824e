#pragma once

#include <cstddef>

namespace serinus::runtime {

/// Memory for coroutine frames, kept per thread in free lists of 64-byte classes up to 2 KiB, so that a handler called
/// once a message allocates nothing after the first. Larger frames and builds with AddressSanitizer (from which a free
/// list would hide a use after free) go to `operator new`.
///
/// A frame is released on the thread that allocated it or any other; both are safe.
/// @throws std::bad_alloc
[[nodiscard]] void* allocateFrame(std::size_t size);
void releaseFrame(void* frame, std::size_t size) noexcept;

}  // namespace serinus::runtime
