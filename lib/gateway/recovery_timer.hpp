#pragma once

#include "runtime/loop_core.hpp"

#include <functional>
#include <utility>

namespace serinus::gateway {

/// Wakes a loop when a client that was lost on it has not come back in time.
class RecoveryTimer final : public runtime::Timer {
public:
  RecoveryTimer(Loop& loop, std::function<void()> onDue) : loop_(&loop), onDue_(std::move(onDue)) {}

  /// No later than `deadline`.
  void set(TimePoint deadline) {
    if (scheduled() && deadline_ <= deadline) return;
    cancel();
    deadline_ = deadline;
    loop_->core().addTimer(*this, deadline);
  }

private:
  void onTimer() noexcept override { onDue_(); }

  Loop* loop_;
  std::function<void()> onDue_;
  TimePoint deadline_{};
};

}  // namespace serinus::gateway
