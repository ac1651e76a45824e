#pragma once

#include <serinus/runtime/promise.hpp>

#include <concepts>
#include <memory>

namespace serinus {

template <class T>
class AsyncGenerator;

namespace runtime {

/// What is thrown at a generator's `co_yield`, where its value was refused: nothing for most.
class Refusal {
public:
  void set(std::exception_ptr why) noexcept { why_ = std::move(why); }
  void raise() {
    if (why_) [[unlikely]]
      std::rethrow_exception(std::exchange(why_, nullptr));
  }

private:
  std::exception_ptr why_;
};

/// A value that lies in the generator's frame already.
class Yielded {
public:
  Yielded(Refusal& refusal, Waiter& waiter) noexcept : refusal_(&refusal), waiter_(&waiter) {}

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  [[nodiscard]] std::coroutine_handle<> await_suspend(std::coroutine_handle<>) const noexcept {
    return waiter_->wake();
  }
  void await_resume() const { refusal_->raise(); }

private:
  Refusal* refusal_;
  Waiter* waiter_;
};

/// A value made from what was yielded; it lives in the generator's frame until the generator goes on.
template <class T>
class YieldedCopy {
public:
  template <class Source>
  YieldedCopy(Source&& source, T*& current, Refusal& refusal, Waiter& waiter)
      : value_(std::forward<Source>(source)), refusal_(&refusal), waiter_(&waiter) {
    current = std::addressof(value_);
  }
  YieldedCopy(const YieldedCopy&) = delete;
  YieldedCopy& operator=(const YieldedCopy&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  [[nodiscard]] std::coroutine_handle<> await_suspend(std::coroutine_handle<>) const noexcept {
    return waiter_->wake();
  }
  void await_resume() const { refusal_->raise(); }

private:
  T value_;
  Refusal* refusal_;
  Waiter* waiter_;
};

template <class T>
struct GeneratorPromise : PromiseBase {
  T* current = nullptr;
  Refusal refusal;

  AsyncGenerator<T> get_return_object() noexcept;
  [[nodiscard]] FinalAwaiter final_suspend() noexcept {
    current = nullptr;
    return {};
  }
  void return_void() const noexcept {}

  Yielded yield_value(T&& value) noexcept {
    current = std::addressof(value);  // a temporary of the co_yield expression: it lives in our frame until we go on
    return Yielded(refusal, waiter);
  }
  Yielded yield_value(T& value) noexcept {
    current = std::addressof(value);
    return Yielded(refusal, waiter);
  }
  YieldedCopy<T> yield_value(const T& value) { return YieldedCopy<T>(value, current, refusal, waiter); }
  template <class Source>
    requires(!std::same_as<std::remove_cvref_t<Source>, T> && std::constructible_from<T, Source &&>)
  YieldedCopy<T> yield_value(Source&& source) {
    return YieldedCopy<T>(std::forward<Source>(source), current, refusal, waiter);
  }
};

/// Runs a generator to its next value.
template <class T>
class NextAwaiter {
public:
  NextAwaiter(std::coroutine_handle<GeneratorPromise<T>> generator, Loop& loop) noexcept
      : generator_(generator), loop_(&loop) {}

  [[nodiscard]] bool await_ready() const noexcept { return !generator_ || generator_.done(); }
  bool await_suspend(std::coroutine_handle<> consumer) {
    GeneratorPromise<T>& promise = generator_.promise();
    promise.loop = loop_;
    promise.current = nullptr;
    promise.waiter.continuation = consumer;
    promise.waiter.starting = true;
    generator_.resume();
    promise.waiter.starting = false;
    return promise.current == nullptr && !generator_.done();
  }
  T* await_resume() {
    if (!generator_) return nullptr;
    GeneratorPromise<T>& promise = generator_.promise();
    if (promise.exception) std::rethrow_exception(std::exchange(promise.exception, nullptr));
    return generator_.done() ? nullptr : promise.current;
  }

private:
  std::coroutine_handle<GeneratorPromise<T>> generator_;
  Loop* loop_;
};

}  // namespace runtime

/// A coroutine that yields any number of `T`, one each time it is asked, and may `co_await` in between whatever a
/// `Task` may. Lazy, and as cheap as a call when it yields without waiting.
///
///     while (auto* event = co_await events.next()) use(*event);
///
/// Destroying it while it is suspended, at a `co_yield` or in the middle of a wait, cancels the wait and runs the
/// destructors of its locals.
template <class T>
class [[nodiscard]] AsyncGenerator {
public:
  using promise_type = runtime::GeneratorPromise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  AsyncGenerator() noexcept = default;
  explicit AsyncGenerator(Handle handle) noexcept : handle_(handle) {}
  AsyncGenerator(AsyncGenerator&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  AsyncGenerator& operator=(AsyncGenerator&& other) noexcept {
    if (this != &other) {
      reset();
      handle_ = std::exchange(other.handle_, {});
    }
    return *this;
  }
  ~AsyncGenerator() { reset(); }

  /// What `next()` gives to `co_await`: a pointer to the next value, valid until the next call; null at the end.
  /// An exception that left the generator is thrown to the one who awaits.
  class Next {
  public:
    explicit Next(Handle handle) noexcept : handle_(handle) {}
    [[nodiscard]] runtime::NextAwaiter<T> awaitOn(Loop& loop) const noexcept { return {handle_, loop}; }

  private:
    Handle handle_;
  };
  [[nodiscard]] Next next() noexcept { return Next(handle_); }

  /// Throws `why` from the `co_yield` that gave the last value, when the next one is asked for: for a consumer that
  /// cannot take it. To be called while the generator is at a `co_yield`.
  void refuse(std::exception_ptr why) noexcept { handle_.promise().refusal.set(std::move(why)); }

  [[nodiscard]] Handle handle() const noexcept { return handle_; }
  void reset() noexcept {
    if (handle_) std::exchange(handle_, {}).destroy();
  }

private:
  Handle handle_{};
};

namespace runtime {

template <class T>
AsyncGenerator<T> GeneratorPromise<T>::get_return_object() noexcept {
  return AsyncGenerator<T>(std::coroutine_handle<GeneratorPromise>::from_promise(*this));
}

}  // namespace runtime
}  // namespace serinus
