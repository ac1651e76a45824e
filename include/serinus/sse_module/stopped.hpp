#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/runtime/sleep.hpp>

#include <coroutine>
#include <vector>

namespace serinus {

namespace sse_module {

class StopAwaiter;

/// Tells the handler of one stream that it is to end. Touched on the stream's loop alone.
class StopSignal {
public:
  StopSignal() noexcept = default;
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// Wakes whoever waits.
  void raise();
  [[nodiscard]] bool raised() const noexcept { return raised_; }
  /// Whether anybody has ever waited.
  [[nodiscard]] bool heard() const noexcept { return heard_; }

private:
  friend class StopAwaiter;
  std::vector<StopAwaiter*> waiters_;
  bool raised_ = false;
  bool heard_ = false;
};

/// Waits for a stop, for some time.
class StopAwaiter final : public runtime::Timer {
public:
  StopAwaiter(StopSignal& signal, Duration atMost, Loop& loop) noexcept
      : signal_(&signal), loop_(&loop), atMost_(atMost) {}
  ~StopAwaiter();

  [[nodiscard]] bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<> waiter);
  bool await_resume() const noexcept { return signal_->raised(); }

private:
  friend class StopSignal;
  void onTimer() noexcept override;

  StopSignal* signal_;
  Loop* loop_;
  Duration atMost_;
  std::coroutine_handle<> waiter_{};
};

}  // namespace sse_module

/// What `SseContext::stopped` gives to `co_await`.
class Stopped {
public:
  Stopped(sse_module::StopSignal& signal, Duration atMost) noexcept : signal_(&signal), atMost_(atMost) {}
  [[nodiscard]] sse_module::StopAwaiter awaitOn(Loop& loop) const noexcept { return {*signal_, atMost_, loop}; }

private:
  sse_module::StopSignal* signal_;
  Duration atMost_;
};

}  // namespace serinus
