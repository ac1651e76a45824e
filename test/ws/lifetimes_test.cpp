#include <serinus/ws/lifetimes.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace serinus::ws {
namespace {

using namespace std::chrono_literals;
using End = Lifetimes::End;

constexpr TimePoint start{1000s};
constexpr std::uint32_t highest = std::numeric_limits<std::uint32_t>::max();

TEST(AConnection, LivesForEverUnlessSaid) {
  const Lifetimes forEver({}, start, 7);
  EXPECT_EQ(forEver.nextDeadline(), TimePoint::max());
  EXPECT_EQ(forEver.tick(start + 10'000h), End::none);
}

TEST(AnIdleConnection, EndsSoLongAfterItsLastMessage) {
  Lifetimes lifetimes({.idle = 60s}, start, 0);
  EXPECT_EQ(lifetimes.nextDeadline(), start + 60s);
  EXPECT_EQ(lifetimes.tick(start + 60s - 1ns), End::none);
  EXPECT_EQ(lifetimes.tick(start + 60s), End::idle);
  lifetimes.onMessage(start + 59s);
  EXPECT_EQ(lifetimes.tick(start + 60s), End::none);
  EXPECT_EQ(lifetimes.nextDeadline(), start + 119s);
  EXPECT_EQ(lifetimes.tick(start + 119s - 1ns), End::none);
  EXPECT_EQ(lifetimes.tick(start + 119s), End::idle);
}

TEST(AnOldConnection, EndsHoweverBusyItIs) {
  Lifetimes lifetimes({.idle = 60s, .lifetime = 1h}, start, 0);
  lifetimes.onMessage(start + 1h - 1s);
  EXPECT_EQ(lifetimes.nextDeadline(), start + 1h);
  EXPECT_EQ(lifetimes.tick(start + 1h - 1ns), End::none);
  EXPECT_EQ(lifetimes.tick(start + 1h), End::lifetime);
}

TEST(AnOldConnection, ThatIsIdleTooIsOld) {
  const Lifetimes lifetimes({.idle = 1h, .lifetime = 1h}, start, 0);
  EXPECT_EQ(lifetimes.tick(start + 1h), End::lifetime);
}

TEST(TheEndsOfManyConnections, AreSpreadOverTheLastOfTheirLifetime) {
  const LifetimeOptions options{.lifetime = 1h, .spread = 6min};
  const auto end = [&](std::uint32_t random) { return Lifetimes(options, start, random).nextDeadline() - start; };
  EXPECT_EQ(end(0), 1h);
  EXPECT_EQ(end(1U << 31), 57min);
  EXPECT_GT(end(highest), 54min);
  EXPECT_LT(end(highest), 54min + 1us);
}

TEST(TheEndsOfManyConnections, AreSpreadOverYears) {
  const LifetimeOptions options{.lifetime = 24h * 3650, .spread = 24h * 3650};
  EXPECT_EQ(Lifetimes(options, start, 1U << 31).nextDeadline() - start, 12h * 3650);
}

}  // namespace
}  // namespace serinus::ws
