#include "base/log_drain.hpp"

#include <gtest/gtest.h>

#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

namespace serinus::base {
namespace {

using namespace std::chrono_literals;

// What ConsoleLogger shows of it is tested there; here stands the case that no pipe, disk or terminal produces at will.

// An eventfd adds up the words of eight bytes that it is given. It blocks when the sum would overflow, though it polls
// as writable as long as there is room for a one.
TEST(LogDrain, LeavesAWriteBehindThatNeverReturns) {
  const int counter = ::eventfd(0, EFD_CLOEXEC);
  ASSERT_GE(counter, 0);
  const std::uint64_t nearlyFull = 0xF000'0000'0000'0000U;
  ASSERT_EQ(::write(counter, &nearlyFull, sizeof(nearlyFull)), 8);

  auto drain = std::make_shared<LogDrain>(counter, 1000, [](std::uint64_t) { return std::string(); });
  drain->start();
  drain->add("8 bytes!");
  const TimePoint begin = Clock::now();
  drain->finish(begin + 300ms);
  EXPECT_LT(Clock::now() - begin, 5s);

  const std::weak_ptr<LogDrain> left = drain;
  drain.reset();
  std::uint64_t sum = 0;
  EXPECT_EQ(::read(counter, &sum, sizeof(sum)), 8);  // makes room: the write returns
  EXPECT_EQ(sum, nearlyFull);
  while (!left.expired()) std::this_thread::yield();  // the thread ends and takes its state along
  ::close(counter);
}

}  // namespace
}  // namespace serinus::base
