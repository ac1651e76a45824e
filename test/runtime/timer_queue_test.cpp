#include "runtime/timer_queue.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace serinus::runtime {
namespace {

using namespace std::chrono_literals;

struct Recorder final : Timer {
  Recorder(std::vector<int>& into, int name) : log(&into), value(name) {}
  void onTimer() noexcept override {
    log->push_back(value);
    if (alsoCancels != nullptr) alsoCancels->cancel();
    if (addsItselfTo != nullptr) std::exchange(addsItselfTo, nullptr)->add(*this, again);
  }
  std::vector<int>* log;
  int value;
  Timer* alsoCancels = nullptr;
  TimerQueue* addsItselfTo = nullptr;
  TimePoint again{};
};

const TimePoint start{1h};

TEST(TimerQueue, CallsExactlyTheDueInOrder) {
  std::vector<int> log;
  TimerQueue queue;
  Recorder three(log, 3), one(log, 1), two(log, 2);
  queue.add(three, start + 3ms);
  queue.add(one, start + 1ms);
  queue.add(two, start + 2ms);
  EXPECT_EQ(queue.nextDeadline(), start + 1ms);
  queue.expire(start + 2ms - 1ns);
  EXPECT_EQ(log, (std::vector<int>{1}));
  queue.expire(start + 2ms);
  EXPECT_EQ(log, (std::vector<int>{1, 2}));
  EXPECT_FALSE(two.scheduled());
  EXPECT_TRUE(three.scheduled());
}

TEST(TimerQueue, ADestroyedTimerIsForgotten) {
  std::vector<int> log;
  TimerQueue queue;
  {
    Recorder gone(log, 1);
    queue.add(gone, start);
  }
  EXPECT_EQ(queue.nextDeadline(), std::nullopt);
  queue.expire(start + 1h);
  EXPECT_TRUE(log.empty());
}

TEST(TimerQueue, ATimerMayCancelAnotherThatIsDueAndAddItselfAgain) {
  std::vector<int> log;
  TimerQueue queue;
  Recorder first(log, 1), second(log, 2);
  first.alsoCancels = &second;
  first.addsItselfTo = &queue;
  first.again = start;
  queue.add(first, start);
  queue.add(second, start + 1ns);
  queue.expire(start + 1ms);
  EXPECT_EQ(log, (std::vector<int>{1}));  // the new round waits for the next call
  queue.expire(start + 1ms);
  EXPECT_EQ(log, (std::vector<int>{1, 1}));
}

TEST(TimerQueue, KeepsOrderUnderRandomAddsAndCancels) {
  std::mt19937 random(7);
  std::vector<int> log;
  TimerQueue queue;
  std::vector<std::unique_ptr<Recorder>> timers;
  for (int i = 0; i < 2000; ++i) {
    const int due = static_cast<int>(random() % 1000);
    timers.push_back(std::make_unique<Recorder>(log, due));
    queue.add(*timers.back(), start + std::chrono::milliseconds(due));
    if (random() % 3 == 0) timers[random() % timers.size()]->cancel();
  }
  std::size_t expected = 0;
  for (const auto& timer : timers) expected += timer->scheduled() ? 1 : 0;
  queue.expire(start + 1s);
  EXPECT_EQ(log.size(), expected);
  EXPECT_TRUE(std::is_sorted(log.begin(), log.end()));
}

}  // namespace
}  // namespace serinus::runtime
