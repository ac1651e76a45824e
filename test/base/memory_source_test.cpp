#include "base/memory_source.hpp"

#include <gtest/gtest.h>

#include <sys/mman.h>

#include <cstring>
#include <memory>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#define OTHER_ALLOCATOR 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define OTHER_ALLOCATOR 1
#endif
#endif

namespace serinus {
namespace {

constexpr std::uint64_t MiB = 1024 * 1024;

TEST(ProcessMemory, CountsWhatIsTouchedAndNoLongerWhatIsGivenBack) {
  ProcessMemory memory;
  const std::uint64_t before = memory.resident().value();
  EXPECT_GT(before, MiB);
  void* const pages = ::mmap(nullptr, 64 * MiB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(pages, MAP_FAILED);
  EXPECT_LT(memory.resident().value(), before + 32 * MiB) << "it is only reserved";
  std::memset(pages, 1, 64 * MiB);
  EXPECT_GT(memory.resident().value(), before + 32 * MiB);
  ::munmap(pages, 64 * MiB);
  EXPECT_LT(memory.resident().value(), before + 32 * MiB);
}

TEST(ProcessMemory, SaysWhatTheAllocatorKeeps) {
#ifdef OTHER_ALLOCATOR
  GTEST_SKIP() << "the sanitizer has an allocator of its own";
#else
  ProcessMemory memory;
  const auto idle = [&] { return memory.idle(memory.resident().value()); };
  const std::uint64_t before = idle();
  std::vector<std::unique_ptr<char[]> > blocks;
  for (int i = 0; i < 65'536; ++i) blocks.push_back(std::make_unique<char[]>(1024));  // zeroed: touched
  const auto last = std::make_unique<char[]>(1024);                                   // the heap does not end before it
  EXPECT_LT(idle(), before + 32 * MiB);
  const std::uint64_t full = memory.resident().value();
  blocks.clear();
  EXPECT_GT(idle(), before + 32 * MiB);
  EXPECT_GT(memory.resident().value(), full - 32 * MiB) << "it is still there";
#endif
}

}  // namespace
}  // namespace serinus
