#include <serinus/runtime/loop.hpp>
#include <serinus/runtime/sleep.hpp>

#include "runtime/loop_core.hpp"
#include "support/loop_runner.hpp"

#include <sys/eventfd.h>
#include <unistd.h>
#include <thread>
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

}  // namespace
}  // namespace serinus
