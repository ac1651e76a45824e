#pragma once

#include <serinus/base/bytes.hpp>
#include <serinus/base/peer_address.hpp>
#include <serinus/http/request.hpp>
#include <serinus/routing/router.hpp>
#include <serinus/runtime/task.hpp>
#include <serinus/server/web_socket_limits.hpp>
#include <serinus/ws/close_code.hpp>
#include <serinus/ws/handshake.hpp>

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

  /// Something left `onOpen` or `onMessage`; @returns how the connection is to be closed.
  [[nodiscard]] virtual CloseCode onFault(std::exception_ptr fault, std::string& reason) noexcept = 0;

  /// The last call. `abnormal` when the peer left without a Close.
  virtual void onClosed(CloseCode code, std::string_view reason) noexcept = 0;
};

/// A path on which WebSocket connections are accepted.
class WebSocketRoute {
public:
  virtual ~WebSocketRoute() = default;
  [[nodiscard]] virtual const WebSocketLimits& limits() const noexcept = 0;
  [[nodiscard]] virtual const ws::HandshakeOptions& handshake() const noexcept = 0;
  [[nodiscard]] virtual std::unique_ptr<WebSocketPeer> accept(WebSocketConnection& connection, Request request,
                                                              routing::Parameters parameters,
                                                              std::string subprotocol) = 0;
};

}  // namespace serinus::server
