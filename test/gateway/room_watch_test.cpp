#include "gateway/room_watch.hpp"

#include "runtime/loop_core.hpp"
#include "support/loop_runner.hpp"

#include <gtest/gtest.h>

#include <coroutine>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace serinus::gateway {
namespace {

using Lines = std::vector<std::string>;

/// Something to wait for that comes when the test says so.
class Gate {
public:
  /// Made by value: g++ 12 copies an awaiter that it is given by reference.
  class Awaiter {
  public:
    explicit Awaiter(Gate& gate) noexcept : gate_(&gate) {}
    [[nodiscard]] bool await_ready() const noexcept { return gate_->isOpen; }
    void await_suspend(std::coroutine_handle<> waiter) const noexcept { gate_->waiter_ = waiter; }
    void await_resume() const noexcept {}

  private:
    Gate* gate_;
  };
  [[nodiscard]] Awaiter awaitOn(Loop&) noexcept { return Awaiter(*this); }
  void letOneThrough() { std::exchange(waiter_, {}).resume(); }

  bool isOpen = true;

private:
  std::coroutine_handle<> waiter_{};
};

class Listener final : public OnRoomChange {
public:
  Task<> onFirstMember(std::string_view room) override { return tell("first ", room); }
  Task<> onLastMember(std::string_view room) override { return tell("last ", room); }

  Lines log;
  Gate gate;
  int waiting = 0;

private:
  Task<> tell(std::string what, std::string_view room) {
    const test::Alive alive(waiting);
    log.push_back(what + std::string(room));
    co_await gate;
    if (room == "bad") throw std::runtime_error("no such feed");
    if (!gate.isOpen) log.push_back("done " + std::string(room));
  }
};

class AWatch : public testing::Test {
protected:
  /// What has been told when all is done that can be.
  Lines told() {
    settle();
    return std::exchange(listener_.log, {});
  }
  void settle() {
    while (loop_.core().poll(100) > 0) {
    }
  }

  Loop loop_;
  Listener listener_;
  Lines faults_;
  std::shared_ptr<RoomWatch> watch_ =
      std::make_shared<RoomWatch>(loop_, listener_, KeyedHash(), [this](std::exception_ptr fault) {
        try {
          std::rethrow_exception(std::move(fault));
        } catch (const std::exception& error) {
          faults_.emplace_back(error.what());
        }
      });
};

TEST_F(AWatch, TellsOfTheFirstMemberAndOfTheLastOverAllLoops) {
  watch_->opened("a");
  EXPECT_EQ(told(), Lines{"first a"});
  watch_->opened("a");  // of another loop
  EXPECT_EQ(told(), Lines{});
  watch_->emptied("a");
  EXPECT_EQ(told(), Lines{});
  watch_->emptied("a");
  EXPECT_EQ(told(), Lines{"last a"});
  EXPECT_EQ(watch_->size(), 0U);
  watch_->opened("a");
  EXPECT_EQ(told(), Lines{"first a"});
}

TEST_F(AWatch, KeepsRoomsApart) {
  watch_->opened("a");
  watch_->opened("b");
  EXPECT_EQ(told(), (Lines{"first a", "first b"}));
  watch_->emptied("a");
  EXPECT_EQ(told(), Lines{"last a"});
  EXPECT_EQ(watch_->size(), 1U);
}

// The other loop's member came first, but its report is taken only now: the room was never empty.
TEST_F(AWatch, LooksWhenAllReportsOfThatTimeAreTaken) {
  watch_->opened("a");
  EXPECT_EQ(told(), Lines{"first a"});
  loop_.post([&] { watch_->opened("a"); });
  watch_->emptied("a");
  EXPECT_EQ(told(), Lines{});
  for (int i = 0; i < 3; ++i) {
    loop_.post([&] { watch_->emptied("a"); });
    loop_.post([&] { watch_->opened("a"); });
  }
  EXPECT_EQ(told(), Lines{});
  EXPECT_EQ(watch_->size(), 1U);
}

TEST_F(AWatch, ForgetsARoomThatWasThereForAMoment) {
  watch_->opened("a");
  watch_->emptied("a");
  EXPECT_EQ(told(), Lines{});
  EXPECT_EQ(watch_->size(), 0U);
}

TEST_F(AWatch, WaitsForTheTaskBefore) {
  listener_.gate.isOpen = false;
  watch_->opened("a");
  EXPECT_EQ(told(), Lines{"first a"});
  watch_->emptied("a");
  EXPECT_EQ(told(), Lines{});
  listener_.gate.letOneThrough();
  EXPECT_EQ(told(), (Lines{"done a", "last a"}));
  watch_->opened("a");
  EXPECT_EQ(told(), Lines{});
  listener_.gate.letOneThrough();
  EXPECT_EQ(told(), (Lines{"done a", "first a"}));
  listener_.gate.letOneThrough();
  EXPECT_EQ(told(), Lines{"done a"});
  EXPECT_EQ(watch_->size(), 1U);
}

TEST_F(AWatch, TellsNothingWhereAllIsAsItWasTold) {
  listener_.gate.isOpen = false;
  watch_->opened("a");
  EXPECT_EQ(told(), Lines{"first a"});
  watch_->emptied("a");
  settle();
  watch_->opened("a");
  listener_.gate.letOneThrough();
  EXPECT_EQ(told(), Lines{"done a"});
  watch_->emptied("a");
  EXPECT_EQ(told(), Lines{"last a"});
  watch_->opened("a");
  settle();
  watch_->emptied("a");
  listener_.gate.letOneThrough();
  EXPECT_EQ(told(), Lines{"done a"});
  EXPECT_EQ(watch_->size(), 0U);
}

TEST_F(AWatch, GoesOnAfterAnException) {
  watch_->opened("bad");
  EXPECT_EQ(told(), Lines{"first bad"});
  watch_->emptied("bad");
  EXPECT_EQ(told(), Lines{"last bad"});
  EXPECT_EQ(faults_, (Lines{"no such feed", "no such feed"}));
  EXPECT_EQ(watch_->size(), 0U);
}

TEST_F(AWatch, EndsWhatWaitsWhenItIsCancelled) {
  listener_.gate.isOpen = false;
  watch_->opened("a");
  EXPECT_EQ(told(), Lines{"first a"});
  EXPECT_EQ(listener_.waiting, 1);
  watch_->opened("b");
  watch_->cancel();
  EXPECT_EQ(listener_.waiting, 0);
  watch_->emptied("a");
  watch_->opened("c");
  EXPECT_EQ(told(), Lines{});
  EXPECT_EQ(watch_->size(), 0U);
}

}  // namespace
}  // namespace serinus::gateway
