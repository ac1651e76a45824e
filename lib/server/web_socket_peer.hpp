#pragma once

#include "server/flow_event.hpp"

#include <serinus/base/bytes.hpp>
#include <serinus/base/clock.hpp>
#include <serinus/base/peer_address.hpp>
#include <serinus/http/request.hpp>
#include <serinus/http/response.hpp>
#include <serinus/routing/router.hpp>
#include <serinus/runtime/loop.hpp>
#include <serinus/runtime/task.hpp>
#include <serinus/server/limit_counters.hpp>
#include <serinus/server/web_socket_limits.hpp>
#include <serinus/ws/close_code.hpp>
#include <serinus/ws/handshake.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

namespace serinus::server {

class WebSocketConnection;

/// What the application holds for one WebSocket client.
class WebSocketPeer {
public:
  virtual ~WebSocketPeer() = default;

  /// Before the first message.
  [[nodiscard]] virtual Task<> onOpen() = 0;

  /// One message at a time; the payload is valid until the task has ended.
  [[nodiscard]] virtual Task<> onMessage(bool isText, ByteView payload) = 0;

  /// Whether messages are handed out in pieces, to `onStream`, instead of whole, to `onMessage`.
  [[nodiscard]] virtual bool wantsPieces() const noexcept { return false; }
  /// A message has begun; its pieces are there for `ChunkAwaiter`. What it leaves unread is skipped.
  [[nodiscard]] virtual Task<> onStream() { return {}; }

  /// A message that came while `onMessage` of another one waits. @returns whether it was dealt with here and now; else
  /// it waits for its turn
  [[nodiscard]] virtual bool onAside(bool, ByteView) { return false; }

  /// Something left one of the tasks; @returns how the connection is to be closed.
  [[nodiscard]] virtual CloseCode onFault(std::exception_ptr fault, std::string& reason) noexcept = 0;

  /// Counts what became of messages.
  virtual void onFlow(FlowEvent, std::size_t) noexcept {}

  /// More waits for the client than its high watermark says; or no more than the low one, after that. Each is told once
  /// for each crossing, from the top of the loop.
  virtual void onBackpressure() noexcept {}
  virtual void onDrain() noexcept {}
  /// A message can be written at once, which `WebSocketConnection::takesMore` has denied.
  virtual void onRoom() noexcept {}

  /// The client's Close has come; it is answered when the task has ended. The reason is valid until then.
  [[nodiscard]] virtual Task<> onClosing(CloseCode, std::string_view) { return {}; }

  /// When `onDeadline` is to be called next, as long as the connection is open; `TimePoint::max()` for never.
  [[nodiscard]] virtual TimePoint deadline() const noexcept { return TimePoint::max(); }
  virtual void onDeadline(TimePoint) noexcept {}

  /// The client has reached a limit, and is closed for it.
  virtual void onLimit(Limit) noexcept {}

  /// The last call. `abnormal` when the peer left without a Close.
  virtual void onClosed(CloseCode code, std::string_view reason) noexcept = 0;
};

/// A client that may come in: its handshake is valid, and the application has its say. Destroyed with the request when
/// the client leaves before.
class WebSocketAdmission {
public:
  virtual ~WebSocketAdmission() = default;

  /// Runs all that may refuse. @returns 101 with what is to be added to it, or the answer that refuses the client; what
  /// it throws is answered like what a route throws.
  [[nodiscard]] virtual Task<Response> admit() = 0;

  /// After a 101: the client as it will be. Takes the request over.
  [[nodiscard]] virtual std::unique_ptr<WebSocketPeer> accept(WebSocketConnection& connection) = 0;
};

/// A path on which WebSocket connections are accepted.
class WebSocketRoute {
public:
  virtual ~WebSocketRoute() = default;
  [[nodiscard]] virtual const WebSocketLimits& limits() const noexcept = 0;
  [[nodiscard]] virtual const ws::HandshakeOptions& handshake() const noexcept = 0;

  struct Visitor {
    Request& request;  ///< stays where it is until `accept` takes it, or the admission ends
    routing::Parameters parameters;
    ws::HandshakeAccepted handshake;
    Loop& loop;
    const PeerAddress& peer;  ///< likewise
  };
  [[nodiscard]] virtual std::unique_ptr<WebSocketAdmission> open(Visitor visitor) = 0;
};

}  // namespace serinus::server
