#include <serinus/sse_module/stopped.hpp>

#include "runtime/loop_core.hpp"

#include <serinus/runtime/loop.hpp>

#include <algorithm>
#include <utility>

namespace serinus::sse_module {

void StopSignal::raise() {
  raised_ = true;
  // Each of them may end others, or wait anew, which is over at once.
  while (!waiters_.empty()) {
    StopAwaiter* const waiter = waiters_.back();
    waiters_.pop_back();
    waiter->cancel();
    std::exchange(waiter->waiter_, {}).resume();
  }
}

StopAwaiter::~StopAwaiter() {
  std::erase(signal_->waiters_, this);
}

bool StopAwaiter::await_ready() const noexcept {
  signal_->heard_ = true;
  return signal_->raised();
}

void StopAwaiter::await_suspend(std::coroutine_handle<> waiter) {
  waiter_ = waiter;
  signal_->waiters_.push_back(this);
  if (atMost_ == Duration::max()) return;
  loop_->core().addTimer(*this, loop_->core().time() + std::max(atMost_, Duration::zero()));
}

void StopAwaiter::onTimer() noexcept {
  std::erase(signal_->waiters_, this);
  std::exchange(waiter_, {}).resume();
}

}  // namespace serinus::sse_module
