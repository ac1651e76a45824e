#pragma once

#include <cstddef>

#include <time.h>

namespace serinus::test {

/// Bytes that the whole test program holds of `operator new`.
[[nodiscard]] std::size_t heapInUse() noexcept;

/// What this thread has computed so far: other programs on the machine do not count.
[[nodiscard]] inline double threadSeconds() noexcept {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace serinus::test
