#pragma once

#include <serinus/gateway/web_socket_gateway.hpp>

#include <utility>

namespace serinus {

/// A gateway whose messages may be larger than memory: each is read piece by piece, as it arrives.
///
///     Task<> onMessageStream(WebSocketContext& context) override {
///       while (true) {
///         const WsChunk chunk = co_await context.nextChunk();
///         file.write(chunk.bytes());
///         if (chunk.isLast()) break;
///       }
///       context.sendText("stored");
///     }
///
/// Nothing of a client is read while its handler is at work with a chunk, so that no more than a read buffer of it is
/// in memory; and a client that stops in the middle of a message is closed after `Timeouts::message`. The size of a
/// message is limited by `WebSocketLimits::maxStreamed`. Messages are not compressed here, and there are no typed
/// events and no calls to clients: all that comes goes to `onMessageStream`.
class StreamingGateway : public WebSocketGateway {
public:
  explicit StreamingGateway(WebSocketGatewayOptions options = {}) : WebSocketGateway(std::move(options)) {}

  /// A message has begun. What is left unread of it at the end is skipped; the next one waits until then. What it
  /// throws is treated as for `onMessage`.
  [[nodiscard]] virtual Task<> onMessageStream(WebSocketContext& context) = 0;

private:
  Task<> onMessage(WsMessage, WebSocketContext& context) final { return onMessageStream(context); }
};

}  // namespace serinus
