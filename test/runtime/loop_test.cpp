#include <serinus/runtime/loop.hpp>
#include <serinus/runtime/sleep.hpp>

#include "runtime/loop_core.hpp"
#include "support/loop_runner.hpp"
#include "testing/manual_loop.hpp"

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <deque>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;

TEST(Loop, RunsPostedWorkInOrderOnItsOwnThread) {
  Loop loop;
  std::vector<int> order;
  std::thread other([&] {
    for (int i = 0; i < 100; ++i) {
      loop.post([&order, &loop, i] {
        EXPECT_EQ(Loop::current(), &loop);
        order.push_back(i);
      });
    }
    loop.post([&] { loop.stop(); });
  });
  loop.run();
  other.join();
  ASSERT_EQ(order.size(), 100U);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_EQ(Loop::current(), nullptr);
}

TEST(Loop, IsWokenByAnotherThreadWhileItWaits) {
  Loop loop;
  std::thread runner([&] { loop.run(); });
  for (int i = 0; i < 100; ++i) {
    std::atomic<bool> done = false;
    loop.post([&] {
      done = true;
      done.notify_one();
    });
    done.wait(false);
  }
  loop.stop();
  runner.join();
}

TEST(Loop, SleepersWakeInTheOrderOfTheirDeadlines) {
  Loop loop;
  std::vector<int> order;
  const auto sleeper = [](std::vector<int>& into, int value, Duration duration) -> Task<> {
    co_await sleep(duration);
    into.push_back(value);
  };
  runtime::TaskScope scope(loop, nullptr);
  scope.onEmpty([&] { loop.stop(); });
  loop.post([&] {
    scope.spawn(sleeper(order, 3, 30ms));
    scope.spawn(sleeper(order, 1, 0ms));
    scope.spawn(sleeper(order, 2, 10ms));
  });
  loop.run();
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

class Counter final : public runtime::Watcher {
public:
  Counter(Loop& loop, int event) : loop_(loop), event_(event) {}
  void onReady(runtime::Readiness readiness) noexcept override {
    if (!readiness.readable) return;
    if (++count == 3)
      loop_.stop();
    else
      signal();
  }
  void signal() const {
    const std::uint64_t one = 1;
    EXPECT_EQ(::write(event_, &one, sizeof one), static_cast<ssize_t>(sizeof one));
  }
  int count = 0;

private:
  Loop& loop_;
  int event_;
};

// Nobody reads the event's counter: only the edge of each write can tell.
TEST(Loop, TellsAWatcherEachEdge) {
  Loop loop;
  const int event = ::eventfd(0, EFD_NONBLOCK);
  Counter counter(loop, event);
  loop.core().poller().add(event, counter);
  loop.post([&] { counter.signal(); });
  loop.run();
  EXPECT_EQ(counter.count, 3);
  loop.core().poller().remove(event, counter);
  ::close(event);
}

struct Again final : runtime::TurnEnd {
  Again(Loop& where, int most) : loop(where), limit(most) {}
  void onTurnEnd() noexcept override {
    if (++runs == limit)
      loop.stop();
    else
      loop.core().atTurnEnd(*this);
  }
  Loop& loop;
  int limit;
  int runs = 0;
};

TEST(Loop, WorkPutOffAgainAndAgainDoesNotStarvePostedWork) {
  Loop loop;
  Again again(loop, 1000);
  int posted = 0;
  int runsAtPost = 0;
  loop.post([&] {
    loop.core().atTurnEnd(again);
    loop.post([&] {
      ++posted;
      runsAtPost = again.runs;
    });
  });
  loop.run();
  EXPECT_EQ(again.runs, 1000);
  EXPECT_EQ(posted, 1);
  EXPECT_LT(runsAtPost, 100);
}

/// A socket with something to say, and whether it was heard.
class Speaker final : public runtime::Watcher {
public:
  explicit Speaker(runtime::Poller& poller) : poller_(poller) { poller_.add(event_, *this); }
  Speaker(const Speaker&) = delete;
  Speaker& operator=(const Speaker&) = delete;
  ~Speaker() {
    poller_.remove(event_, *this);
    ::close(event_);
  }
  void speak() const { static_cast<void>(::eventfd_write(event_, 1)); }
  [[nodiscard]] bool wasHeard() const noexcept { return heard_; }

private:
  void onReady(runtime::Readiness readiness) noexcept override { heard_ = heard_ || readiness.readable; }

  runtime::Poller& poller_;
  int event_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  bool heard_ = false;
};

class Judge final : public runtime::WheelEntry {
public:
  explicit Judge(std::function<void()> judge) : judge_(std::move(judge)) {}

private:
  void onDeadline(TimePoint) noexcept override { judge_(); }
  std::function<void()> judge_;
};

TEST(Loop, HearsAllSocketsBeforeItJudgesThemAfterAPauseOfTheProcess) {
  constexpr std::size_t count = 5000;  // more than it asks in a row otherwise
  rlimit descriptors{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &descriptors), 0);
  const rlimit before = descriptors;
  descriptors.rlim_cur = descriptors.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &descriptors);
  if (descriptors.rlim_max < count + 200) GTEST_SKIP() << "too few descriptors";
  {
    test::ManualLoop manual;
    std::deque<Speaker> speakers;
    for (std::size_t i = 0; i < count; ++i) speakers.emplace_back(manual.loop().core().poller());
    manual.settle();
    std::size_t heard = 0;
    Judge judge([&] {
      for (const Speaker& speaker : speakers) heard += speaker.wasHeard() ? 1 : 0;
    });
    manual.loop().core().schedule(judge, manual.now() + 1s);
    manual.pauseProcess(60s, [&] {
      for (const Speaker& speaker : speakers) speaker.speak();
    });
    EXPECT_EQ(heard, count);
  }
  ::setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace serinus
