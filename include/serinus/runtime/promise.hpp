#pragma once

#include <serinus/base/recycled_memory.hpp>

#include <coroutine>
#include <cstddef>
#include <exception>
#include <type_traits>
#include <utility>

namespace serinus {
class Loop;
}

namespace serinus::runtime {

/// Told when a coroutine that was started from outside any coroutine has something to say: a task ended, a generator
/// yielded or ended. Called on the loop, never from inside the call that started the coroutine; the coroutine must not
/// be destroyed before this call has returned.
class CoroutineListener {
public:
  virtual void onCoroutineReady() noexcept = 0;

protected:
  ~CoroutineListener() = default;
};

/// How a type that is not ours is awaited: a specialisation has `static auto make(A&&, Loop&)` that returns an awaiter.
/// Asio's operations and `asio::awaitable` are taught by `<serinus/asio.hpp>`.
template <class Awaited>
struct AwaitTraits {};

/// Wakes whoever waits for a coroutine that stops for the moment (yields) or for good (ends).
///
/// While the waiter is still inside the call that started the coroutine (`starting`), nothing is woken: the waiter
/// looks at the outcome itself and goes on without a trip through the event loop and without a deeper stack.
struct Waiter {
  std::coroutine_handle<> continuation{};
  CoroutineListener* listener = nullptr;
  bool starting = false;

  [[nodiscard]] std::coroutine_handle<> wake() const noexcept {
    if (starting) return std::noop_coroutine();
    if (continuation) return continuation;
    if (listener != nullptr) listener->onCoroutineReady();
    return std::noop_coroutine();
  }
};

/// A type that can be awaited as it is: it has the three functions itself.
template <class T>
concept PlainAwaiter = requires(T& awaiter) {
  awaiter.await_ready();
  awaiter.await_resume();
};

/// Awaits an awaiter where it is. g++ 12 would await a copy of one that `await_transform` returns by reference, and
/// what it hears of would hear of nobody.
template <class Awaiter>
class AwaiterInPlace {
public:
  explicit AwaiterInPlace(Awaiter& awaiter) noexcept : awaiter_(&awaiter) {}

  [[nodiscard]] bool await_ready() const noexcept(noexcept(std::declval<Awaiter&>().await_ready())) {
    return awaiter_->await_ready();
  }
  template <class Promise>
  auto await_suspend(std::coroutine_handle<Promise> waiter) const {
    return awaiter_->await_suspend(waiter);
  }
  decltype(auto) await_resume() const { return awaiter_->await_resume(); }

private:
  Awaiter* awaiter_;
};

/// What every coroutine of ours shares: the loop it runs on, who waits for it, and the memory its frame comes from.
struct PromiseBase {
  Waiter waiter;
  Loop* loop = nullptr;
  std::exception_ptr exception{};

  static void* operator new(std::size_t size) { return allocateRecycled(size); }
  static void operator delete(void* frame, std::size_t size) noexcept { releaseRecycled(frame, size); }

  [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { exception = std::current_exception(); }

  /// Hands the loop down to what is awaited: our own operations, foreign ones with `AwaitTraits`, then plain awaiters.
  template <class Awaited>
  decltype(auto) await_transform(Awaited&& awaited) {
    using Plain = std::remove_cvref_t<Awaited>;
    if constexpr (requires { std::forward<Awaited>(awaited).awaitOn(*loop); }) {
      return std::forward<Awaited>(awaited).awaitOn(*loop);
    } else if constexpr (requires { AwaitTraits<Plain>::make(std::forward<Awaited>(awaited), *loop); }) {
      return AwaitTraits<Plain>::make(std::forward<Awaited>(awaited), *loop);
    } else if constexpr (PlainAwaiter<Plain>) {
      return AwaiterInPlace<std::remove_reference_t<Awaited>>(awaited);
    } else {
      return static_cast<Awaited&&>(awaited);  // has an operator co_await
    }
  }
};

/// The last suspension of a task: wakes whoever waits.
struct FinalAwaiter {
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  [[nodiscard]] std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept {
    return self.promise().waiter.wake();
  }
  void await_resume() const noexcept {}
};

}  // namespace serinus::runtime
