#include "server/web_socket_connection.hpp"

#include <algorithm>
#include <utility>

namespace serinus::server {

namespace {
// Messages in a row before other connections get their turn.
constexpr int messagesPerTurn = 256;
constexpr Duration slowConsumerGrace = std::chrono::seconds(1);
}  // namespace

WebSocketConnection::WebSocketConnection(Connection& connection, const WebSocketLimits& limits)
    : connection_(&connection),
      limits_(&limits),
      session_(ws::SessionOptions{ws::Role::server, limits.maxMessage, limits.maxFragments, nullptr}),
      heartbeat_(limits.pingInterval, limits.pongTimeout, connection.now()),
      control_(connection.now()) {}

WebSocketConnection::~WebSocketConnection() = default;

void WebSocketConnection::compress(const ws::DeflateAgreement& agreed, const Deflate& deflate) {
  deflate_ = std::make_unique<ws::PerMessageDeflate>(agreed, deflate, connection_->deflatePool());
  session_ = ws::Session(
      ws::SessionOptions{ws::Role::server, limits_->maxMessage, limits_->maxFragments, &deflate_->inflater});
}

// ---- What the application says

SendResult WebSocketConnection::send(ws::Opcode opcode, ByteView payload, Compress compress) {
  if (refusesMore()) return SendResult::closed;
  if (sendCompressed(opcode, payload, compress)) return SendResult::queued;
  auto& out = connection_->out();
  out.append(ws::FrameHead(opcode, payload.size()).bytes());
  out.append(payload);
  return SendResult::queued;
}

SendResult WebSocketConnection::send(ws::Opcode opcode, std::string&& payload, Compress compress) {
  if (refusesMore()) return SendResult::closed;
  if (sendCompressed(opcode, asBytes(payload), compress)) return SendResult::queued;
  auto& out = connection_->out();
  out.append(ws::FrameHead(opcode, payload.size()).bytes());
  out.append(std::move(payload));
  return SendResult::queued;
}

SendResult WebSocketConnection::sendBorrowed(ws::Opcode opcode, ByteView payload, Compress compress) {
  if (refusesMore()) return SendResult::closed;
  if (sendCompressed(opcode, payload, compress)) return SendResult::queued;
  auto& out = connection_->out();
  out.append(ws::FrameHead(opcode, payload.size()).bytes());
  out.appendBorrowed(payload);
  return SendResult::queued;
}

SendResult WebSocketConnection::send(ws::MessageFrames& frames, Compress compress) {
  if (refusesMore()) return SendResult::closed;
  if (!deflate_ || compress == Compress::no) {
    connection_->out().append(frames.plain());
  } else if (!deflate_->deflater.remembers()) {
    connection_->out().append(frames.frameFor(deflate_->deflater));
  } else if (!sendCompressed(frames.opcode(), frames.payload(), compress)) {
    connection_->out().append(frames.plain());
  }
  return SendResult::queued;
}

bool WebSocketConnection::sendCompressed(ws::Opcode opcode, ByteView payload, Compress compress) {
  if (!deflate_ || compress == Compress::no) return false;
  const auto compressed = deflate_->deflater.deflate(payload);
  if (!compressed) return false;
  auto& out = connection_->out();
  out.append(ws::FrameHead::compressed(opcode, compressed->size()).bytes());
  out.append(*compressed);
  return true;
}

bool WebSocketConnection::refusesMore() {
  if (state_ == State::closing || state_ == State::over || connection_->finishing()) return true;
  if (connection_->queued() < limits_->maxQueued) return false;
  connection_->flush();  // a burst is no sign of a slow client: it may not have been offered anything yet
  if (connection_->queued() < limits_->maxQueued) return false;
  close(CloseCode::tryAgainLater, "slow consumer");
  closeBy_ = connection_->now() + slowConsumerGrace;
  connection_->deadlineChanged();
  return true;
}

void WebSocketConnection::close(CloseCode code, std::string_view reason) {
  if (state_ == State::closing || state_ == State::over) return;
  state_ = State::closing;
  closeCode_ = code == CloseCode::noStatus || ws::isValidOnWire(serinus::code(code)) ? code : CloseCode::internalError;
  closeReason_ = reason;
  connection_->out().append(std::string_view(ws::encodeClose(closeCode_, reason)));
  closeBy_ = connection_->now() + connection_->timeouts().webSocketClose;
  connection_->deadlineChanged();
}

// ---- What the client says

bool WebSocketConnection::mayTake() const noexcept {
  const bool isFree = !handling_.active() || (aside_ && aside_->mayRead());
  return state_ != State::over && isFree && !connection_->finishing();
}

void WebSocketConnection::begin() {
  state_ = State::open;
  run([this] { return peer_->onOpen(); });
}

void WebSocketConnection::onBytes() noexcept {
  heartbeat_.onReceived(connection_->now());
  if (state_ == State::opening) begin();
  pump();
}

void WebSocketConnection::pump() {
  for (int i = 0; mayTake(); ++i) {
    // What waits for this client is its own affair: as long as it does not read, nothing more of it is read.
    if (connection_->queued() > Connection::highWatermark) {
      connection_->flush();
      if (connection_->congested()) return connection_->pauseReading();
    }
    if (i == messagesPerTurn) return connection_->wakeProtocol();
    if (handleKept()) continue;
    // The session is about to release the message it assembled; what was sent of it must not lie there any more.
    if (session_.heldMemory() > 0) connection_->settleOutput();
    ws::Step step = session_.receive(connection_->in().unread());
    connection_->in().consume(step.consumed);
    if (std::holds_alternative<ws::NeedMore>(step.event) || std::holds_alternative<ws::Ended>(step.event)) break;
    take(std::move(step.event));
  }
  const bool inMessage = session_.inMessage();
  if (inMessage == (messageSince_ != TimePoint::max())) return;
  messageSince_ = inMessage ? connection_->now() : TimePoint::max();
}

void WebSocketConnection::take(ws::Event event) {
  if (const auto* message = std::get_if<ws::Message>(&event)) {
    messageSince_ = TimePoint::max();  // the next one has its own time
    if (state_ != State::open) return;
    handling_.active() ? keepAside(*message) : handle(*message);
  } else if (const auto* ping = std::get_if<ws::Ping>(&event)) {
    answerPing(ping->payload);
  } else if (std::holds_alternative<ws::Pong>(event)) {
    if (limits_->limitControlFrames && !control_.take(connection_->now()))
      fail(CloseCode::policyViolation, "too many control frames");
  } else if (const auto* closed = std::get_if<ws::Closed>(&event)) {
    leave(closed->code, closed->reason);
  } else if (const auto* fault = std::get_if<ws::Fault>(&event)) {
    fail(fault->code, ws::describe(fault->error));
  }
}

void WebSocketConnection::answerPing(ByteView payload) {
  if (limits_->limitControlFrames && !control_.take(connection_->now()))
    return fail(CloseCode::policyViolation, "too many control frames");
  if (state_ == State::closing) return;
  auto& out = connection_->out();
  out.append(ws::FrameHead(ws::Opcode::pong, payload.size()).bytes());
  out.append(payload);
}

// The client's Close: answer it with its own code, unless ours went first (RFC 6455, 5.5.1); then end the connection.
void WebSocketConnection::leave(CloseCode code, std::string_view reason) {
  if (closeCode_ == CloseCode::abnormal) {
    closeCode_ = code;
    closeReason_ = reason;
    connection_->out().append(std::string_view(ws::encodeClose(code, reason)));
  }
  state_ = State::over;
  connection_->finish();
}

// The client broke the protocol: say so and end the connection; nothing more of it is interpreted.
void WebSocketConnection::fail(CloseCode code, std::string_view reason) {
  if (state_ == State::open || state_ == State::opening) {
    closeCode_ = code;
    closeReason_ = reason;
    connection_->out().append(std::string_view(ws::encodeClose(code, reason)));
  }
  state_ = State::over;
  connection_->finish();
}

void WebSocketConnection::handle(const ws::Message& message) {
  run([&] { return peer_->onMessage(message.isText, message.payload); });
}

// A handler that is no coroutine throws where it is called.
template <class Handler>
void WebSocketConnection::run(Handler handler) {
  bool isEnded = false;
  try {
    isEnded = handling_.start(handler(), connection_->loop(), *this);
  } catch (...) {
    return closeFor(std::current_exception());
  }
  if (isEnded)
    finishTask();
  else if (!readsAside())
    connection_->pauseReading();
}

void WebSocketConnection::finishTask() {
  if (aside_) aside_->handlerEnded();
  try {
    handling_.take();
  } catch (...) {
    closeFor(std::current_exception());
  }
}

void WebSocketConnection::closeFor(std::exception_ptr fault) {
  std::string reason;
  const CloseCode code = peer_->onFault(std::move(fault), reason);
  close(code, reason);
}

// ---- While a handler waits for its own client

void WebSocketConnection::readAside() {
  if (!handling_.active() || readsAside()) return;
  connection_->settleOutput();  // nothing is borrowed any more of what is now read over
  if (!aside_) aside_ = std::make_unique<AsideReading>();
  aside_->begin(connection_->in().setAside(), session_.takeDelivered());
  connection_->resumeReading();
}

void WebSocketConnection::keepAside(const ws::Message& message) {
  bool taken = false;
  try {
    taken = peer_->onAside(message.isText, message.payload);
  } catch (...) {
    return closeFor(std::current_exception());
  }
  if (taken) return;
  aside_->add(message.isText, message.payload);
  if (!aside_->mayRead()) connection_->pauseReading();
}

// Messages that were kept come before those that are still to be read.
bool WebSocketConnection::handleKept() {
  if (!aside_ || handling_.active()) return false;
  if (aside_->empty() || state_ != State::open) {
    aside_.reset();
    return false;
  }
  const AsideReading::Message& message = aside_->next();
  handle(ws::Message{message.isText, asBytes(message.payload)});
  return true;
}

void WebSocketConnection::onWake() noexcept {
  if (state_ == State::opening) begin();
  if (handling_.active()) {
    if (!handling_.ended()) return;
    finishTask();
    connection_->resumeReading();
  }
  pump();
}

void WebSocketConnection::onDrained() noexcept {
  if (messageSince_ != TimePoint::max()) messageSince_ = connection_->now();  // it was not read all the while
  if (!handling_.active()) connection_->resumeReading();
}

// ---- Endings

void WebSocketConnection::onEnd() noexcept {
  state_ = State::over;
  connection_->finish();
}

// The client is gone while a handler waits: destroy the handler, then read what it had still to say, its Close perhaps.
void WebSocketConnection::onLeaving() noexcept {
  if (!handling_.active()) return;
  handling_.cancel();
  if (state_ == State::open) state_ = State::closing;
  connection_->resumeReading();
}

void WebSocketConnection::onClosed() noexcept {
  handling_.cancel();
  state_ = State::over;
  if (auto peer = std::move(peer_)) peer->onClosed(closeCode_, closeReason_);
}

TimePoint WebSocketConnection::deadline() const noexcept {
  if (state_ == State::closing) return closeBy_;
  TimePoint next = limits_->pingInterval > Duration::zero() ? heartbeat_.nextDeadline() : TimePoint::max();
  if (messageSince_ != TimePoint::max() && !connection_->congested())
    next = std::min(next, messageSince_ + connection_->timeouts().message);
  return next;
}

void WebSocketConnection::onDeadline(TimePoint now) noexcept {
  if (state_ == State::closing) {
    if (now >= closeBy_) connection_->abort();
    return;
  }
  if (messageSince_ != TimePoint::max() && !connection_->congested() &&
      now >= messageSince_ + connection_->timeouts().message)
    return fail(CloseCode::policyViolation, "the message took too long");
  if (limits_->pingInterval <= Duration::zero() || state_ != State::open) return;
  // While its handler waits or its queue is full nothing is read of the client: its silence proves nothing.
  if (handling_.active() || connection_->congested()) return heartbeat_.onReceived(now);
  switch (heartbeat_.tick(now)) {
    case ws::Heartbeat::Action::none:
      return;
    case ws::Heartbeat::Action::sendPing:
      connection_->out().append(ws::FrameHead(ws::Opcode::ping, 0).bytes());
      return;
    case ws::Heartbeat::Action::timedOut:
      closeReason_ = "no answer to a ping";
      return connection_->abort();
  }
}

}  // namespace serinus::server
