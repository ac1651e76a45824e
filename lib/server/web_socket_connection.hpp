#pragma once

#include "server/aside_reading.hpp"
#include "server/connection.hpp"
#include "server/web_socket_peer.hpp"
#include "ws/message_frames.hpp"
#include "ws/per_message_deflate.hpp"

#include <serinus/runtime/running_task.hpp>
#include <serinus/server/send_result.hpp>
#include <serinus/ws/control_budget.hpp>
#include <serinus/ws/frame_writer.hpp>
#include <serinus/ws/heartbeat.hpp>
#include <serinus/ws/session.hpp>

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
  void attach(std::unique_ptr<WebSocketPeer> peer) noexcept { peer_ = std::move(peer); }

  /// Compression was agreed on; to be called before the connection speaks WebSocket.
  void compress(const ws::DeflateAgreement& agreed, const Deflate& deflate);

  SendResult send(ws::Opcode opcode, ByteView payload, Compress compress = Compress::yes);
  SendResult send(ws::Opcode opcode, std::string&& payload, Compress compress = Compress::yes);
  /// A payload that lies in the message being handled.
  SendResult sendBorrowed(ws::Opcode opcode, ByteView payload, Compress compress = Compress::yes);
  /// A message that other connections send too.
  SendResult send(ws::MessageFrames& frames, Compress compress = Compress::yes);

  /// Begins the closing handshake; what was sent before leaves before.
  void close(CloseCode code, std::string_view reason);
  /// Cuts the connection off without one.
  void abort() { connection_->abort(); }

  /// For a handler that is about to wait for something its client has to say: reads on meanwhile. Messages that
  /// `WebSocketPeer::onAside` does not take wait for the handler's end, in order.
  void readAside();

  [[nodiscard]] std::size_t queued() const noexcept { return connection_->queued(); }
  [[nodiscard]] Loop& loop() noexcept { return connection_->loop(); }
  [[nodiscard]] PeerAddress peerAddress() const { return connection_->peer(); }

private:
  enum class State : unsigned char { opening, open, closing, over };

  void onBytes() noexcept override;
  void onEnd() noexcept override;
  void onLeaving() noexcept override;
  void onClosed() noexcept override;
  void onDrained() noexcept override;
  void onWake() noexcept override;
  [[nodiscard]] TimePoint deadline() const noexcept override;
  void onDeadline(TimePoint now) noexcept override;
  void drain() noexcept override { close(CloseCode::goingAway, "the server stops"); }
  [[nodiscard]] bool holdsInput() const noexcept override { return handling_.active() && !readsAside(); }

  void onCoroutineReady() noexcept override { connection_->wakeProtocol(); }

  void begin();
  void pump();
  void take(ws::Event event);
  void handle(const ws::Message& message);
  template <class Handler>
  void run(Handler handler);
  void finishTask();
  void closeFor(std::exception_ptr fault);
  void leave(CloseCode code, std::string_view reason);
  void fail(CloseCode code, std::string_view reason);
  [[nodiscard]] bool mayTake() const noexcept;
  [[nodiscard]] bool refusesMore();
  void answerPing(ByteView payload);
  void keepAside(const ws::Message& message);
  [[nodiscard]] bool handleKept();
  [[nodiscard]] bool readsAside() const noexcept { return aside_ && aside_->wanted(); }
  [[nodiscard]] bool sendCompressed(ws::Opcode opcode, ByteView payload, Compress compress);

  Connection* connection_;
  const WebSocketLimits* limits_;
  std::unique_ptr<WebSocketPeer> peer_;
  std::unique_ptr<ws::PerMessageDeflate> deflate_;  // null: not agreed on
  ws::Session session_;
  ws::Heartbeat heartbeat_;
  ws::ControlBudget control_;
  runtime::RunningTask<> handling_;
  std::unique_ptr<AsideReading> aside_;  // from `readAside` until the messages that came meanwhile are handled
  TimePoint closeBy_ = TimePoint::max();
  TimePoint messageSince_ = TimePoint::max();
  std::string closeReason_;
  CloseCode closeCode_ = CloseCode::abnormal;
  State state_ = State::opening;
};

}  // namespace serinus::server
