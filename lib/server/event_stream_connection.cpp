#include "server/event_stream_connection.hpp"

#include "server/response_output.hpp"

#include <algorithm>
#include <utility>

namespace serinus::server {

namespace {
constexpr int eventsPerTurn = 256;
}

EventStreamConnection::EventStreamConnection(Connection& connection, const EventStreamLimits& limits,
                                             const http::ResponseFraming& framing)
    : connection_(&connection), limits_(&limits), lastSent_(connection.now()), framing_(framing) {
  framing_.keepAlive = false;
}

EventStreamConnection::~EventStreamConnection() = default;

SendResult EventStreamConnection::send(const EncodedEvent& event) {
  if (over_ || connection_->finishing()) return SendResult::closed;
  // A burst is no sign of a slow reader: it may not have been offered anything yet.
  if (connection_->queued() >= limits_->maxQueued) connection_->flush();
  if (connection_->queued() >= limits_->maxQueued) {
    over_ = true;  // the reader comes back with its last event id
    connection_->abort();
    return SendResult::closed;
  }
  openStream();
  if (over_) return SendResult::closed;
  if (coding_ == http::StreamCoding::chunked)
    connection_->out().append(event.chunk());
  else
    connection_->out().append(event.text());
  lastSent_ = connection_->now();
  return connection_->blocked() ? SendResult::queued : SendResult::delivered;
}

bool EventStreamConnection::takesMore() noexcept {
  if (over_ || connection_->finishing()) return false;
  if (connection_->queued() > Connection::highWatermark) connection_->flush();
  return !connection_->congested();
}

void EventStreamConnection::close() {
  if (over_) return;
  openStream();
  if (over_) return;
  if (coding_ == http::StreamCoding::chunked) appendStreamEnd(connection_->out());
  over_ = true;
  connection_->finish();
}

void EventStreamConnection::openStream() {
  if (std::exchange(open_, true)) return;
  Response head;
  head.header("Content-Type", "text/event-stream; charset=utf-8");
  head.header("Cache-Control", "no-store");
  head.header("X-Accel-Buffering", "no");
  coding_ = appendStreamHead(connection_->out(), head, framing_);
  if (coding_ != http::StreamCoding::none) return;
  over_ = true;
  connection_->finish();
}

void EventStreamConnection::refuse(const Response& response) {
  appendResponse(connection_->out(), response, framing_);
  over_ = true;
  connection_->finish();
}

void EventStreamConnection::onWake() noexcept {
  if (!std::exchange(started_, true)) {
    try {
      events_ = runtime::RunningGenerator<SseEvent>(peer_->start());
    } catch (...) {
      return refuse(peer_->onFault(std::current_exception()));
    }
    connection_->deadlineChanged();
    return pull();
  }
  if (outcome_ == Outcome::waiting) {
    if (events_.outcome() == Outcome::waiting) return;
    take(events_.outcome());
  }
  pull();
}

void EventStreamConnection::onDrained() noexcept {
  pull();
  if (peer_) peer_->onDrained();
}

void EventStreamConnection::pull() {
  for (int i = 0; outcome_ == Outcome::yielded && !over_ && !connection_->congested(); ++i) {
    if (i == eventsPerTurn) return connection_->wakeProtocol();
    take(events_.next(connection_->loop(), *this));
    if (connection_->queued() > Connection::highWatermark) connection_->flush();
  }
}

void EventStreamConnection::take(Outcome outcome) {
  outcome_ = outcome;
  if (over_) return;
  if (outcome == Outcome::yielded) send(EncodedEvent(events_.value()));
  if (outcome == Outcome::ended) endOfEvents();
}

void EventStreamConnection::endOfEvents() {
  try {
    events_.rethrow();
  } catch (...) {
    const Response response = peer_->onFault(std::current_exception());
    if (open_)
      close();
    else
      refuse(response);
    return;
  }
  openStream();  // others may still send to this reader
  if (limits_->closeWhenDone && !peer_->hasMore()) close();
}

void EventStreamConnection::onBytes() noexcept {
  // A reader has nothing to say. What it sends all the same is not kept.
  connection_->in().consume(connection_->in().unread().size());
}

void EventStreamConnection::onEnd() noexcept {
  over_ = true;
  events_.cancel();
  connection_->finish();
}

void EventStreamConnection::onClosed() noexcept {
  over_ = true;
  events_.cancel();
  if (auto peer = std::move(peer_)) peer->onClosed();
}

TimePoint EventStreamConnection::deadline() const noexcept {
  return over_ ? TimePoint::max() : std::min(lastSent_ + limits_->heartbeat, endsAt_);
}

void EventStreamConnection::endAt(TimePoint time) {
  endsAt_ = time;
  connection_->deadlineChanged();
}

void EventStreamConnection::onDeadline(TimePoint now) noexcept {
  static const EncodedEvent heartbeat = EncodedEvent::heartbeat();
  if (now >= endsAt_) return close();
  send(heartbeat);
}

}  // namespace serinus::server
