#pragma once

#include "runtime/loop_core.hpp"

#include <serinus/runtime/task_scope.hpp>

#include <coroutine>
#include <memory>
#include <optional>

namespace serinus::runtime {

/// Waits until a scope has no task left, or a time has passed: `co_await WhenEmpty(scope, 2s)` says whether it is the
/// former. The scope may be cancelled or destroyed behind it. On the scope's loop.
class WhenEmpty final : Timer {
public:
  explicit WhenEmpty(TaskScope& scope, std::optional<Duration> limit = std::nullopt) : scope_(&scope), limit_(limit) {}
  WhenEmpty(const WhenEmpty&) = delete;
  WhenEmpty& operator=(const WhenEmpty&) = delete;
  ~WhenEmpty() {
    if (alive_ != nullptr) scope_->onEmpty({});
  }

  class Awaiter {
  public:
    Awaiter(WhenEmpty& wait, Loop& loop) noexcept : wait_(&wait), loop_(&loop) {}
    [[nodiscard]] bool await_ready() const noexcept { return wait_->scope_->empty(); }
    void await_suspend(std::coroutine_handle<> waiter) const { wait_->begin(waiter, *loop_); }
    [[nodiscard]] bool await_resume() const noexcept { return wait_->scope_->empty(); }

  private:
    WhenEmpty* wait_;
    Loop* loop_;
  };
  [[nodiscard]] Awaiter awaitOn(Loop& loop) noexcept { return {*this, loop}; }

private:
  void begin(std::coroutine_handle<> waiter, Loop& loop) {
    waiter_ = waiter;
    alive_ = std::make_shared<bool>(true);
    if (limit_) loop.core().addTimer(*this, loop.core().time() + *limit_);
    scope_->onEmpty([this, &loop] {
      // The frame that tells this is still on the stack: the waiter may destroy the scope.
      loop.post([this, alive = std::weak_ptr(alive_)] {
        if (!alive.expired() && scope_->empty()) wake();
      });
    });
  }
  void onTimer() noexcept override { wake(); }
  void wake() {
    cancel();
    scope_->onEmpty({});
    alive_.reset();
    waiter_.resume();
  }

  TaskScope* scope_;
  std::optional<Duration> limit_;
  std::coroutine_handle<> waiter_{};
  std::shared_ptr<bool> alive_;  // null unless it waits
};

}  // namespace serinus::runtime
