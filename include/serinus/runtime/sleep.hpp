#pragma once

#include <serinus/base/clock.hpp>

#include <coroutine>
#include <cstddef>

namespace serinus {

class Loop;

namespace runtime {

class TimerQueue;

/// An entry of a `TimerQueue`. Whoever waits derives from it; destroying it takes it out of the queue.
class Timer {
public:
  Timer() noexcept = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  virtual void onTimer() noexcept = 0;

  [[nodiscard]] bool scheduled() const noexcept { return queue_ != nullptr; }
  void cancel() noexcept;

protected:
  ~Timer() { cancel(); }

private:
  friend class TimerQueue;
  TimerQueue* queue_ = nullptr;
  std::size_t place_ = 0;
  TimePoint deadline_{};
};

class SleepAwaiter final : public Timer {
public:
  SleepAwaiter(Duration duration, Loop& loop) noexcept : duration_(duration), loop_(&loop) {}
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> sleeper);
  void await_resume() const noexcept {}

private:
  void onTimer() noexcept override { sleeper_.resume(); }

  Duration duration_;
  Loop* loop_;
  std::coroutine_handle<> sleeper_{};
};

}  // namespace runtime

/// What `sleep` gives to `co_await`.
class Sleep {
public:
  explicit Sleep(Duration duration) noexcept : duration_(duration) {}
  [[nodiscard]] runtime::SleepAwaiter awaitOn(Loop& loop) const noexcept { return {duration_, loop}; }

private:
  Duration duration_;
};

/// Suspends the awaiting coroutine for at least `duration` (steady clock, millisecond precision). Zero or less gives
/// the other work of the loop a turn. Destroying the coroutine cancels the sleep.
[[nodiscard]] inline Sleep sleep(Duration duration) noexcept {
  return Sleep(duration);
}

}  // namespace serinus
