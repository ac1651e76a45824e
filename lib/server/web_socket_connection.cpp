#include "server/web_socket_connection.hpp"

#include <serinus/base/random.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace serinus::server {

namespace {
// Messages in a row before other connections get their turn.
constexpr int messagesPerTurn = 256;

ws::LifetimeOptions lifetimesOf(const WebSocketLimits& limits) noexcept {
  const bool isSaid = limits.lifetimeSpread > Duration::zero();
  return {limits.idleTimeout, limits.maxLifetime, isSaid ? limits.lifetimeSpread : limits.maxLifetime / 10};
}

/// The limit that a fault of the client's is about, if it is about one.
std::optional<Limit> limitOf(ws::WsError error) noexcept {
  switch (error) {
    case ws::WsError::messageTooBig:
      return Limit::messageSize;
    case ws::WsError::tooManyFragments:
      return Limit::fragments;
    case ws::WsError::messageTooSlow:
      return Limit::messageTime;
    case ws::WsError::tooManyControls:
      return Limit::controlRate;
    default:
      return std::nullopt;
  }
}

}  // namespace

WebSocketConnection::WebSocketConnection(Connection& connection, const WebSocketLimits& limits)
    : connection_(&connection),
      limits_(&limits),
      session_(ws::SessionOptions{ws::Role::server, limits.maxMessage, limits.maxFragments, nullptr}),
      heartbeat_(limits.pingInterval, limits.pongTimeout, connection.now()),
      lifetimes_(lifetimesOf(limits), connection.now(), drawLots()) {}

WebSocketConnection::~WebSocketConnection() = default;

void WebSocketConnection::compress(const ws::DeflateAgreement& agreed, const Deflate& deflate) {
  deflate_ = std::make_unique<ws::PerMessageDeflate>(agreed, deflate, connection_->deflatePool());
  session_ = ws::Session(
      ws::SessionOptions{ws::Role::server, limits_->maxMessage, limits_->maxFragments, &deflate_->inflater});
}

// ---- What the client says

// What waits for this client is its own affair: as long as it does not read, nothing more of it is read. What crosses
// our Close is read whatever happens: the client's own is among it.
bool WebSocketConnection::mayRead() const noexcept {
  const bool isFree = !handling_.active() || (aside_ && aside_->mayRead()) || awaitsPiece();
  if (!isFree) return false;
  return state_ == State::closing || !outflow_ || (!outflow_->flow.congested() && !outflow_->readingPaused);
}

bool WebSocketConnection::mayTake() const noexcept {
  return state_ != State::over && mayRead() && !connection_->finishing();
}

void WebSocketConnection::settleReading() {
  if (!mayRead()) return connection_->pauseReading();
  if (!connection_->readingPaused()) return;
  // It is not to blame for the time in which nothing of it was read.
  if (messageSince_ != TimePoint::max()) messageSince_ = connection_->now();
  heartbeat_.onReceived(connection_->now());
  connection_->resumeReading();
}

void WebSocketConnection::pauseReading() {
  if (!isOpen()) return;
  outflow().readingPaused = true;
  settleReading();
}

void WebSocketConnection::resumeReading() {
  if (!outflow_) return;
  outflow_->readingPaused = false;
  connection_->wakeProtocol();
}

void WebSocketConnection::begin() {
  state_ = State::open;
  run([this] { return peer_->onOpen(); });
}

void WebSocketConnection::onBytes() {
  heartbeat_.onReceived(connection_->now());
  if (state_ == State::opening) begin();
  pump();
}

void WebSocketConnection::pump() {
  for (int i = 0; mayTake(); ++i) {
    if (i == messagesPerTurn) return connection_->wakeProtocol();
    if (handleKept()) continue;
    if (connection_->in().empty()) break;
    // The session is about to release the message it assembled; what was sent of it must not lie there any more.
    if (session_.heldMemory() > 0) connection_->settleOutput();
    const MutableBytes input = connection_->in().unread();
    if (const ws::Session::Whole whole = session_.takeWhole(input); whole.consumed != 0) {
      connection_->in().consume(whole.consumed);
      takeMessage({whole.isText, whole.payload});
    } else {
      if (deflate_ && !connection_->mayInflate()) return;
      const std::size_t inflated = connection_->deflatePool().inflated();
      ws::Step step = session_.receive(input);
      connection_->inflated(connection_->deflatePool().inflated() - inflated);
      connection_->in().consume(step.consumed);
      if (std::holds_alternative<ws::NeedMore>(step.event) || std::holds_alternative<ws::Ended>(step.event)) break;
      take(std::move(step.event));
    }
    if (connection_->queued() > backpressure().highWatermark()) static_cast<void>(writtenMuch());
  }
  if (!mayRead()) connection_->pauseReading();
  const bool inMessage = session_.inMessage();
  if (inMessage == (messageSince_ != TimePoint::max())) return;
  messageSince_ = inMessage ? connection_->now() : TimePoint::max();
}

void WebSocketConnection::take(ws::Event event) {
  if (const auto* message = std::get_if<ws::Message>(&event)) {
    takeMessage(*message);
  } else if (const auto* piece = std::get_if<ws::Piece>(&event)) {
    messageSince_ = piece->last ? TimePoint::max() : connection_->now();  // it may be long, but must go on
    lifetimes_.onMessage(connection_->now());
    if (state_ == State::open) handOut(*piece);
  } else if (const auto* ping = std::get_if<ws::Ping>(&event)) {
    answerPing(ping->payload);
  } else if (std::holds_alternative<ws::Pong>(event)) {
    static_cast<void>(takesControl());
  } else if (const auto* closed = std::get_if<ws::Closed>(&event)) {
    takeLeave(closed->code, closed->reason);
  } else if (const auto* fault = std::get_if<ws::Fault>(&event)) {
    fail(fault->error);
  }
}

void WebSocketConnection::takeMessage(const ws::Message& message) {
  messageSince_ = TimePoint::max();  // the next one has its own time
  lifetimes_.onMessage(connection_->now());
  if (state_ != State::open) return;
  handling_.active() ? keepAside(message) : handle(message);
}

bool WebSocketConnection::takesControl() {
  if (control_.take(limits_->controlRate, connection_->now()) == Duration::zero()) return true;
  fail(ws::WsError::tooManyControls);
  return false;
}

void WebSocketConnection::answerPing(ByteView payload) {
  if (!takesControl() || state_ == State::closing) return;
  write(ws::Opcode::pong, payload, Compress::no);
}

// The client's Close is answered when the application has had its say, unless ours went first (RFC 6455, 5.5.1).
void WebSocketConnection::takeLeave(CloseCode code, std::string_view reason) {
  if (handling_.ended()) finishTask();  // what it had to say came first
  if (state_ != State::open) return leave(code, reason);
  cancelHandler();
  closeCode_ = code;
  closeReason_ = reason;
  state_ = State::leaving;
  closeBy_ = connection_->now() + connection_->timeouts().webSocketClose;
  if (outflow_) {
    outflow_->flow.clear();       // it is not wanted any more
    connection_->wakeProtocol();  // for those who wait
  }
  run([this] { return peer_->onClosing(closeCode_, closeReason_); });
  if (!handling_.active()) answerClose();
}

void WebSocketConnection::answerClose() {
  if (state_ != State::leaving) return;
  cancelHandler();
  writeClose();
  state_ = State::over;
  connection_->finish();
}

void WebSocketConnection::cancelHandler() noexcept {
  handling_.cancel();
  aside_.reset();
  if (inflow_) inflow_->flow.readerEnded();
}

// Answers a Close, with its own code unless ours went first, or a fault; then ends the connection.
void WebSocketConnection::leave(CloseCode code, std::string_view reason) {
  const bool isDecided = closeCode_ != CloseCode::abnormal;
  const bool isSaid = isDecided && (!outflow_ || outflow_->flow.empty());
  if (!isDecided) {
    closeCode_ = code;
    closeReason_ = reason;
  }
  if (outflow_) outflow_->flow.clear();  // it is not wanted any more
  if (!isSaid) writeClose();
  state_ = State::over;
  connection_->finish();
}

// The client broke the protocol: say so and end the connection; nothing more of it is interpreted.
void WebSocketConnection::fail(ws::WsError error) {
  const auto limit = limitOf(error);
  const bool isCause = state_ == State::opening || state_ == State::open;
  if (limit && isCause) peer_->onLimit(*limit);
  leave(ws::closeCode(error), ws::describe(error));
}

void WebSocketConnection::handle(const ws::Message& message) {
  run([&] { return peer_->onMessage(message.isText, message.payload); });
}

void WebSocketConnection::attach(std::unique_ptr<WebSocketPeer> peer) {
  peer_ = std::move(peer);
  if (!peer_->wantsPieces()) return;
  inflow_ = std::make_unique<WebSocketInflow>();
  session_.handOutPieces(limits_->maxStreamed != 0 ? limits_->maxStreamed : std::numeric_limits<std::size_t>::max());
}

void WebSocketConnection::handOut(const ws::Piece& piece) {
  switch (inflow_->flow.put(piece)) {
    case ws::Inflow::Put::begins:
      return run([this] { return peer_->onStream(); });
    case ws::Inflow::Put::continues:
      std::exchange(std::exchange(inflow_->reader, nullptr)->handler_, {}).resume();
      if (handling_.ended()) finishTask();
      return;
    case ws::Inflow::Put::skipped:
      return;
  }
}

void WebSocketConnection::awaitPiece(ChunkAwaiter& reader) {
  inflow_->reader = &reader;
  inflow_->flow.ask();
  connection_->wakeProtocol();
}

// A handler that is no coroutine throws where it is called.
template <class Handler>
void WebSocketConnection::run(Handler handler) {
  bool isEnded = false;
  try {
    Task<> task = handler();
    if (!task.handle() && !inflow_ && !aside_) return;  // it was no coroutine, and is done
    isEnded = handling_.start(std::move(task), connection_->loop(), *this);
  } catch (...) {
    return closeFor(std::current_exception());
  }
  if (isEnded)
    finishTask();
  else
    settleReading();
}

void WebSocketConnection::finishTask() {
  if (inflow_) inflow_->flow.readerEnded();
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
  if (!taken) aside_->add(message.isText, message.payload);
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

void WebSocketConnection::onWake() {
  if (state_ == State::opening) begin();
  if (handling_.ended()) finishTask();
  if (outflow_) tendOutflow();
  if (handling_.ended()) finishTask();  // it was one of those who waited
  if (!handling_.active()) answerClose();
  settleReading();
  pump();
}

// ---- Endings

void WebSocketConnection::onEnd() {
  if (outflow_) outflow_->flow.clear();
  state_ = State::over;
  connection_->finish();
}

// The client is gone while a handler waits, or its reading was paused: destroy the handler, then read what it had still
// to say, its Close perhaps. It may still hear the answer to the one that was read.
void WebSocketConnection::onLeaving() {
  if (state_ == State::leaving) return answerClose();
  const bool isPaused = outflow_ && outflow_->readingPaused;
  if (!handling_.active() && !isPaused) return;
  cancelHandler();
  if (state_ == State::open) state_ = State::closing;
  connection_->resumeReading();
}

void WebSocketConnection::onClosed() noexcept {
  handling_.cancel();
  state_ = State::over;
  const auto peer = std::move(peer_);
  if (peer) peer->onClosed(closeCode_, closeReason_);
  releaseWaiters();
}

TimePoint WebSocketConnection::deadline() const noexcept {
  if (state_ == State::closing || state_ == State::leaving) return closeBy_;
  TimePoint next = limits_->pingInterval > Duration::zero() ? heartbeat_.nextDeadline() : TimePoint::max();
  next = std::min(next, lifetimes_.nextDeadline());
  if (peer_) next = std::min(next, peer_->deadline());
  if (messageSince_ != TimePoint::max() && isRead())
    next = std::min(next, messageSince_ + connection_->patience().message);
  return next;
}

void WebSocketConnection::onDeadline(TimePoint now) {
  if (state_ == State::leaving) {
    if (now >= closeBy_) answerClose();
    return;
  }
  if (state_ == State::closing) {
    if (now < closeBy_) return;
    if (closeCode_ != CloseCode::tryAgainLater) peer_->onLimit(Limit::closeTime);
    return connection_->abort();
  }
  if (messageSince_ != TimePoint::max() && isRead() && now >= messageSince_ + connection_->patience().message)
    return fail(ws::WsError::messageTooSlow);
  if (state_ != State::open) return;
  if (now >= peer_->deadline()) peer_->onDeadline(now);
  judgeAge(now);
  if (state_ == State::open && limits_->pingInterval > Duration::zero()) judgeSilence(now);
}

void WebSocketConnection::judgeAge(TimePoint now) {
  if (state_ != State::open) return;
  if (handling_.active()) lifetimes_.onMessage(now);  // what the client asked for is under way
  switch (lifetimes_.tick(now)) {
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
      closeReason_ = "no answer to a ping";
      return connection_->abort();
  }
}

}  // namespace serinus::server
