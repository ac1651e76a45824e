#pragma once

#include <serinus/server/send_result.hpp>

#include <coroutine>

namespace serinus {

class Loop;

namespace server {

class WebSocketConnection;

/// A coroutine that waits for a client: for its turn, or for room. Destroyed, it waits no longer. When the connection
/// ends first, it goes on and finds no connection.
class FlowWaiter {
public:
  FlowWaiter(const FlowWaiter&) = delete;
  FlowWaiter& operator=(const FlowWaiter&) = delete;

  /// Whether it need not wait any longer.
  [[nodiscard]] virtual bool ready() const noexcept = 0;

  void await_suspend(std::coroutine_handle<> coroutine);

protected:
  explicit FlowWaiter(WebSocketConnection* connection) noexcept : connection_(connection) {}
  ~FlowWaiter();

  WebSocketConnection* connection_;

private:
  friend class WebSocketConnection;
  std::coroutine_handle<> coroutine_{};  // while it waits
};

/// Waits while a client is congested.
class DrainAwaiter final : public FlowWaiter {
public:
  DrainAwaiter(WebSocketConnection* connection, SendResult result) noexcept : FlowWaiter(connection), result_(result) {}

  [[nodiscard]] bool ready() const noexcept override;
  [[nodiscard]] bool await_ready() const noexcept;
  /// The result it was made with; `closed` when the connection has begun to close meanwhile.
  SendResult await_resume() const noexcept;

private:
  SendResult result_;
};

}  // namespace server

/// What became of a message. Awaited, it waits until its client has caught up:
///
///     context.sendText("news");                                       // goes on at once, whatever became of it
///     if (context.sendText("news") == SendResult::dropped) ...
///     const SendResult result = co_await context.sendText("news");    // goes on when the client is not congested
///
/// To be awaited in the expression that sends, if at all. A client that is lost ends its handler there; once the
/// connection closes, the wait gives the loop a turn and then tells `closed`.
class Sent {
public:
  Sent(SendResult result, server::WebSocketConnection* connection) noexcept
      : connection_(connection), result_(result) {}

  [[nodiscard]] SendResult result() const noexcept { return result_; }
  operator SendResult() const noexcept { return result_; }  // NOLINT: it is one

  [[nodiscard]] server::DrainAwaiter awaitOn(Loop&) const noexcept { return {connection_, result_}; }

private:
  server::WebSocketConnection* connection_;
  SendResult result_;
};

/// What `drained()` gives to `co_await`.
class Drained {
public:
  explicit Drained(server::WebSocketConnection* connection) noexcept : connection_(connection) {}
  [[nodiscard]] server::DrainAwaiter awaitOn(Loop&) const noexcept { return {connection_, SendResult::delivered}; }

private:
  server::WebSocketConnection* connection_;
};

}  // namespace serinus
