#pragma once

#include <serinus/serinus.hpp>

#include <string>

namespace conformance {

using namespace serinus;

/// Sends each message back, with its type.
class EchoGateway : public WebSocketGateway {
public:
  using WebSocketGateway::WebSocketGateway;
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    context.send(message);
    return {};
  }
};

/// Sends each message to every client, its sender included.
class FanoutGateway : public WebSocketGateway {
public:
  using WebSocketGateway::WebSocketGateway;
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    message.isText() ? context.broadcastText(message.text()) : context.broadcastBinary(message.bytes());
    return {};
  }
};

/// An event stream that others feed: its handler ends at once, the stream stays.
inline SseStream fedByOthers(SseContext&) {
  co_return;
}

/// The body becomes the data of one event for every reader.
inline Response publish(RequestContext& context) {
  context.use<SseEmitter>().send(SseEvent(context.body()));
  return Response::empty();
}

}  // namespace conformance
