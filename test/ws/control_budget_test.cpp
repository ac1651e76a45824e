#include <serinus/ws/control_budget.hpp>

#include <gtest/gtest.h>

namespace serinus::ws {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{1000s};

int taken(ControlBudget& budget, TimePoint now) {
  int count = 0;
  while (count < 100'000 && budget.take(now)) ++count;
  return count;
}

TEST(ABudgetOfControlFrames, AllowsABurstOf100AndThen20ASecond) {
  ControlBudget budget(start);
  EXPECT_EQ(taken(budget, start), 100);
  EXPECT_EQ(taken(budget, start + 50ms - 1ns), 0);
  EXPECT_EQ(taken(budget, start + 50ms), 1);
  EXPECT_EQ(taken(budget, start + 1050ms), 20);
}

TEST(ABudgetOfControlFrames, IsFullAgainAfterFiveSecondsAndNeverMore) {
  ControlBudget budget(start);
  EXPECT_EQ(taken(budget, start), 100);
  EXPECT_EQ(taken(budget, start + 5s - 1ns), 99);
  EXPECT_EQ(taken(budget, start + 1h), 100);
}

TEST(ABudgetOfControlFrames, LetsASteady20ASecondPassForEver) {
  ControlBudget budget(start);
  for (int i = 0; i < 10'000; ++i) ASSERT_TRUE(budget.take(start + i * 50ms)) << i;
}

TEST(ABudgetOfControlFrames, EndsAfterAPingEach40MillisecondsForLong) {
  ControlBudget budget(start);
  int sent = 0;
  while (sent < 10'000 && budget.take(start + sent * 40ms)) ++sent;
  EXPECT_EQ(sent, 496) << "each brings the end of the burst 10 ms nearer";
}

TEST(ABudgetOfControlFrames, TakesItsOptions) {
  ControlBudget budget(start, {.burst = 3, .perSecond = 1});
  EXPECT_EQ(taken(budget, start), 3);
  EXPECT_EQ(taken(budget, start + 2s), 2);
  ControlBudget open(start, {.burst = 1, .perSecond = 0});
  EXPECT_EQ(taken(open, start), 100'000);
}

}  // namespace
}  // namespace serinus::ws
