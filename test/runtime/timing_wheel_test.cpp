#include "runtime/timing_wheel.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace serinus::runtime {
namespace {

using namespace std::chrono_literals;

const TimePoint start{1h};

struct Recorder final : WheelEntry {
  explicit Recorder(std::vector<TimePoint>& into) : calls(&into) {}
  void onDeadline(TimePoint now) noexcept override {
    calls->push_back(now);
    if (alsoCancels != nullptr) alsoCancels->cancel();
  }
  std::vector<TimePoint>* calls;
  WheelEntry* alsoCancels = nullptr;
};

// Advances tick by tick and returns when the entry was called.
Duration calledAfter(Duration deadline) {
  TimingWheel wheel(start);
  std::vector<TimePoint> calls;
  Recorder entry(calls);
  wheel.schedule(entry, start + deadline);
  for (TimePoint now = start; calls.empty(); now += 10ms) wheel.advance(now);
  EXPECT_TRUE(wheel.empty());
  return calls.front() - start;
}

TEST(TimingWheel, IsNeverEarlyAndLateByLessThanATick) {
  for (const Duration deadline : {Duration(0ms), Duration(1ms), Duration(99ms), Duration(100ms), Duration(101ms),
                                  Duration(51'100ms), Duration(51'200ms), Duration(51'300ms), Duration(300s)}) {
    const Duration called = calledAfter(deadline);
    EXPECT_GE(called, deadline);
    EXPECT_LT(called, deadline + 2 * TimingWheel::tick)
        << std::chrono::duration_cast<std::chrono::milliseconds>(deadline).count();
  }
}

TEST(TimingWheel, MovesAnEntryThatIsScheduledAgain) {
  TimingWheel wheel(start);
  std::vector<TimePoint> calls;
  Recorder entry(calls);
  wheel.schedule(entry, start + 200ms);
  wheel.schedule(entry, start + 1s);
  wheel.advance(start + 900ms);
  EXPECT_TRUE(calls.empty());
  wheel.advance(start + 1s);
  EXPECT_EQ(calls.size(), 1U);
}

TEST(TimingWheel, AfterALongPauseCallsEachOnce) {
  TimingWheel wheel(start);
  std::vector<TimePoint> calls;
  std::vector<std::unique_ptr<Recorder>> entries;
  for (int i = 0; i < 1000; ++i) {
    entries.push_back(std::make_unique<Recorder>(calls));
    wheel.schedule(*entries.back(), start + i * 100ms);
  }
  wheel.advance(start + 1h);
  EXPECT_EQ(calls.size(), 1000U);
  EXPECT_TRUE(wheel.empty());
}

TEST(TimingWheel, AnEntryMayCancelOneThatIsDueWithIt) {
  TimingWheel wheel(start);
  std::vector<TimePoint> calls;
  Recorder first(calls), second(calls);
  first.alsoCancels = &second;
  second.alsoCancels = &first;
  wheel.schedule(first, start + 100ms);
  wheel.schedule(second, start + 100ms);
  wheel.advance(start + 100ms);
  EXPECT_EQ(calls.size(), 1U);
}

TEST(TimingWheel, ADestroyedEntryIsForgotten) {
  TimingWheel wheel(start);
  std::vector<TimePoint> calls;
  {
    Recorder gone(calls);
    wheel.schedule(gone, start + 100ms);
  }
  EXPECT_TRUE(wheel.empty());
  wheel.advance(start + 1s);
  EXPECT_TRUE(calls.empty());
}

}  // namespace
}  // namespace serinus::runtime
