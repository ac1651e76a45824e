#include <serinus/runtime/sleep.hpp>
#include <serinus/runtime/task_scope.hpp>

#include "support/loop_runner.hpp"

#include <stdexcept>

namespace serinus::runtime {
namespace {

using namespace std::chrono_literals;
using test::Alive;

Task<> waiting(int& alive) {
  const Alive guard(alive);
  co_await sleep(1h);
}

TEST(TaskScope, DestroysInItsDestructorWhatStillWaits) {
  int alive = 0;
  Loop loop;
  loop.post([&] {
    {
      TaskScope scope(loop, nullptr);
      for (int i = 0; i < 5; ++i) scope.spawn(waiting(alive));
      EXPECT_EQ(scope.size(), 5U);
      EXPECT_EQ(alive, 5);
    }
    EXPECT_EQ(alive, 0);
    loop.stop();
  });
  loop.run();
}

TEST(TaskScope, HandsAnExceptionToItsFaultHandlerAndGoesOn) {
  int faults = 0;
  Loop loop;
  TaskScope scope(loop, [&](std::exception_ptr fault) {
    EXPECT_THROW(std::rethrow_exception(fault), std::runtime_error);
    ++faults;
  });
  const auto failing = []() -> Task<> {
    co_await sleep(0ms);
    throw std::runtime_error("broken");
  };
  scope.onEmpty([&] { loop.stop(); });
  loop.post([&] {
    scope.spawn(failing());
    scope.spawn(failing());
  });
  loop.run();
  EXPECT_EQ(faults, 2);
  EXPECT_TRUE(scope.empty());
}

}  // namespace
}  // namespace serinus::runtime
