#include "runtime/loop_locals.hpp"
#include "runtime/loop_core.hpp"

#include <serinus/runtime/loop.hpp>

#include <gtest/gtest.h>

#include <memory>

namespace serinus::runtime {
namespace {

TEST(LoopLocals, AreMadeOnceForEachKey) {
  LoopLocals locals;
  const std::uint64_t first = LoopLocals::newKey();
  const std::uint64_t second = LoopLocals::newKey();
  EXPECT_NE(first, second);
  const auto one = locals.get<int>(first, [] { return std::make_shared<int>(1); });
  const auto same = locals.get<int>(first, [] { return std::make_shared<int>(2); });
  const auto other = locals.get<int>(second, [] { return std::make_shared<int>(3); });
  EXPECT_EQ(one, same);
  EXPECT_EQ(*other, 3);
}

/// Uses its loop until it is destroyed.
class Sleeper final : Timer {
public:
  explicit Sleeper(Loop& loop) { loop.core().addTimer(*this, loop.core().time() + std::chrono::hours(1)); }

private:
  void onTimer() noexcept override {}
};

TEST(LoopLocals, EndBeforeTheRestOfTheirLoop) {
  std::weak_ptr<Sleeper> seen;
  {
    Loop loop;
    seen = loop.core().locals().get<Sleeper>(LoopLocals::newKey(), [&] { return std::make_shared<Sleeper>(loop); });
    EXPECT_FALSE(seen.expired());
  }  // AddressSanitizer looks at how
  EXPECT_TRUE(seen.expired());
}

}  // namespace
}  // namespace serinus::runtime
