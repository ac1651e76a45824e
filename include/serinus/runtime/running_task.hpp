#pragma once

#include <serinus/runtime/async_generator.hpp>
#include <serinus/runtime/task.hpp>

namespace serinus::runtime {

/// A task driven from outside any coroutine: by a connection, which holds one handler at a time.
///
///     if (running.start(handler(request), loop, *this)) finish(running.take());   // ended without waiting
///     ... later, in onCoroutineReady():  finish(running.take());
///
/// `cancel()`, or destroying this object, destroys the suspended task.
template <class T = void>
class RunningTask {
public:
  /// @returns true when the task ended without waiting; the listener is then not told.
  bool start(Task<T> task, Loop& loop, CoroutineListener& listener) {
    task_.emplace(std::move(task));
    if (task_->done()) return true;
    auto& promise = task_->handle().promise();
    promise.loop = &loop;
    promise.waiter.listener = &listener;
    promise.waiter.starting = true;
    task_->handle().resume();
    promise.waiter.starting = false;
    return task_->done();
  }

  /// Whether a task was started and its outcome not yet taken.
  [[nodiscard]] bool active() const noexcept { return task_.has_value(); }
  [[nodiscard]] bool ended() const noexcept { return task_.has_value() && task_->done(); }

  /// The outcome of an ended task; rethrows what left it. The frame is gone afterwards.
  T take() {
    Task<T> ended = std::move(*task_);
    task_.reset();
    if constexpr (std::is_void_v<T>) {
      if (ended.handle()) ended.handle().promise().take();
    } else {
      return ended.handle().promise().take();
    }
  }

  void cancel() noexcept { task_.reset(); }

private:
  std::optional<Task<T>> task_;
};

/// A generator driven from outside any coroutine, one value at a time.
template <class T>
class RunningGenerator {
public:
  enum class Outcome {
    yielded,  ///< `value()` holds the next value
    ended,    ///< the generator returned, or threw: `rethrow()` tells
    waiting,  ///< it waits; the listener is told when `outcome()` is yielded or ended
  };

  RunningGenerator() noexcept = default;
  explicit RunningGenerator(AsyncGenerator<T> generator) noexcept : generator_(std::move(generator)) {}

  /// Lets the generator go on to its next value.
  Outcome next(Loop& loop, CoroutineListener& listener) {
    const auto handle = generator_.handle();
    if (!handle || handle.done()) return Outcome::ended;
    auto& promise = handle.promise();
    promise.loop = &loop;
    promise.current = nullptr;
    promise.waiter.listener = &listener;
    promise.waiter.starting = true;
    handle.resume();
    promise.waiter.starting = false;
    return outcome();
  }

  [[nodiscard]] Outcome outcome() const noexcept {
    const auto handle = generator_.handle();
    if (!handle || handle.done()) return Outcome::ended;
    return handle.promise().current != nullptr ? Outcome::yielded : Outcome::waiting;
  }

  [[nodiscard]] T& value() const noexcept { return *generator_.handle().promise().current; }

  /// Throws `why` from the generator's `co_yield` in place of taking its value; the next call of `next` does it.
  void refuse(std::exception_ptr why) noexcept { generator_.refuse(std::move(why)); }

  /// Throws what left the generator, if anything did.
  void rethrow() const {
    const auto handle = generator_.handle();
    if (handle && handle.promise().exception) std::rethrow_exception(handle.promise().exception);
  }

  void cancel() noexcept { generator_.reset(); }

private:
  AsyncGenerator<T> generator_;
};

}  // namespace serinus::runtime
