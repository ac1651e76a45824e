#include "server/write_pace.hpp"

#include <gtest/gtest.h>

namespace serinus::server {
namespace {

using namespace std::chrono_literals;

class WritePaceTest : public testing::Test {
protected:
  void take(std::size_t bytes) { pace.onTaken(bytes, now, timeouts); }
  void wait() { pace.onWaiting(now, timeouts); }
  /// How long the peer may go on taking nothing.
  [[nodiscard]] Duration left() const { return pace.deadline() - now; }
  /// Takes so many bytes each second. @returns the seconds until that was too slow, an hour at most
  int secondsAt(std::size_t rate) {
    for (int second = 1; second <= 3600; ++second) {
      now += 1s;
      if (now >= pace.deadline()) return second;
      take(rate);
    }
    return 3600;
  }

  Timeouts timeouts;
  WritePace pace;
  TimePoint now{1h};
};

TEST_F(WritePaceTest, JudgesNobodyForWhomNothingWaits) {
  EXPECT_EQ(pace.deadline(), TimePoint::max());
  take(1);
  EXPECT_EQ(pace.deadline(), TimePoint::max());
}

TEST_F(WritePaceTest, GivesTheGraceToAPeerThatHasTakenNothing) {
  wait();
  EXPECT_EQ(left(), 5s);
}

TEST_F(WritePaceTest, GivesASecondMoreForEachTimesTheRate) {
  wait();
  take(240);
  EXPECT_EQ(left(), 6s);
  take(120);
  EXPECT_EQ(left(), 6500ms);
  now += 1s;
  wait();
  EXPECT_EQ(left(), 5500ms) << "it waits still";
}

TEST_F(WritePaceTest, CountsWhatWasTakenBeforeSomethingWaited) {
  take(100);
  take(140);
  wait();
  EXPECT_EQ(left(), 6s);
}

TEST_F(WritePaceTest, LetsNobodyBeAheadByMoreThanAStall) {
  take(1'000'000'000);
  wait();
  EXPECT_EQ(left(), 25s);
  now += 3s;
  take(3 * 240 - 24);
  EXPECT_EQ(left(), 24'900ms);
  take(25);
  EXPECT_EQ(left(), 25s);
  take(1'000'000'000);
  EXPECT_EQ(left(), 25s);
}

TEST_F(WritePaceTest, BlamesNobodyForATimeInWhichNobodyLooked) {
  wait();
  now += 6s;
  take(24);
  EXPECT_EQ(left(), -900ms) << "it is late by as much as the steps of a clock may be";
  now += 101ms;
  take(24);
  EXPECT_EQ(left(), 5100ms);
}

TEST_F(WritePaceTest, BeginsAnewWhenAllWasTaken) {
  wait();
  take(240);
  now += 4s;
  pace.onNothingWaits();
  EXPECT_EQ(pace.deadline(), TimePoint::max());
  now += 1h;
  wait();
  EXPECT_EQ(left(), 6s);
}

TEST_F(WritePaceTest, LetsGoOnWhoTakesTheRateOrMore) {
  wait();
  EXPECT_EQ(secondsAt(240), 3600);
}

TEST_F(WritePaceTest, LetsGoOnWhoTakesAByteMore) {
  wait();
  EXPECT_EQ(secondsAt(241), 3600);
}

TEST_F(WritePaceTest, EndsForOneThatTakesAByteLessWhenItsGraceIsUsedUp) {
  wait();
  const int seconds = secondsAt(239);  // each costs it a 240th of the five, of which it needs one between two takings
  EXPECT_GE(seconds, 4 * 240);
  EXPECT_LE(seconds, 4 * 240 + 2);
}

TEST_F(WritePaceTest, IsOffAtARateOfZero) {
  timeouts.writeMinRate = 0;
  wait();
  EXPECT_EQ(pace.deadline(), TimePoint::max());
}

TEST_F(WritePaceTest, CountsTheSlowestRateAndTheLongestTimes) {
  timeouts.writeMinRate = 1;
  timeouts.writeGrace = timeouts.writeStall = 24h * 365 * 100;
  take(std::size_t{1} << 60);
  wait();
  EXPECT_GT(left(), 24h * 365 * 100);
  take(std::size_t{1} << 60);
  EXPECT_GT(left(), 24h * 365 * 100);
}

}  // namespace
}  // namespace serinus::server
