#include <serinus/server/sent.hpp>

#include "server/web_socket_connection.hpp"

namespace serinus::server {

FlowWaiter::~FlowWaiter() {
  if (coroutine_ && connection_ != nullptr) connection_->forget(*this);
}

void FlowWaiter::await_suspend(std::coroutine_handle<> coroutine) {
  coroutine_ = coroutine;
  connection_->await(*this);
}

// Once the connection closes there is nothing to wait for; but whoever sends in a loop must not keep this thread.
bool DrainAwaiter::await_ready() const noexcept {
  return connection_->isOpen() && !connection_->congested();
}

bool DrainAwaiter::ready() const noexcept {
  return !connection_->isOpen() || !connection_->congested();
}

SendResult DrainAwaiter::await_resume() const noexcept {
  return connection_ != nullptr && connection_->isOpen() ? result_ : SendResult::closed;
}

}  // namespace serinus::server
