#pragma once

#include "worker.hpp"

#include <serinus/http/http_exception.hpp>
#include <serinus/runtime/loop.hpp>

#include <atomic>
#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace notes {

/// A value that a worker's thread makes while a coroutine waits on its loop:
///
///     auto making = [password] { return derive(password); };
///     Offloaded<std::string> key(worker, std::move(making));
///     const std::string text = co_await key;
///
/// A client that is lost takes its coroutine with it, and this awaiter: work that has not begun is not done then, and
/// what comes of work that has goes nowhere.
template <class T>
class Offloaded {
public:
  /// @param making  is called on the thread of the worker; it owns what it uses
  Offloaded(Worker& worker, std::function<T()> making)
      : worker_(&worker), call_(std::make_shared<Call>(std::move(making))) {}
  Offloaded(const Offloaded&) = delete;
  Offloaded& operator=(const Offloaded&) = delete;
  ~Offloaded() {
    call_->waiter = {};
    call_->abandoned = true;
  }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  [[nodiscard]] bool await_suspend(std::coroutine_handle<> waiter) {
    call_->waiter = waiter;
    const auto run = [call = call_, loop = serinus::Loop::current()] {
      if (call->abandoned) return;
      call->make();
      loop->post([call] {
        if (call->waiter) std::exchange(call->waiter, {}).resume();
      });
    };
    return worker_->submit(run);
  }
  /// @throws ServiceUnavailableException  when too many wait already; or what the work has thrown
  [[nodiscard]] T await_resume() {
    if (call_->waiter)  // it was never handed over
      throw serinus::ServiceUnavailableException("too many at a time, try again").header("Retry-After", "2");
    if (call_->fault) std::rethrow_exception(call_->fault);
    return std::move(*call_->value);
  }

private:
  /// What both threads know: `making`, `value` and `fault` belong to the worker until it has posted, `waiter` is the
  /// loop's.
  struct Call {
    explicit Call(std::function<T()> work) : making(std::move(work)) {}
    void make() noexcept {
      try {
        value.emplace(making());
      } catch (...) {
        fault = std::current_exception();
      }
    }
    std::function<T()> making;
    std::optional<T> value;
    std::exception_ptr fault;
    std::coroutine_handle<> waiter;
    std::atomic<bool> abandoned = false;
  };

  Worker* worker_;
  std::shared_ptr<Call> call_;
};

}  // namespace notes
