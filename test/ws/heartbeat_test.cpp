#include <serinus/ws/heartbeat.hpp>

#include <gtest/gtest.h>

namespace serinus::ws {
namespace {

using namespace std::chrono_literals;
using Action = Heartbeat::Action;

constexpr TimePoint start{1000s};

class AHeartbeat : public testing::Test {
protected:
  Heartbeat heartbeat_{25s, 15s, start};
};

TEST_F(AHeartbeat, PingsAPeerThatWasQuietForTheInterval) {
  EXPECT_EQ(heartbeat_.nextDeadline(), start + 25s);
  EXPECT_EQ(heartbeat_.tick(start + 25s - 1ns), Action::none);
  EXPECT_EQ(heartbeat_.tick(start + 25s), Action::sendPing);
}

TEST_F(AHeartbeat, GivesUpAPeerThatDoesNotAnswer) {
  EXPECT_EQ(heartbeat_.tick(start + 25s), Action::sendPing);
  EXPECT_EQ(heartbeat_.nextDeadline(), start + 40s);
  EXPECT_EQ(heartbeat_.tick(start + 40s - 1ns), Action::none);
  EXPECT_EQ(heartbeat_.tick(start + 40s), Action::timedOut);
  EXPECT_EQ(heartbeat_.tick(start + 50s), Action::timedOut);
}

TEST_F(AHeartbeat, TakesAnyByteForASignOfLife) {
  heartbeat_.onReceived(start + 10s);
  EXPECT_EQ(heartbeat_.tick(start + 25s), Action::none);
  EXPECT_EQ(heartbeat_.nextDeadline(), start + 35s);
  EXPECT_EQ(heartbeat_.tick(start + 35s), Action::sendPing);
  heartbeat_.onReceived(start + 49s);
  EXPECT_EQ(heartbeat_.tick(start + 50s), Action::none);
  EXPECT_EQ(heartbeat_.nextDeadline(), start + 74s);
  EXPECT_EQ(heartbeat_.tick(start + 74s), Action::sendPing);
}

TEST_F(AHeartbeat, CountsTheTimeoutFromALatePing) {
  EXPECT_EQ(heartbeat_.tick(start + 100s), Action::sendPing) << "after a pause of the process";
  EXPECT_EQ(heartbeat_.tick(start + 114s), Action::none);
  EXPECT_EQ(heartbeat_.tick(start + 115s), Action::timedOut);
}

TEST_F(AHeartbeat, WithoutAnIntervalIsOff) {
  Heartbeat off(0s, 15s, start);
  EXPECT_EQ(off.nextDeadline(), TimePoint::max());
  EXPECT_EQ(off.tick(start + 1000h), Action::none);
}

}  // namespace
}  // namespace serinus::ws
