#include <serinus/runtime/sleep.hpp>
#include <serinus/runtime/task.hpp>

#include "support/loop_runner.hpp"

#include <stdexcept>
#include <string>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::Alive;
using test::runTask;

Task<int> answer() {
  co_return 42;
}
Task<int> slowAnswer() {
  co_await sleep(1ms);
  co_return 42;
}
Task<std::string> failing() {
  co_await sleep(0ms);
  throw std::runtime_error("no");
}

TEST(Task, RunsNothingBeforeItIsAwaited) {
  bool ran = false;
  const auto body = [](bool& flag) -> Task<> {
    flag = true;
    co_return;
  };
  {
    const Task<> dropped = body(ran);
  }
  EXPECT_FALSE(ran);
  runTask(body(ran));
  EXPECT_TRUE(ran);
}

TEST(Task, GivesItsValueWithAndWithoutWaiting) {
  int fast = 0;
  int slow = 0;
  const auto body = [](int& f, int& s) -> Task<> {
    f = co_await answer();
    s = co_await slowAnswer();
  };
  runTask(body(fast, slow));
  EXPECT_EQ(fast, 42);
  EXPECT_EQ(slow, 42);
}

TEST(Task, PassesAnExceptionToTheOneWhoAwaits) {
  std::string caught;
  const auto body = [](std::string& text) -> Task<> {
    try {
      const std::string never = co_await failing();
      text = never;
    } catch (const std::runtime_error& error) {
      text = error.what();
    }
  };
  runTask(body(caught));
  EXPECT_EQ(caught, "no");
}

TEST(Task, MadeByDefaultIsDone) {
  EXPECT_TRUE(Task<>().done());
  bool reached = false;
  const auto body = [](bool& flag) -> Task<> {
    co_await Task<>();
    flag = true;
  };
  runTask(body(reached));
  EXPECT_TRUE(reached);
}

Task<int> depth(int levels) {
  if (levels == 0) co_return 0;
  const int below = co_await depth(levels - 1);
  co_return below + 1;
}

TEST(Task, AMillionChildrenThatDoNotWaitNeedNoStack) {
  int sum = 0;
  const auto body = [](int& total) -> Task<> {
    for (int i = 0; i < 1'000'000; ++i) {
      const int one = co_await depth(1);
      total += one;
    }
  };
  runTask(body(sum));
  EXPECT_EQ(sum, 1'000'000);
}

TEST(Task, DestroyedWhileItSleepsRunsTheDestructorsOfTheWholeChain) {
  int alive = 0;
  const auto inner = [](int& count) -> Task<> {
    const Alive guard(count);
    co_await sleep(1h);
  };
  const auto outer = [&inner](int& count) -> Task<> {
    const Alive guard(count);
    co_await inner(count);
  };
  Loop loop;
  runtime::TaskScope scope(loop, nullptr);
  loop.post([&] {
    scope.spawn(outer(alive));
    EXPECT_EQ(alive, 2);
    scope.cancel();
    EXPECT_EQ(alive, 0);
    loop.stop();
  });
  loop.run();
}

struct Listener final : runtime::CoroutineListener {
  void onCoroutineReady() noexcept override { loop->stop(); }
  Loop* loop = nullptr;
};

TEST(RunningTask, TellsAtOnceWhetherTheTaskWaited) {
  Loop loop;
  Listener listener;
  listener.loop = &loop;
  runtime::RunningTask<int> fast;
  ASSERT_TRUE(fast.start(answer(), loop, listener));
  EXPECT_EQ(fast.take(), 42);
  EXPECT_FALSE(fast.active());

  runtime::RunningTask<int> slow;
  loop.post([&] { EXPECT_FALSE(slow.start(slowAnswer(), loop, listener)); });
  loop.run();
  ASSERT_TRUE(slow.ended());
  EXPECT_EQ(slow.take(), 42);
}

TEST(RunningTask, RethrowsWhatLeftTheTask) {
  Loop loop;
  Listener listener;
  listener.loop = &loop;
  runtime::RunningTask<std::string> running;
  loop.post([&] { EXPECT_FALSE(running.start(failing(), loop, listener)); });
  loop.run();
  EXPECT_THROW(running.take(), std::runtime_error);
}

// Copyable on purpose: who awaits a copy of it waits for ever.
struct Door {
  std::coroutine_handle<> waiter{};

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) noexcept { waiter = handle; }
  [[nodiscard]] const Door* await_resume() const noexcept { return this; }
};

TEST(Task, AwaitsAnAwaiterWhereItIs) {
  Loop loop;
  Listener listener;
  listener.loop = &loop;
  Door door;
  const auto body = [](Door& named) -> Task<const Door*> {
    const Door* const seen = co_await named;
    co_return seen;
  };
  runtime::RunningTask<const Door*> running;
  loop.post([&] {
    EXPECT_FALSE(running.start(body(door), loop, listener));
    ASSERT_TRUE(door.waiter);
    door.waiter.resume();
  });
  loop.run();
  ASSERT_TRUE(running.ended());
  EXPECT_EQ(running.take(), &door);
}

}  // namespace
}  // namespace serinus
