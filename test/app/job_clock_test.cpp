#include "app/job_clock.hpp"

#include <gtest/gtest.h>

#include <string>

namespace serinus::app {
namespace {

using namespace std::chrono_literals;

/// Both clocks, moved by hand; a wall that shows midnight of 1 January 2026 at the start.
class Clocks {
public:
  [[nodiscard]] Moment now() const { return {TimePoint(1000h) + steady, midnight + wall}; }
  void pass(Duration time) { steady += time, wall += time; }

  static constexpr WallTime midnight = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
  Duration steady{};
  Duration wall{};
};

/// What a job does until `end`, asked whenever it wants to be: "1s 3s", by the steady clock.
std::string runsUntil(JobClock& job, Clocks& clocks, Duration end) {
  std::string runs;
  for (;;) {
    const JobClock::Step step = job.step(clocks.now());
    if (step.isDue) runs += (runs.empty() ? "" : " ") + std::to_string(clocks.steady / 1s);
    if (!step.wait || clocks.steady + *step.wait > end) return runs;
    clocks.pass(*step.wait);
  }
}

TEST(JobClock, BeatsRegularly) {
  Clocks clocks;
  JobClock job(JobClock::Every{10s});
  job.begin(clocks.now());
  EXPECT_EQ(job.step(clocks.now()).wait, 10s);
  EXPECT_EQ(job.next(clocks.now()), Clocks::midnight + 10s);
  EXPECT_EQ(runsUntil(job, clocks, 35s), "10 20 30");
}

TEST(JobClock, KeepsItsBeatWhenItIsAskedLate) {
  Clocks clocks;
  JobClock job(JobClock::Every{10s});
  job.begin(clocks.now());
  clocks.pass(13s);
  const JobClock::Step late = job.step(clocks.now());
  EXPECT_TRUE(late.isDue);
  EXPECT_EQ(late.wait, 7s);
  clocks.pass(6999ms);
  EXPECT_FALSE(job.step(clocks.now()).isDue);
}

TEST(JobClock, DoesNotMakeUpForWhatItMissed) {
  Clocks clocks;
  JobClock job(JobClock::Every{10s});
  job.begin(clocks.now());
  clocks.pass(1h + 1s);
  const JobClock::Step step = job.step(clocks.now());
  EXPECT_TRUE(step.isDue);
  EXPECT_EQ(step.wait, 9s);
}

TEST(JobClock, IsDueOnceAfterADelay) {
  Clocks clocks;
  JobClock job(JobClock::After{5s});
  job.begin(clocks.now());
  EXPECT_EQ(runsUntil(job, clocks, 1h), "5");
  EXPECT_EQ(job.next(clocks.now()), std::nullopt);
  EXPECT_FALSE(job.step(clocks.now()).isDue);
}

TEST(JobClock, IsDueAtOnceWithoutADelay) {
  Clocks clocks;
  JobClock job(JobClock::After{0s});
  job.begin(clocks.now());
  EXPECT_TRUE(job.step(clocks.now()).isDue);
}

TEST(JobClock, DrawsItsJitterForEachRunAndKeepsItsBeat) {
  Clocks clocks;
  Duration jitter = 0s;
  JobClock job(JobClock::Every{10s}, [&jitter] { return jitter += 1s; });
  job.begin(clocks.now());
  EXPECT_EQ(runsUntil(job, clocks, 45s), "11 22 33 44");
}

TEST(JobClock, DrawsTheJitterOfACronToo) {
  Clocks clocks;
  Duration jitter = 0s;
  JobClock job(JobClock::At{Cron("* * * * *"), nullptr}, [&jitter] { return jitter += 1s; });
  job.begin(clocks.now());
  EXPECT_EQ(runsUntil(job, clocks, 200s), "61 122 183");
}

JobClock hourly() {
  return JobClock(JobClock::At{Cron("0 * * * *"), nullptr});
}

TEST(JobClock, GoesByTheWall) {
  Clocks clocks;
  clocks.wall = 30min;
  JobClock job = hourly();
  job.begin(clocks.now());
  EXPECT_EQ(job.next(clocks.now()), Clocks::midnight + 1h);
  EXPECT_EQ(runsUntil(job, clocks, 2h), "1800 5400");
}

TEST(JobClock, LooksAtTheWallAtLeastEachHalfMinute) {
  Clocks clocks;
  JobClock job = hourly();
  job.begin(clocks.now());
  EXPECT_EQ(job.step(clocks.now()).wait, 30s);
  clocks.pass(59min + 30s + 1ms);
  EXPECT_EQ(job.step(clocks.now()).wait, 29999ms);
}

TEST(JobClock, IsNotDueAMomentTooEarly) {
  Clocks clocks;
  JobClock job = hourly();
  job.begin(clocks.now());
  clocks.pass(1h - 1ns);
  const JobClock::Step early = job.step(clocks.now());
  EXPECT_FALSE(early.isDue);
  EXPECT_EQ(early.wait, 1ns);
  clocks.pass(1ns);
  EXPECT_TRUE(job.step(clocks.now()).isDue);
}

TEST(JobClock, IsDueOnceWhenTheClockIsSetForward) {
  Clocks clocks;
  JobClock job = hourly();
  job.begin(clocks.now());
  clocks.wall += 5h + 30min;
  EXPECT_TRUE(job.step(clocks.now()).isDue);
  EXPECT_FALSE(job.step(clocks.now()).isDue);
  EXPECT_EQ(job.next(clocks.now()), Clocks::midnight + 6h);
}

TEST(JobClock, IsNotDueTwiceWhenTheClockIsSetBack) {
  Clocks clocks;
  JobClock job = hourly();
  job.begin(clocks.now());
  clocks.pass(1h);
  EXPECT_TRUE(job.step(clocks.now()).isDue);
  clocks.wall -= 3h;
  EXPECT_EQ(runsUntil(job, clocks, 5h + 1min), "18000") << "at 2:00 of the wall";
}

TEST(JobClock, BeginsAnewWhenTheClockIsSetFarBack) {
  Clocks clocks;
  JobClock job = hourly();
  job.begin(clocks.now());
  clocks.pass(1h);
  EXPECT_TRUE(job.step(clocks.now()).isDue);
  clocks.wall -= 3h + 1s;
  EXPECT_FALSE(job.step(clocks.now()).isDue);
  EXPECT_EQ(job.next(clocks.now()), Clocks::midnight - 2h);
}

TEST(JobClock, GoesByAZone) {
  Clocks clocks;
  JobClock job(JobClock::At{Cron("0 3 * * *"), [](std::chrono::sys_seconds) { return 1h; }});
  job.begin(clocks.now());
  EXPECT_EQ(job.next(clocks.now()), Clocks::midnight + 2h);
}

}  // namespace
}  // namespace serinus::app
