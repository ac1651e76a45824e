#pragma once

#include <serinus/gateway/event_codec.hpp>
#include <serinus/runtime/sleep.hpp>
#include <serinus/server/send_result.hpp>

#include <coroutine>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::gateway {

class PendingAnswer;

/// The calls of one client that it has not answered yet. On the client's loop.
class PendingCalls {
public:
  PendingCalls() = default;
  PendingCalls(const PendingCalls&) = delete;
  PendingCalls& operator=(const PendingCalls&) = delete;

  /// The id of a new call, as JSON text. Never used again for this client.
  [[nodiscard]] std::string newId() { return "\"s" + std::to_string(++last_) + "\""; }

  /// A `reply` or `error` frame. Whoever waits for it goes on before this returns; when nobody
  /// does any more, it came too late.
  void answer(const IncomingEvent& event);

  /// The client is gone: every call that is left fails.
  void failAll() noexcept;

private:
  friend class PendingAnswer;
  std::vector<PendingAnswer*> waiting_;
  std::uint64_t last_ = 0;
};

/// Why a call has no answer, as an EventException: its time is over; or it was not sent, null when it was.
[[nodiscard]] std::exception_ptr notAnsweredInTime();
[[nodiscard]] std::exception_ptr notSent(SendResult result);

/// Waits for the answer of one client to one call.
class PendingAnswer {
public:
  PendingAnswer(PendingCalls& calls, std::string_view id) noexcept : calls_(&calls), id_(id) {}
  PendingAnswer(const PendingAnswer&) = delete;
  PendingAnswer& operator=(const PendingAnswer&) = delete;

  /// It has come, or will not: no more than once, and nothing is waited for any more.
  void settle(JsonValue data, std::exception_ptr fault) noexcept;

protected:
  ~PendingAnswer() { leave(); }
  void wait() { calls_->waiting_.push_back(this); }
  void leave() noexcept;
  virtual void onSettled(JsonValue data, std::exception_ptr fault) noexcept = 0;

private:
  friend class PendingCalls;
  PendingCalls* calls_;  // null when it waits no more
  std::string_view id_;
};

/// Waits for the answer of one call. Gives its data, valid until the awaiting coroutine suspends.
/// Throws EventException: what the client answered, `timeout`, or `disconnected`.
class CallAwaiter final : public PendingAnswer, public runtime::Timer {
public:
  CallAwaiter(PendingCalls& calls, std::string_view id, Duration timeout, Loop& loop) noexcept
      : PendingAnswer(calls, id), loop_(&loop), timeout_(timeout) {}

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> caller);
  [[nodiscard]] JsonValue await_resume() const;

private:
  void onTimer() noexcept override;
  void onSettled(JsonValue data, std::exception_ptr fault) noexcept override;

  Loop* loop_;
  Duration timeout_;
  std::coroutine_handle<> caller_{};
  JsonValue data_;
  std::exception_ptr fault_;
};

/// What `co_await` makes one of.
class AwaitedCall {
public:
  AwaitedCall(PendingCalls& calls, std::string_view id, Duration timeout) noexcept
      : calls_(&calls), id_(id), timeout_(timeout) {}
  [[nodiscard]] CallAwaiter awaitOn(Loop& loop) const noexcept { return {*calls_, id_, timeout_, loop}; }

private:
  PendingCalls* calls_;
  std::string_view id_;
  Duration timeout_;
};

}  // namespace serinus::gateway
