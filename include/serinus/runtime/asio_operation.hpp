#pragma once

#include <serinus/runtime/loop.hpp>
#include <serinus/runtime/promise.hpp>

#include <asio/async_result.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/io_context.hpp>

#include <optional>
#include <system_error>
#include <tuple>
#include <utility>

namespace serinus {

/// Completion token: `co_await` gives the operation's result; a failed one throws `std::system_error`.
struct UseTask {};
inline constexpr UseTask useTask{};

/// Completion token: `co_await` gives all the completion arguments (a single one bare, several as a tuple); nothing
/// throws.
struct UseTaskTuple {};
inline constexpr UseTaskTuple useTaskTuple{};

namespace runtime {

template <class... Args>
class OperationState;

/// What Asio calls when the operation ends. It and the awaiting state point to each other; moving it re-attaches,
/// destroying the state detaches.
template <class... Args>
class OperationHandler {
public:
  using executor_type = asio::io_context::executor_type;
  using cancellation_slot_type = asio::cancellation_slot;

  explicit OperationHandler(OperationState<Args...>& state) noexcept
      : state_(&state), executor_(state.loop->io().get_executor()) {
    state.handler = this;
  }
  OperationHandler(OperationHandler&& other) noexcept
      : state_(std::exchange(other.state_, nullptr)), executor_(std::move(other.executor_)) {
    if (state_ != nullptr) state_->handler = this;
  }
  OperationHandler(const OperationHandler&) = delete;
  ~OperationHandler() {
    if (state_ != nullptr) state_->handler = nullptr;
  }

  void operator()(Args... args) {
    OperationState<Args...>* const state = std::exchange(state_, nullptr);
    if (state == nullptr) return;  // the coroutine is gone
    state->handler = nullptr;
    state->complete(std::move(args)...);
  }

  void detach() noexcept { state_ = nullptr; }

  [[nodiscard]] executor_type get_executor() const noexcept { return executor_; }
  [[nodiscard]] cancellation_slot_type get_cancellation_slot() const noexcept {
    return state_ != nullptr ? state_->cancellation.slot() : asio::cancellation_slot();
  }

private:
  OperationState<Args...>* state_;
  executor_type executor_;  // a copy: composed operations ask for it after a detach
};

template <class... Args>
class OperationState {
public:
  explicit OperationState(Loop& where) noexcept : loop(&where) {}
  OperationState(const OperationState&) = delete;
  OperationState& operator=(const OperationState&) = delete;

  // Destroyed while pending: detach first, then cancel, so that the reactor never touches a buffer of the dying frame.
  // (Right for reactors; with io_uring the kernel would own the buffer until the completion.)
  ~OperationState() {
    if (handler == nullptr) return;
    std::exchange(handler, nullptr)->detach();
    cancellation.emit(asio::cancellation_type::terminal);
  }

  void complete(Args... args) {
    result.emplace(std::move(args)...);
    if (!starting) continuation.resume();
  }

  OperationHandler<Args...>* handler = nullptr;
  Loop* loop;
  asio::cancellation_signal cancellation;
  std::coroutine_handle<> continuation{};
  std::optional<std::tuple<Args...>> result;
  bool starting = false;
};

template <bool Throws, class Initiation, class Arguments, class... Args>
class OperationAwaiter {
public:
  OperationAwaiter(Initiation initiation, Arguments arguments, Loop& loop)
      : initiation_(std::move(initiation)), arguments_(std::move(arguments)), state_(loop) {}

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> continuation) {
    state_.continuation = continuation;
    state_.starting = true;
    std::apply(
        [this](auto&... arguments) {
          std::move(initiation_)(OperationHandler<Args...>(state_), std::move(arguments)...);
        },
        arguments_);
    state_.starting = false;
    return !state_.result.has_value();
  }
  auto await_resume() {
    auto& result = *state_.result;
    if constexpr (Throws) {
      return finish(result);
    } else if constexpr (sizeof...(Args) == 1) {
      return std::move(std::get<0>(result));
    } else {
      return std::move(result);
    }
  }

private:
  template <class... Rest>
  static auto values(std::tuple<Rest...>&& rest) {
    if constexpr (sizeof...(Rest) == 1) {
      return std::get<0>(std::move(rest));
    } else if constexpr (sizeof...(Rest) > 1) {
      return std::move(rest);
    }
  }
  template <class First, class... Rest>
  static auto tail(std::tuple<First, Rest...>& all) {
    return std::apply([](First&, Rest&... rest) { return values(std::tuple<Rest...>(std::move(rest)...)); }, all);
  }
  template <class... Rest>
  static auto finish(std::tuple<std::error_code, Rest...>& result) {
    if (std::get<0>(result)) throw std::system_error(std::get<0>(result));
    return tail(result);
  }
  template <class... Rest>
  static auto finish(std::tuple<std::exception_ptr, Rest...>& result) {
    if (std::get<0>(result)) std::rethrow_exception(std::get<0>(result));
    return tail(result);
  }
  template <class... Rest>
  static auto finish(std::tuple<Rest...>& result) {
    return values(std::move(result));
  }

  Initiation initiation_;
  Arguments arguments_;
  OperationState<Args...> state_;
};

/// An operation that starts when it is awaited.
template <bool Throws, class Initiation, class Arguments, class... Args>
class Operation {
public:
  Operation(Initiation initiation, Arguments arguments)
      : initiation_(std::move(initiation)), arguments_(std::move(arguments)) {}
  [[nodiscard]] auto awaitOn(Loop& loop) && {
    return OperationAwaiter<Throws, Initiation, Arguments, Args...>(std::move(initiation_), std::move(arguments_),
                                                                    loop);
  }

private:
  Initiation initiation_;
  Arguments arguments_;
};

template <bool Throws, class... Args>
struct OperationResult {
  template <class Initiation, class... Given>
  static auto initiate(Initiation&& initiation, auto&&, Given&&... given) {
    using Arguments = std::tuple<std::decay_t<Given>...>;
    return Operation<Throws, std::decay_t<Initiation>, Arguments, std::decay_t<Args>...>(
        std::forward<Initiation>(initiation), Arguments(std::forward<Given>(given)...));
  }
};

}  // namespace runtime
}  // namespace serinus

template <class... Args>
struct asio::async_result<serinus::UseTask, void(Args...)> : serinus::runtime::OperationResult<true, Args...> {};
template <class... Args>
struct asio::async_result<serinus::UseTaskTuple, void(Args...)> : serinus::runtime::OperationResult<false, Args...> {};
