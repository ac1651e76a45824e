#include <serinus/runtime/task_scope.hpp>

namespace serinus::runtime {

/// The outermost frame of a spawned task: a member of its scope's list, it destroys itself when the task has ended.
struct TaskScope::Root {
  struct promise_type : PromiseBase {
    promise_type(TaskScope& owner, Task<>&) noexcept : scope(&owner) {
      loop = owner.loop_;
      next = static_cast<promise_type*>(owner.first_);
      if (next != nullptr) next->previous = this;
      owner.first_ = this;
      ++owner.size_;
    }
    ~promise_type() {
      if (previous != nullptr) previous->next = next;
      if (next != nullptr) next->previous = previous;
      if (scope->first_ == this) scope->first_ = next;
      --scope->size_;
    }
    Root get_return_object() noexcept { return Root{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    [[nodiscard]] std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }

    TaskScope* scope;
    promise_type* previous = nullptr;
    promise_type* next = nullptr;
  };
  std::coroutine_handle<promise_type> handle;
};

TaskScope::Root TaskScope::run(TaskScope& scope, Task<> task) {
  std::exception_ptr fault;
  try {
    co_await task;
  } catch (...) {
    fault = std::current_exception();
  }
  scope.ended(fault);
}

void TaskScope::spawn(Task<> task) {
  if (task.done() && !task.handle()) return;
  run(*this, std::move(task)).handle.resume();
}

void TaskScope::ended(std::exception_ptr fault) {
  if (fault && onFault_) onFault_(std::move(fault));
  // The frame that calls this is still counted; the callback sees the scope as it will be.
  if (size_ == 1 && onEmpty_) onEmpty_();
}

void TaskScope::cancel() noexcept {
  while (first_ != nullptr) {
    auto* const promise = static_cast<Root::promise_type*>(first_);
    std::coroutine_handle<Root::promise_type>::from_promise(*promise).destroy();
  }
}

}  // namespace serinus::runtime
