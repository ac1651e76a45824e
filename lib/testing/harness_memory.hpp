#pragma once

namespace serinus::test {

/// While one lives, this thread works for the test and not for what is tested: tests that let allocations fail spare
/// it, as they would spare another process.
class HarnessMemory {
public:
  HarnessMemory() noexcept { ++depth; }
  HarnessMemory(const HarnessMemory&) = delete;
  HarnessMemory& operator=(const HarnessMemory&) = delete;
  ~HarnessMemory() { --depth; }

  [[nodiscard]] static bool inUse() noexcept { return depth > 0; }

private:
  static inline thread_local int depth = 0;
};

}  // namespace serinus::test
