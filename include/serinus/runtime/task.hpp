#pragma once

#include <serinus/runtime/promise.hpp>

#include <concepts>
#include <optional>

namespace serinus {

template <class T>
class Task;

namespace runtime {

template <class T>
struct TaskPromise : PromiseBase {
  std::optional<T> value;

  Task<T> get_return_object() noexcept;
  [[nodiscard]] FinalAwaiter final_suspend() const noexcept { return {}; }
  template <class U = T>
    requires std::constructible_from<T, U&&>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    if (exception) std::rethrow_exception(exception);
    return std::move(*value);
  }
};

template <>
struct TaskPromise<void> : PromiseBase {
  Task<void> get_return_object() noexcept;
  [[nodiscard]] FinalAwaiter final_suspend() const noexcept { return {}; }
  void return_void() const noexcept {}
  void take() const {
    if (exception) std::rethrow_exception(exception);
  }
};

/// Runs a child to its end. A child that does not suspend costs no suspension of the parent.
template <class T>
class TaskAwaiter {
public:
  TaskAwaiter(std::coroutine_handle<TaskPromise<T>> child, Loop& loop) noexcept : child_(child), loop_(&loop) {}

  [[nodiscard]] bool await_ready() const noexcept { return !child_ || child_.done(); }
  bool await_suspend(std::coroutine_handle<> parent) {
    TaskPromise<T>& promise = child_.promise();
    promise.loop = loop_;
    promise.waiter.continuation = parent;
    promise.waiter.starting = true;
    child_.resume();
    promise.waiter.starting = false;
    return !child_.done();
  }
  T await_resume() {
    if constexpr (std::is_void_v<T>) {
      if (child_) child_.promise().take();
    } else {
      return child_.promise().take();
    }
  }

private:
  std::coroutine_handle<TaskPromise<T>> child_;
  Loop* loop_;
};

}  // namespace runtime

/// A coroutine that produces one `T` (or an exception) when it is awaited. Lazy: nothing runs before `co_await`.
///
/// Inside, `co_await` takes other tasks, `sleep`, generators' `next()`, and, with `<serinus/asio.hpp>`, any Asio
/// operation. A `Task<>` made by default is already done, so that a handler without `co_await` may be an ordinary
/// function that ends with `return {};`.
///
/// Destroying a suspended task cancels what it waits for and runs the destructors of its locals; that is how a lost
/// client ends a handler. A task must not be destroyed while it runs.
template <class T = void>
class [[nodiscard]] Task {
public:
  using promise_type = runtime::TaskPromise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  Task() noexcept
    requires std::is_void_v<T>
  = default;
  explicit Task(Handle handle) noexcept : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      reset();
      handle_ = std::exchange(other.handle_, {});
    }
    return *this;
  }
  ~Task() { reset(); }

  /// Awaiting from another coroutine of ours; the task stays the owner of its frame until the expression ends.
  [[nodiscard]] runtime::TaskAwaiter<T> awaitOn(Loop& loop) noexcept { return {handle_, loop}; }

  [[nodiscard]] bool done() const noexcept { return !handle_ || handle_.done(); }
  [[nodiscard]] Handle handle() const noexcept { return handle_; }

private:
  void reset() noexcept {
    if (handle_) std::exchange(handle_, {}).destroy();
  }
  Handle handle_{};
};

namespace runtime {

template <class T>
Task<T> TaskPromise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}
inline Task<void> TaskPromise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}

}  // namespace runtime
}  // namespace serinus
