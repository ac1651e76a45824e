#include "server/web_socket_connection.hpp"

#include <algorithm>

/// How long a WebSocket connection waits, lives and is silent, and what it does when that is over.
namespace serinus::server {

TimePoint WebSocketConnection::deadline() const noexcept {
  if (state_ == State::closing || state_ == State::leaving) return closesBy();
  TimePoint next = limits_->pingInterval > Duration::zero() ? heartbeat_.nextDeadline() : TimePoint::max();
  if (lifetimes_) next = std::min(next, lifetimes_->nextDeadline());
  if (peer_) next = std::min(next, peer_->deadline());
  if (awaitsMore() && isRead()) next = std::min(next, inHand_->since + connection_->patience().message);
  return next;
}

void WebSocketConnection::onDeadline(TimePoint now) {
  if (state_ == State::leaving) {
    if (now >= closesBy()) answerClose();
    return;
  }
  if (state_ == State::closing) {
    if (now < closesBy()) return;
    if (farewell_->code != CloseCode::tryAgainLater) peer_->onLimit(Limit::closeTime);
    return connection_->abort();
  }
  if (awaitsMore() && isRead() && now >= inHand_->since + connection_->patience().message)
    return fail(ws::WsError::messageTooSlow);
  if (state_ != State::open) return;
  if (now >= peer_->deadline()) peer_->onDeadline(now);
  judgeAge(now);
  if (state_ == State::open && limits_->pingInterval > Duration::zero()) judgeSilence(now);
}

void WebSocketConnection::judgeAge(TimePoint now) {
  if (state_ != State::open || !lifetimes_) return;
  if (isHandling()) lifetimes_->onMessage(now);  // what the client asked for is under way
  switch (lifetimes_->tick(now)) {
    case ws::Lifetimes::End::none:
      return;
    case ws::Lifetimes::End::idle:
      peer_->onLimit(Limit::idle);
      return close(CloseCode::goingAway, "idle");
    case ws::Lifetimes::End::lifetime:
      peer_->onLimit(Limit::lifetime);
      return close(limits_->lifetimeCode, "lifetime");
  }
}

void WebSocketConnection::judgeSilence(TimePoint now) {
  // While nothing is read of the client - its handler waits, it is congested, its reading was paused - its silence
  // proves nothing. Nor has it had time when its reading is about to go on.
  if (!isRead()) return heartbeat_.onReceived(now);
  switch (heartbeat_.tick(now)) {
    case ws::Heartbeat::Action::none:
      return;
    case ws::Heartbeat::Action::sendPing:
      connection_->out().append(ws::FrameHead(ws::Opcode::ping, 0).bytes());
      return;
    case ws::Heartbeat::Action::timedOut:
      peer_->onLimit(Limit::silence);
      farewell().reason = "no answer to a ping";
      return connection_->abort();
  }
}

}  // namespace serinus::server
