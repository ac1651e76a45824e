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
      heartbeat_(limits.pingInterval, limits.pongTimeout, connection.now()) {
  const ws::LifetimeOptions lifetimes = lifetimesOf(limits);
  if (lifetimes.idle > Duration::zero() || lifetimes.lifetime > Duration::zero())
    lifetimes_ = std::make_unique<ws::Lifetimes>(lifetimes, connection.now(), drawLots());
}

WebSocketConnection::~WebSocketConnection() = default;

void WebSocketConnection::compress(const ws::DeflateAgreement& agreed, const Deflate& deflate) {
  deflate_ = std::make_unique<ws::PerMessageDeflate>(agreed, deflate, connection_->deflatePool());
}

void WebSocketConnection::takeInHand() {
  if (inHand_) return;
  inHand_ = connection_->messages().take(
      {ws::Role::server, limits_->maxMessage, limits_->maxFragments, deflate_ ? &deflate_->inflater : nullptr});
  if (!inflow_) return;
  constexpr std::size_t any = std::numeric_limits<std::size_t>::max();
  inHand_->session.handOutPieces(limits_->maxStreamed != 0 ? limits_->maxStreamed : any);
}

/// Gives it back where nothing is under way.
void WebSocketConnection::settleHand() {
  const bool inMessage = inHand_->session.inMessage();
  if (inMessage != awaitsMore()) inHand_->since = inMessage ? connection_->now() : TimePoint::max();
  const bool isDone = state_ == State::open && !isHandling() && !inHand_->aside && !inMessage;
  if (!isDone || !connection_->in().empty()) return;
  settleSession();
  static_cast<void>(inHand_->session.takeDelivered());
  connection_->messages().give(std::move(inHand_));
}

/// The session is about to release the message it assembled: what was sent of it must not lie there any more.
void WebSocketConnection::settleSession() {
  if (inHand_ && inHand_->session.heldMemory() > 0) connection_->settleOutput();
}

// ---- What the client says

// What waits for this client is its own affair: as long as it does not read, nothing more of it is read. What crosses
// our Close is read whatever happens: the client's own is among it.
bool WebSocketConnection::mayRead() const noexcept {
  const bool isFree = !isHandling() || (inHand_->aside && inHand_->aside->mayRead()) || awaitsPiece();
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
  if (awaitsMore()) inHand_->since = connection_->now();
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
  const bool wasAwaited = heartbeat_.isWaiting();
  heartbeat_.onReceived(connection_->now());
  if (wasAwaited) connection_->deadlineChanged();
  if (state_ == State::opening) begin();
  pump();
}

void WebSocketConnection::pump() {
  int handled = 0;
  while (isAtRest() && handled < messagesPerTurn) {
    if (connection_->in().empty()) return;
    if (!takeWhole()) break;
    ++handled;
  }
  for (int i = handled; mayTake(); ++i) {
    if (i == messagesPerTurn) return connection_->wakeProtocol();
    if (inHand_ && handleKept()) continue;
    if (connection_->in().empty()) break;
    settleSession();
    if (!takeWhole() && !takeFrames()) break;
  }
  if (!mayRead()) connection_->pauseReading();
  if (inHand_) settleHand();
}

/// A message that came whole, as nearly all do, needs nothing in hand. @returns whether there was one
bool WebSocketConnection::takeWhole() {
  if (!inHand_ && inflow_) return false;
  const MutableBytes input = connection_->in().unread();
  const auto whole = inHand_ ? inHand_->session.takeWhole(input) : ws::Session::wholeAt(input, limits_->maxMessage);
  if (whole.consumed == 0) return false;
  connection_->in().consume(whole.consumed);
  takeMessage({whole.isText, whole.payload});
  easeOutput();
  return true;
}

void WebSocketConnection::easeOutput() {
  if (connection_->queued() > backpressure().highWatermark()) static_cast<void>(writtenMuch());
}

/// Shows the session what has come, of what may be compressed no more than others can wait for.
ws::Step WebSocketConnection::receive() {
  const MutableBytes input = connection_->in().unread();
  if (!deflate_) return inHand_->session.receive(input);
  const std::size_t before = connection_->deflatePool().inflated();
  ws::Step step = inHand_->session.receive(input.first(std::min(input.size(), InflationTurns::piece)));
  // A frame that waits in place is not compressed.
  const bool waits = step.consumed == 0 && input.size() > InflationTurns::piece;
  if (waits && std::holds_alternative<ws::NeedMore>(step.event)) step = inHand_->session.receive(input);
  connection_->inflated(connection_->deflatePool().inflated() - before);
  return step;
}

/// @returns false when there has to come more first
bool WebSocketConnection::takeFrames() {
  takeInHand();
  if (deflate_ && !connection_->mayInflate()) return false;
  ws::Step step = receive();
  connection_->in().consume(step.consumed);
  if (std::holds_alternative<ws::NeedMore>(step.event)) return deflate_ && step.consumed > 0;
  if (std::holds_alternative<ws::Ended>(step.event)) return false;
  take(step.event);
  easeOutput();
  return true;
}

void WebSocketConnection::take(ws::Event event) {
  if (const auto* message = std::get_if<ws::Message>(&event)) {
    takeMessage(*message);
  } else if (const auto* piece = std::get_if<ws::Piece>(&event)) {
    inHand_->since = piece->last ? TimePoint::max() : connection_->now();  // it may be long, but must go on
    if (lifetimes_) lifetimes_->onMessage(connection_->now());
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
  if (inHand_) inHand_->since = TimePoint::max();  // the next one has its own time
  if (lifetimes_) lifetimes_->onMessage(connection_->now());
  if (state_ != State::open) return;
  isHandling() ? keepAside(message) : handle(message);
}

bool WebSocketConnection::takesControl() {
  if (control_.take(limits_->controlRate, connection_->now()) == Duration::zero()) return true;
  fail(ws::WsError::tooManyControls);
  return false;
}

// Behind our own Close, too: until the client's has come it is owed an answer (RFC 6455, 5.5.2).
void WebSocketConnection::answerPing(ByteView payload) {
  if (!takesControl()) return;
  write(ws::Opcode::pong, payload, Compress::no);
}

// The client's Close is answered when the application has had its say, unless ours went first (RFC 6455, 5.5.1).
void WebSocketConnection::takeLeave(CloseCode code, std::string_view reason) {
  if (hasHandled()) finishTask();  // what it had to say came first
  if (state_ != State::open) return leave(code, reason);
  cancelHandler();
  farewell() = {code, std::string(reason), connection_->now() + connection_->timeouts().webSocketClose};
  state_ = State::leaving;
  if (outflow_) {
    outflow_->flow.clear();       // it is not wanted any more
    connection_->wakeProtocol();  // for those who wait
  }
  run([this] { return peer_->onClosing(farewell_->code, farewell_->reason); });
  if (!isHandling()) answerClose();
}

void WebSocketConnection::answerClose() {
  if (state_ != State::leaving) return;
  cancelHandler();
  writeClose();
  state_ = State::over;
  connection_->finish();
}

void WebSocketConnection::cancelHandler() noexcept {
  if (inHand_) {
    inHand_->handling.cancel();
    inHand_->aside.reset();
  }
  if (inflow_) inflow_->flow.readerEnded();
}

// Answers a Close, with its own code unless ours went first, or a fault; then ends the connection.
void WebSocketConnection::leave(CloseCode code, std::string_view reason) {
  const bool isDecided = farewell().code != CloseCode::abnormal;
  const bool isSaid = isDecided && (!outflow_ || outflow_->flow.empty());
  if (!isDecided) {
    farewell_->code = code;
    farewell_->reason = reason;
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
  if (peer_->wantsPieces()) inflow_ = std::make_unique<WebSocketInflow>();
}

void WebSocketConnection::handOut(const ws::Piece& piece) {
  switch (inflow_->flow.put(piece)) {
    case ws::Inflow::Put::begins:
      return run([this] { return peer_->onStream(); });
    case ws::Inflow::Put::continues:
      std::exchange(std::exchange(inflow_->reader, nullptr)->handler_, {}).resume();
      if (hasHandled()) finishTask();
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
    const bool isPlain = !inflow_ && !(inHand_ && inHand_->aside);
    if (!task.handle() && isPlain) return;  // it was no coroutine, and is done
    takeInHand();
    isEnded = inHand_->handling.start(std::move(task), connection_->loop(), *this);
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
  if (inHand_->aside) inHand_->aside->handlerEnded();
  try {
    inHand_->handling.take();
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
  if (!isHandling() || readsAside()) return;
  connection_->settleOutput();  // nothing is borrowed any more of what is now read over
  if (!inHand_->aside) inHand_->aside = std::make_unique<AsideReading>();
  inHand_->aside->begin(connection_->in().setAside(), inHand_->session.takeDelivered());
  connection_->resumeReading();
}

void WebSocketConnection::keepAside(const ws::Message& message) {
  bool taken = false;
  try {
    taken = peer_->onAside(message.isText, message.payload);
  } catch (...) {
    return closeFor(std::current_exception());
  }
  if (!taken) inHand_->aside->add(message.isText, message.payload);
}

// Messages that were kept come before those that are still to be read.
bool WebSocketConnection::handleKept() {
  if (!inHand_->aside || isHandling()) return false;
  if (inHand_->aside->empty() || state_ != State::open) {
    inHand_->aside.reset();
    return false;
  }
  const AsideReading::Message& message = inHand_->aside->next();
  handle(ws::Message{message.isText, asBytes(message.payload)});
  return true;
}

void WebSocketConnection::onWake() {
  if (state_ == State::opening) begin();
  if (hasHandled()) finishTask();
  if (outflow_) tendOutflow();
  if (hasHandled()) finishTask();  // it was one of those who waited
  if (!isHandling()) answerClose();
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
  if (!isHandling() && !isPaused) return;
  cancelHandler();
  if (state_ == State::open) state_ = State::closing;
  connection_->resumeReading();
}

void WebSocketConnection::onClosed() noexcept {
  if (inHand_) inHand_->handling.cancel();
  state_ = State::over;
  const auto peer = std::move(peer_);
  const Farewell nothingSaid;
  const Farewell& said = farewell_ ? *farewell_ : nothingSaid;
  if (peer) peer->onClosed(said.code, said.reason);
  releaseWaiters();
}

}  // namespace serinus::server
