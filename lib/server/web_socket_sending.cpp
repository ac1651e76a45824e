#include "server/web_socket_connection.hpp"

#include "server/queue_fate.hpp"
#include "transport/outbox.hpp"

#include <algorithm>
#include <utility>

/// The sending half of a WebSocket connection: what leaves at once, what waits, and who waits for it.
namespace serinus::server {

namespace {
// How much of what waits is handed on at a time: the rest can still be dropped, or replaced.
constexpr std::size_t handedOn = std::size_t{64} * 1024;
constexpr Duration slowConsumerGrace = std::chrono::seconds(1);
}  // namespace

// ---- Whole messages

template <class Append>
SendResult WebSocketConnection::sendWhole(ws::Opcode opcode, ByteView payload, const SendOptions& options,
                                          Append append) {
  if (payload.size() <= ws::maxShortPayload && sendShort(opcode, payload)) return SendResult::delivered;
  if (!passes(payload.size())) return enqueue(ws::QueuedMessage(opcode, payload, options.compress()), options);
  if (deflate_ && writeCompressed(opcode, payload, options.compress())) return written();
  connection_->append([&](transport::Outbox& out) {
    out.append(ws::FrameHead(opcode, payload.size()).bytes());
    append(out);
  });
  return written();
}

/// A short message that nothing holds up is written as it is, in one piece. @returns whether it was
bool WebSocketConnection::sendShort(ws::Opcode opcode, ByteView payload) {
  const std::size_t size = ws::shortHeadSize + payload.size();
  if (deflate_ || !flows(size)) return false;
  std::byte* const place = connection_->out().extend(size);
  if (place == nullptr) return false;
  ws::writeShortFrame(place, opcode, payload);
  if (lifetimes_) lifetimes_->onMessage(connection_->now());
  return true;
}

SendResult WebSocketConnection::send(ws::Opcode opcode, ByteView payload, const SendOptions& options) {
  return sendWhole(opcode, payload, options, [&](transport::Outbox& out) { out.append(payload); });
}

SendResult WebSocketConnection::send(ws::Opcode opcode, std::string&& payload, const SendOptions& options) {
  return sendWhole(opcode, asBytes(payload), options, [&](transport::Outbox& out) { out.append(std::move(payload)); });
}

SendResult WebSocketConnection::sendBorrowed(ws::Opcode opcode, ByteView payload, const SendOptions& options) {
  return sendWhole(opcode, payload, options, [&](transport::Outbox& out) { out.appendBorrowed(payload); });
}

SendResult WebSocketConnection::send(ws::MessageFrames& frames, const SendOptions& options) {
  if (!isOpen()) return SendResult::closed;
  if (const SharedPayload* const frame = sharedFrame(frames, options.compress())) {
    if (!passes(frame->size())) return enqueue(ws::QueuedMessage(*frame), options);
    connection_->out().append(*frame);
  } else {
    auto message = ws::QueuedMessage::frameOf(frames.opcode(), frames.plain());
    if (!passes(message.size())) return enqueue(std::move(message), options);
    write(message);
  }
  return written();
}

const SharedPayload* WebSocketConnection::sharedFrame(ws::MessageFrames& frames, Compress compress) {
  if (!compresses(compress)) return &frames.plain();
  return deflate_->deflater.remembers() ? nullptr : &frames.frameFor(deflate_->deflater);
}

bool WebSocketConnection::takesMore() {
  if (!isOpen()) return false;
  if (passes(0)) return true;
  outflow().roomIsWanted = true;
  return false;
}

void WebSocketConnection::deliver(ws::MessageFrames& frames) {
  if (!isOpen()) return;
  if (const SharedPayload* const frame = sharedFrame(frames, Compress::yes))
    connection_->out().append(*frame);
  else
    write(ws::QueuedMessage::frameOf(frames.opcode(), frames.plain()));
  static_cast<void>(written());
}

SendResult WebSocketConnection::sendPing(ByteView payload) {
  if (!isOpen()) return SendResult::closed;
  if (queued() > backpressure().maxBytes()) return SendResult::dropped;
  write(ws::Opcode::ping, payload.first(std::min(payload.size(), ws::maxControlPayload)), Compress::no);
  return connection_->blocked() ? SendResult::queued : SendResult::delivered;
}

bool WebSocketConnection::passesSlowly(std::size_t size) {
  if (!isOpen() || (outflow_ && !outflow_->flow.passes())) return false;
  return connection_->hasRoomFor(size, backpressure().highWatermark());
}

// A message that passed may be larger than all that is meant to wait.
SendResult WebSocketConnection::writtenMuch() {
  connection_->flush();
  measure();
  return connection_->blocked() ? SendResult::queued : SendResult::delivered;
}

SendResult WebSocketConnection::enqueue(ws::QueuedMessage message, const SendOptions& options) {
  if (!isOpen()) return SendResult::closed;
  const Backpressure& rules = backpressure();
  const QueueFate fate =
      fateOf(outflow().flow.push(std::move(message), options.conflate(), connection_->queued(), rules), rules.policy());
  if (fate.counted) peer_->onFlow(fate.counted->event, fate.counted->count);
  if (fate.result == SendResult::closed) closeSoon("slow consumer");
  if (fate.result != SendResult::queued) return fate.result;
  if (lifetimes_) lifetimes_->onMessage(connection_->now());
  measure();
  return SendResult::queued;
}

void WebSocketConnection::write(ws::Opcode opcode, ByteView payload, Compress compress) {
  if (writeCompressed(opcode, payload, compress)) return;
  connection_->append([&](transport::Outbox& out) {
    out.append(ws::FrameHead(opcode, payload.size()).bytes());
    out.append(payload);
  });
}

bool WebSocketConnection::writeCompressed(ws::Opcode opcode, ByteView payload, Compress compress) {
  if (!compresses(compress)) return false;
  const auto compressed = deflate_->deflater.deflate(payload);
  if (!compressed) return false;
  connection_->append([&](transport::Outbox& out) {
    out.append(ws::FrameHead::compressed(opcode, compressed->size()).bytes());
    out.append(*compressed);
  });
  return true;
}

void WebSocketConnection::write(const ws::QueuedMessage& message) {
  if (writeCompressed(message.opcode(), message.payload(), message.compress())) return;
  connection_->append([&](transport::Outbox& out) {
    if (!message.isFrame()) out.append(ws::FrameHead(message.opcode(), message.bytes().size()).bytes());
    out.append(message.bytes());
  });
}

// ---- Closing

// What was sent before leaves before, unless it could only follow a message that will have no end.
void WebSocketConnection::close(CloseCode code, std::string_view reason) {
  if (state_ != State::opening && state_ != State::open) return;
  const bool maySay = code == CloseCode::noStatus || ws::isValidOnWire(serinus::code(code));
  farewell() = {maySay ? code : CloseCode::internalError, std::string(reason),
                connection_->now() + connection_->timeouts().webSocketClose};
  state_ = State::closing;
  connection_->deadlineChanged();
  if (!outflow_) return writeClose();
  ws::Outflow& flow = outflow_->flow;
  if (flow.inStream()) flow.clear();
  flow.endStreams();
  if (flow.empty())
    writeClose();
  else
    flow.append(ws::QueuedMessage(SharedPayload::copy(asBytes(ws::encodeClose(farewell_->code, farewell_->reason)))));
  connection_->wakeProtocol();  // for those who wait, and to read on
}

// What waits is not sent any more; of what was handed on a frame may be half sent.
void WebSocketConnection::closeSoon(std::string_view reason) {
  if (outflow_) outflow_->flow.clear();
  close(CloseCode::tryAgainLater, reason);
  farewell().by = connection_->now() + slowConsumerGrace;
  connection_->deadlineChanged();
}

// One that is closing already has its time for that.
bool WebSocketConnection::shed() {
  if (!isOpen()) return state_ == State::closing || state_ == State::leaving;
  connection_->limiter().count(Limit::memoryShed);
  closeSoon("the server is short of memory");
  return true;
}

void WebSocketConnection::writeClose() {
  connection_->out().append(std::string_view(ws::encodeClose(farewell_->code, farewell_->reason)));
}

// ---- What waits

void WebSocketConnection::setBackpressure(const Backpressure& rules) {
  outflow().rules = rules;
  measure();
}

WebSocketOutflow& WebSocketConnection::outflow() {
  if (!outflow_) {
    outflow_ = std::make_unique<WebSocketOutflow>();
    connection_->tellOfWrites(true);
  }
  return *outflow_;
}

void WebSocketConnection::measure() {
  const Backpressure& rules = backpressure();
  if (!outflow_ && connection_->queued() <= rules.highWatermark()) return;
  const ws::Crossing crossing = outflow().flow.measure(connection_->queued(), rules);
  if (crossing == ws::Crossing::none) return;
  if (crossing == ws::Crossing::rose) peer_->onFlow(FlowEvent::congested, 1);
  outflow_->note(crossing);
  connection_->wakeProtocol();
}

bool WebSocketConnection::onWritten() {
  bool more = false;
  while (outflow_->flow.mayPop() && !connection_->blocked() && connection_->queued() < handedOn) {
    write(outflow_->flow.pop());
    more = true;
  }
  measure();
  const bool someMayGoOn = std::ranges::any_of(outflow_->waiters, [](const FlowWaiter* one) { return one->ready(); });
  const bool hasRoom = outflow_->roomIsWanted && outflow_->flow.passes() && !connection_->blocked();
  if (someMayGoOn || hasRoom || outflow_->idle()) connection_->wakeProtocol();
  return more;
}

// At the top of the loop: nobody is in the middle of sending.
void WebSocketConnection::tendOutflow() {
  if (outflow_->streamIsBroken) close(CloseCode::internalError, "a message was left unfinished");
  const ws::Crossing crossing = std::exchange(outflow_->untold, ws::Crossing::none);
  if (isOpen() && crossing == ws::Crossing::rose) peer_->onBackpressure();
  if (isOpen() && crossing == ws::Crossing::fell) peer_->onDrain();
  resumeWaiters();
  if (outflow_->roomIsWanted && passes(0)) {
    outflow_->roomIsWanted = false;
    peer_->onRoom();
  }
  if (!outflow_->idle()) return;
  connection_->tellOfWrites(false);
  outflow_.reset();
}

// ---- Messages in pieces

void WebSocketConnection::beginStream(OutgoingMessage& message) {
  WebSocketOutflow& out = outflow();
  out.outgoing.push_back(&message);  // in any case: it has to hear of the connection's end
  if (isOpen()) message.ticket_ = out.flow.beginStream();
}

bool WebSocketConnection::streamMayBegin(const OutgoingMessage& message) const noexcept {
  return outflow_->flow.hasTurn(message.ticket_) && connection_->queued() <= backpressure().highWatermark();
}

bool WebSocketConnection::streamMayGoOn(const OutgoingMessage& message) const noexcept {
  return outflow_->flow.hasTurn(message.ticket_) && connection_->queued() <= backpressure().lowWatermark();
}

SendResult WebSocketConnection::sendPiece(OutgoingMessage& message, ByteView piece, bool isLast) {
  using Phase = OutgoingMessage::State;
  if (!piece.empty() || isLast) {
    const auto first = message.type_ == MessageType::text ? ws::Opcode::text : ws::Opcode::binary;
    const auto opcode = message.state_ == Phase::started ? ws::Opcode::continuation : first;
    ws::appendFrame(connection_->out(), opcode, piece, isLast);
    outflow_->flow.startStream(message.ticket_);
    message.state_ = Phase::started;
  }
  if (isLast) {
    message.state_ = Phase::finished;
    outflow_->flow.endStream(message.ticket_);
    connection_->wakeProtocol();  // for what waited behind it
  }
  const SendResult result = written();
  return connection_->blocked() ? SendResult::queued : result;
}

// One that the client has seen the beginning of cannot be taken back. The handler may be about to close for a reason of
// its own.
void WebSocketConnection::leaveStream(OutgoingMessage& message) noexcept {
  if (!outflow_) return;
  std::erase(outflow_->outgoing, &message);
  connection_->wakeProtocol();
  if (message.state_ == OutgoingMessage::State::started)
    outflow_->streamIsBroken = true;
  else
    outflow_->flow.endStream(message.ticket_);
}

// ---- Who waits

void WebSocketConnection::await(FlowWaiter& waiter) {
  outflow().waiters.push_back(&waiter);
  if (waiter.ready())
    connection_->wakeProtocol();
  else
    peer_->onFlow(FlowEvent::waited, 1);
}

void WebSocketConnection::forget(FlowWaiter& waiter) noexcept {
  std::erase(outflow_->waiters, &waiter);
}

// Each of them may destroy others, or wait anew; who does so has another turn.
void WebSocketConnection::resumeWaiters() {
  auto& waiters = outflow_->waiters;
  std::size_t place = 0;
  for (std::size_t left = waiters.size(); left > 0 && place < waiters.size(); --left) {
    FlowWaiter& waiter = *waiters[place];
    if (!waiter.ready()) {
      ++place;
      continue;
    }
    waiters.erase(waiters.begin() + static_cast<std::ptrdiff_t>(place));
    std::exchange(waiter.coroutine_, {}).resume();
  }
}

// The connection is gone, and with it the handlers of its own; others are told.
void WebSocketConnection::releaseWaiters() noexcept {
  if (inflow_ && inflow_->reader != nullptr) inflow_->reader->connection_ = nullptr;
  if (!outflow_) return;
  for (OutgoingMessage* const message : outflow_->outgoing) message->connection_ = nullptr;
  auto& waiters = outflow_->waiters;
  for (std::size_t left = waiters.size(); left > 0 && !waiters.empty(); --left) {
    FlowWaiter& waiter = *waiters.front();
    waiters.erase(waiters.begin());
    waiter.connection_ = nullptr;
    std::exchange(waiter.coroutine_, {}).resume();
  }
  for (FlowWaiter* const waiter : waiters) waiter->connection_ = nullptr;
}

}  // namespace serinus::server
