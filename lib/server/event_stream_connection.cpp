#include "server/event_stream_connection.hpp"

#include "server/queue_fate.hpp"
#include "server/response_output.hpp"

#include <serinus/base/random.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace serinus::server {

namespace {

constexpr int eventsPerTurn = 256;
// How much of what waits is handed on at a time: the rest can still be dropped, or replaced.
constexpr std::size_t handedOn = std::size_t{64} * 1024;

std::chrono::milliseconds spreadOut(Duration base, Duration spread) {
  using std::chrono::milliseconds;
  const auto width = static_cast<std::uint64_t>(std::chrono::duration_cast<milliseconds>(spread).count());
  return std::chrono::duration_cast<milliseconds>(base) +
         milliseconds(static_cast<milliseconds::rep>((width + 1) * drawLots() >> 32));
}

}  // namespace

EventStreamConnection::EventStreamConnection(Connection& connection, const EventStreamLimits& limits,
                                             const http::ResponseFraming& framing)
    : connection_(&connection),
      limits_(&limits),
      lastSent_(connection.now()),
      answer_(std::make_unique<Answer>(Answer{framing})) {
  answer_->framing.keepAlive = false;
}

EventStreamConnection::~EventStreamConnection() = default;

// ---- What is sent

SendResult EventStreamConnection::send(const EncodedEvent& event, std::string_view key) {
  if (over_ || connection_->finishing() || (stops_ && !open_)) return SendResult::closed;
  openStream();
  if (over_) return SendResult::closed;
  if (!passes(event.chunk().size())) return enqueue(event, key);
  write(event);
  return written();
}

SendResult EventStreamConnection::written() const noexcept {
  return connection_->blocked() ? SendResult::queued : SendResult::delivered;
}

bool EventStreamConnection::passes(std::size_t size) {
  return !queue_ && connection_->hasRoomFor(size, limits_->backpressure.highWatermark());
}

void EventStreamConnection::write(const EncodedEvent& event) {
  if (coding_ == http::StreamCoding::chunked)
    connection_->append([&](transport::Outbox& out) { out.append(event.chunk()); });
  else
    connection_->append([&](transport::Outbox& out) { out.append(event.text()); });
  lastSent_ = connection_->now();
}

bool EventStreamConnection::takesMore() {
  if (over_ || connection_->finishing()) return false;
  if (passes(0)) return true;
  static_cast<void>(queue());
  return false;
}

// Nothing passes it, though it may be empty: then it is there to hear of room.
ws::SendQueue& EventStreamConnection::queue() {
  if (!queue_) {
    queue_ = std::make_unique<ws::SendQueue>();
    connection_->tellOfWrites(true);
  }
  return *queue_;
}

void EventStreamConnection::deliver(const EncodedEvent& event) {
  openStream();
  if (over_) return;
  if (queue_ && !queue_->empty()) return queue_->append(ws::QueuedMessage(bytesOf(event)));
  write(event);  // not into the queue, which may drop it
  if (!passes(0)) static_cast<void>(queue());
}

SharedPayload EventStreamConnection::bytesOf(const EncodedEvent& event) const {
  return coding_ == http::StreamCoding::chunked ? event.chunk() : SharedPayload::copy(event.text());
}

SendResult EventStreamConnection::enqueue(const EncodedEvent& event, std::string_view key) {
  const Backpressure& rules = limits_->backpressure;
  const QueueFate fate =
      fateOf(queue().push(ws::QueuedMessage(bytesOf(event)), key, connection_->queued(), rules), rules.policy());
  if (fate.result == SendResult::closed) over_ = true;  // the reader comes back with its last event id
  if (fate.counted) peer_->onFlow(fate.counted->event, fate.counted->count);
  if (over_) connection_->abort();
  return fate.result;
}

bool EventStreamConnection::onWritten() {
  bool more = false;
  while (queue_ && !queue_->empty() && !connection_->blocked() && connection_->queued() < handedOn) {
    connection_->append([this](transport::Outbox& out) { out.append(queue_->pop().bytes()); });
    lastSent_ = connection_->now();
    more = true;
  }
  if (!queue_ || !queue_->empty() || connection_->blocked()) return more;
  queue_.reset();
  connection_->tellOfWrites(false);
  connection_->wakeProtocol();  // for the generator, and the peer
  return more;
}

void EventStreamConnection::releaseQueue() {
  while (queue_ && !queue_->empty())
    connection_->append([this](transport::Outbox& out) { out.append(queue_->pop().bytes()); });
  queue_.reset();
  connection_->tellOfWrites(false);
}

void EventStreamConnection::writeRetry() {
  if (limits_->retry) write(EncodedEvent(SseEvent().retry(spreadOut(*limits_->retry, limits_->retrySpread))));
}

// ---- Beginning and end

void EventStreamConnection::close() {
  if (over_) return;
  openStream();
  if (over_) return;
  releaseQueue();
  if (coding_ == http::StreamCoding::chunked) appendStreamEnd(connection_->out());
  over_ = true;
  connection_->finish();
}

void EventStreamConnection::sendHead() {
  open_ = true;
  Response head;
  peer_->onHead(head);
  head.header("Content-Type", "text/event-stream; charset=utf-8");
  if (!head.header("Cache-Control")) head.header("Cache-Control", "no-store");
  if (!head.header("X-Accel-Buffering")) head.header("X-Accel-Buffering", "no");
  const auto answer = std::move(answer_);
  tell(*answer, code(head.status()));
  coding_ = appendStreamHead(connection_->out(), head, answer->framing);
  if (coding_ != http::StreamCoding::none) return writeRetry();
  over_ = true;
  connection_->finish();
}

void EventStreamConnection::refuse(Response response) {
  peer_->onRefusal(response);
  const auto answer = std::move(answer_);
  tell(*answer, code(response.status()), response.body().size());
  appendResponse(connection_->out(), std::move(response), answer->framing);
  over_ = true;
  connection_->finish();
}

void EventStreamConnection::tell(const Answer& answer, unsigned status, std::optional<std::uint64_t> bytes) noexcept {
  if (answer.opening) answer.opening->tell(status, bytes, connection_->loop().core().time());
}

void EventStreamConnection::drain() {
  if (over_ || std::exchange(draining_, true)) return;
  const bool mayGoOn =
      started_ && outcome_ != Outcome::ended && limits_->farewell > Duration::zero() && peer_->onStopping();
  if (!mayGoOn) return sayFarewell();
  endAt(std::min(endsAt_, connection_->now() + limits_->farewell));
}

// All readers come back at once, unless each is told another time.
void EventStreamConnection::sayFarewell() {
  if (over_) return;
  if (open_) {
    releaseQueue();
    writeRetry();
  }
  close();
}

// ---- The generator

void EventStreamConnection::onWake() {
  if (!std::exchange(started_, true)) {
    try {
      events_ = runtime::RunningGenerator<SseEvent>(peer_->start());
    } catch (...) {
      return refuse(peer_->onFault(std::current_exception()));
    }
    connection_->deadlineChanged();
    return pull();
  }
  const bool hasRoom = !queue_ || queue_->empty();  // what waits may be dropped, but not what the generator yields
  if (outcome_ == Outcome::waiting && events_.outcome() != Outcome::waiting && hasRoom) take(events_.outcome());
  onDrained();
}

void EventStreamConnection::onDrained() {
  pull();
  if (peer_) peer_->onDrained();
}

void EventStreamConnection::pull() {
  for (int i = 0; outcome_ == Outcome::yielded && !over_ && !connection_->congested() && !queue_; ++i) {
    if (i == eventsPerTurn) return connection_->wakeProtocol();
    take(events_.next(connection_->loop(), *this));
    if (connection_->queued() > Connection::highWatermark) connection_->flush();
  }
}

void EventStreamConnection::take(Outcome outcome) {
  outcome_ = outcome;
  if (over_) return;
  if (outcome == Outcome::yielded) takeEvent();
  if (outcome == Outcome::ended) endOfEvents();
}

void EventStreamConnection::takeEvent() {
  const EncodedEvent event(events_.value());
  if (event.text().size() > limits_->maxEvent)
    return events_.refuse(std::make_exception_ptr(SseEventTooLarge(event.text().size(), limits_->maxEvent)));
  deliver(event);
}

void EventStreamConnection::endOfEvents() {
  try {
    events_.rethrow();
  } catch (...) {
    Response response = peer_->onFault(std::current_exception());
    if (open_)
      close();
    else
      refuse(std::move(response));
    return;
  }
  if (stops_ && !open_) return refuse(Response::empty());
  openStream();  // others may still send to this reader
  if (draining_) return sayFarewell();
  if (stops_ || (limits_->closeWhenDone && !peer_->hasMore())) close();
}

// ---- The connection

void EventStreamConnection::onBytes() {
  // A reader has nothing to say. What it sends all the same is not kept.
  connection_->in().consume(connection_->in().unread().size());
}

// Who has ended its side alone may still read: what it has got is whole then (RFC 9112, 8).
void EventStreamConnection::onEnd() {
  if (open_ && !over_ && coding_ == http::StreamCoding::chunked) appendStreamEnd(connection_->out());
  over_ = true;
  events_.cancel();
  connection_->finish();
}

void EventStreamConnection::onClosed() noexcept {
  if (answer_) tell(*answer_, clientLost);
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

void EventStreamConnection::onDeadline(TimePoint now) {
  static const EncodedEvent heartbeat = EncodedEvent::heartbeat();
  if (now >= endsAt_) return draining_ ? sayFarewell() : close();
  if (connection_->blocked() || queue_)
    lastSent_ = now;  // it is not idle: it takes nothing
  else
    send(heartbeat);
}

}  // namespace serinus::server
