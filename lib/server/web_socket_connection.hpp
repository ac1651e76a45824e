#pragma once

#include "server/connection.hpp"
#include "server/farewell.hpp"
#include "server/message_in_hand.hpp"
#include "server/web_socket_inflow.hpp"
#include "server/web_socket_outflow.hpp"
#include "server/web_socket_peer.hpp"
#include "ws/message_frames.hpp"
#include "ws/per_message_deflate.hpp"

#include <serinus/base/rate_limit.hpp>
#include <serinus/server/sent.hpp>
#include <serinus/ws/frame_writer.hpp>
#include <serinus/ws/heartbeat.hpp>
#include <serinus/ws/lifetimes.hpp>
#include <serinus/ws/send_options.hpp>

#include <optional>

namespace serinus::server {

/// Speaks WebSocket on a connection: hands each message to the peer, one at a time, and keeps RFC 6455's manners.
///
/// A message whose handler does not wait costs no trip through the event loop. While one waits, reading is paused; the
/// departure of the client destroys the waiting handler.
class WebSocketConnection final : public Protocol, runtime::CoroutineListener {
public:
  WebSocketConnection(Connection& connection, const WebSocketLimits& limits);
  ~WebSocketConnection() override;

  /// Whom the messages are for; to be called once, before the connection speaks WebSocket.
  void attach(std::unique_ptr<WebSocketPeer> peer);

  /// Compression was agreed on; to be called before the connection speaks WebSocket.
  void compress(const ws::DeflateAgreement& agreed, const Deflate& deflate);

  /// Each of these sends one whole message. When it cannot leave at once it waits, as far as `Backpressure` lets it.
  SendResult send(ws::Opcode opcode, ByteView payload, const SendOptions& options = {});
  SendResult send(ws::Opcode opcode, std::string&& payload, const SendOptions& options = {});
  /// A payload that lies in the message being handled.
  SendResult sendBorrowed(ws::Opcode opcode, ByteView payload, const SendOptions& options = {});
  /// A message that other connections send too.
  SendResult send(ws::MessageFrames& frames, const SendOptions& options = {});
  /// Whether a message can be written at once: for what waits elsewhere. Where not, the peer is told when it can.
  [[nodiscard]] bool takesMore();
  /// Writes a message that takes part in no `Backpressure`, as it is never dropped. @pre  takesMore()
  void deliver(ws::MessageFrames& frames);
  /// Passes what waits; at most 125 bytes.
  SendResult sendPing(ByteView payload);

  /// Begins the closing handshake; what was sent before leaves before.
  void close(CloseCode code, std::string_view reason);
  /// Closes for what has left a handler, as the peer says.
  void closeFor(std::exception_ptr fault);
  /// To be called when the peer's `deadline()` may have become earlier.
  void deadlineChanged() { connection_->deadlineChanged(); }
  /// Cuts the connection off without one.
  void abort() { connection_->abort(); }

  /// For a handler that is about to wait for something its client has to say: reads on meanwhile. Messages that
  /// `WebSocketPeer::onAside` does not take wait for the handler's end, in order.
  void readAside();

  /// Bytes that wait for the client.
  [[nodiscard]] std::size_t queued() const noexcept { return connection_->queued() + waiting(); }
  /// Whether messages can be sent.
  [[nodiscard]] bool isOpen() const noexcept {
    return (state_ == State::opening || state_ == State::open) && !connection_->finishing();
  }
  [[nodiscard]] bool congested() const noexcept { return outflow_ && outflow_->flow.congested(); }

  /// From now on, instead of the gateway's.
  void setBackpressure(const Backpressure& rules);
  [[nodiscard]] const Backpressure& backpressure() const noexcept {
    return outflow_ && outflow_->rules ? *outflow_->rules : limits_->backpressure;
  }

  /// Keeps the client's next messages where they are, the one being handled aside.
  void pauseReading();
  void resumeReading();

  /// For `FlowWaiter`.
  void await(FlowWaiter& waiter);
  void forget(FlowWaiter& waiter) noexcept;

  /// For `OutgoingMessage`: it takes its place, has its turn, sends a piece, goes.
  void beginStream(OutgoingMessage& message);
  [[nodiscard]] bool streamMayBegin(const OutgoingMessage& message) const noexcept;
  [[nodiscard]] bool streamMayGoOn(const OutgoingMessage& message) const noexcept;
  SendResult sendPiece(OutgoingMessage& message, ByteView piece, bool isLast);
  void leaveStream(OutgoingMessage& message) noexcept;

  /// For `ChunkAwaiter`. Null where messages are read whole.
  [[nodiscard]] WebSocketInflow* inflow() noexcept { return inflow_.get(); }
  void awaitPiece(ChunkAwaiter& reader);

  [[nodiscard]] Loop& loop() noexcept { return connection_->loop(); }

private:
  enum class State : unsigned char {
    opening,
    open,
    closing,  // our Close waits for the client's
    leaving,  // the client's Close waits for the application
    over,
  };

  void onBytes() override;
  void onEnd() override;
  void onLeaving() override;
  void onClosed() noexcept override;
  bool onWritten() override;
  [[nodiscard]] bool mayHasten() const noexcept override { return state_ != State::open || awaitsMore(); }
  void onWake() override;
  [[nodiscard]] TimePoint deadline() const noexcept override;
  void onDeadline(TimePoint now) override;
  [[nodiscard]] std::size_t waiting() const noexcept override { return outflow_ ? outflow_->flow.bytes() : 0; }
  [[nodiscard]] std::size_t kept() const noexcept override {
    return inHand_ ? inHand_->session.heldMemory() + (inHand_->aside ? inHand_->aside->bytes() : 0) : 0;
  }
  bool shed() override;
  void drain() override { close(CloseCode::goingAway, "the server stops"); }
  [[nodiscard]] bool holdsInput() const noexcept override {
    return isHandling() && !readsAside() && !awaitsPiece() && state_ != State::leaving;
  }

  void onCoroutineReady() noexcept override { connection_->wakeProtocol(); }

  void begin();
  void takeInHand();
  void settleHand();
  void settleSession();
  void pump();
  [[nodiscard]] bool takeWhole();
  [[nodiscard]] bool takeFrames();
  [[nodiscard]] ws::Step receive();
  void easeOutput();
  /// Whether a message could be dealt with that comes whole, and nothing else is to be seen to.
  [[nodiscard]] bool isAtRest() const noexcept {
    return state_ == State::open && !inHand_ && !outflow_ && !inflow_ && !connection_->finishing();
  }
  void take(ws::Event event);
  void takeMessage(const ws::Message& message);
  void handle(const ws::Message& message);
  void handOut(const ws::Piece& piece);
  template <class Handler>
  void run(Handler handler);
  void finishTask();
  void takeLeave(CloseCode code, std::string_view reason);
  void answerClose();
  void cancelHandler() noexcept;
  void leave(CloseCode code, std::string_view reason);
  void fail(ws::WsError error);
  [[nodiscard]] bool mayRead() const noexcept;
  [[nodiscard]] bool mayTake() const noexcept;
  [[nodiscard]] bool isRead() const noexcept { return mayRead() && !connection_->readingPaused(); }
  void settleReading();
  [[nodiscard]] bool takesControl();
  void answerPing(ByteView payload);
  void judgeAge(TimePoint now);
  void judgeSilence(TimePoint now);
  void keepAside(const ws::Message& message);
  [[nodiscard]] bool handleKept();
  [[nodiscard]] bool isHandling() const noexcept { return inHand_ && inHand_->handling.active(); }
  /// Whether the handler at work has ended.
  [[nodiscard]] bool hasHandled() const noexcept { return inHand_ && inHand_->handling.ended(); }
  /// Whether the client has begun what it has not ended.
  [[nodiscard]] bool awaitsMore() const noexcept { return inHand_ && inHand_->since != TimePoint::max(); }
  [[nodiscard]] bool readsAside() const noexcept { return inHand_ && inHand_->aside && inHand_->aside->wanted(); }
  [[nodiscard]] bool awaitsPiece() const noexcept { return inflow_ && inflow_->flow.asked(); }

  /// Whether a message of so many bytes may be written at once.
  [[nodiscard]] bool passes(std::size_t size) { return flows(size) || passesSlowly(size); }
  /// Whether there is nothing that could hold it up.
  [[nodiscard]] bool flows(std::size_t size) const noexcept {
    return !outflow_ && isOpen() && !connection_->blocked() &&
           connection_->queued() + size <= limits_->backpressure.highWatermark();
  }
  [[nodiscard]] bool sendShort(ws::Opcode opcode, ByteView payload);
  [[nodiscard, gnu::noinline]] bool passesSlowly(std::size_t size);
  [[nodiscard]] SendResult written() {
    if (lifetimes_) lifetimes_->onMessage(connection_->now());
    return connection_->queued() <= backpressure().highWatermark() ? SendResult::delivered : writtenMuch();
  }
  [[nodiscard, gnu::noinline]] SendResult writtenMuch();
  /// @param append  of the payload as it is, to the outbox
  template <class Append>
  SendResult sendWhole(ws::Opcode opcode, ByteView payload, const SendOptions& options, Append append);
  /// Whether a message is compressed: not while memory is short.
  [[nodiscard]] bool compresses(Compress compress) const noexcept {
    return deflate_ && compress == Compress::yes && connection_->overload() == OverloadLevel::normal;
  }
  /// The frame that this connection sends as others do; null when its compressor remembers what it has sent.
  [[nodiscard]] const SharedPayload* sharedFrame(ws::MessageFrames& frames, Compress compress);
  [[nodiscard]] SendResult enqueue(ws::QueuedMessage message, const SendOptions& options);
  void write(ws::Opcode opcode, ByteView payload, Compress compress);
  [[nodiscard]] bool writeCompressed(ws::Opcode opcode, ByteView payload, Compress compress);
  void write(const ws::QueuedMessage& message);
  void writeClose();
  void closeSoon(std::string_view reason);
  WebSocketOutflow& outflow();
  Farewell& farewell() {
    if (!farewell_) farewell_ = std::make_unique<Farewell>();
    return *farewell_;
  }
  [[nodiscard]] TimePoint closesBy() const noexcept { return farewell_ ? farewell_->by : TimePoint::max(); }
  void measure();
  void tendOutflow();
  void resumeWaiters();
  void releaseWaiters() noexcept;

  Connection* connection_;
  const WebSocketLimits* limits_;
  std::unique_ptr<WebSocketPeer> peer_;
  std::unique_ptr<MessageInHand> inHand_;           // null as long as there is nothing of a message, and no handler
  std::unique_ptr<ws::PerMessageDeflate> deflate_;  // null: not agreed on
  std::unique_ptr<WebSocketOutflow> outflow_;
  std::unique_ptr<WebSocketInflow> inflow_;  // where messages are handed out in pieces
  std::unique_ptr<Farewell> farewell_;
  std::unique_ptr<ws::Lifetimes> lifetimes_;  // null where they are without end
  RateMeter control_;
  [[no_unique_address]] ws::Heartbeat heartbeat_;
  State state_ = State::opening;
};

static_assert(sizeof(void*) > 8 || sizeof(WebSocketConnection) <= 120, "there is one for each idle client");

}  // namespace serinus::server
