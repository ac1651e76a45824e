#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/runtime/loop.hpp>

#include "runtime/timing_wheel.hpp"

#include <functional>

namespace serinus::test {

/// A loop that runs on the caller's thread, when it is told to, by a clock that is moved by hand.
class ManualLoop {
public:
  ManualLoop();
  ManualLoop(const ManualLoop&) = delete;
  ManualLoop& operator=(const ManualLoop&) = delete;

  [[nodiscard]] Loop& loop() noexcept { return loop_; }
  [[nodiscard]] TimePoint now() const noexcept { return now_; }

  /// Does all that is to be done at this moment.
  /// @throws std::logic_error  when it never ends
  void settle();

  /// The same again and again, waiting for the system in between, until `done`. For sockets that are not in memory.
  /// @returns whether that was within ten seconds
  bool waitFor(const std::function<bool()>& done);

  /// Lets time pass in steps, and does at each what is due. Steps of one tick see every deadline apart.
  void pass(Duration duration, Duration step = runtime::TimingWheel::tick);

  /// Lets time pass in one step, as for a process that is stopped: what `meanwhile` does is waiting when it goes on.
  void pauseProcess(Duration duration, const std::function<void()>& meanwhile);

private:
  Loop loop_;
  TimePoint now_;
};

}  // namespace serinus::test
