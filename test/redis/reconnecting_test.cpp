#include "redis/reconnecting.hpp"

#include <gtest/gtest.h>

namespace serinus::redis {
namespace {

using namespace std::chrono_literals;
constexpr std::uint32_t half = 0x8000'0000;

TEST(AConnection, IsTriedAgainLaterEachTime) {
  const TimePoint now{};
  Reconnecting reconnecting(100ms, 350ms);
  EXPECT_TRUE(reconnecting.mayTry(now));
  for (const auto wait : {100ms, 200ms, 350ms, 350ms}) {
    reconnecting.failed(now, half);
    EXPECT_FALSE(reconnecting.mayTry(now + wait - 1ns));
    EXPECT_TRUE(reconnecting.mayTry(now + wait));
  }
  reconnecting.succeeded();
  EXPECT_TRUE(reconnecting.mayTry(now));
  reconnecting.failed(now, half);
  EXPECT_TRUE(reconnecting.mayTry(now + 100ms));
}

TEST(AConnection, IsTriedAgainGiveOrTakeAQuarter) {
  const TimePoint now{};
  Reconnecting early(100ms, 100ms);
  early.failed(now, 0);
  EXPECT_FALSE(early.mayTry(now + 75ms - 1ns));
  EXPECT_TRUE(early.mayTry(now + 75ms));
  Reconnecting late(100ms, 100ms);
  late.failed(now, 0xFFFF'FFFF);
  EXPECT_FALSE(late.mayTry(now + 124ms));
  EXPECT_TRUE(late.mayTry(now + 125ms));
}

}  // namespace
}  // namespace serinus::redis
