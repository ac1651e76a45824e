#include "gateway/gateway_hub.hpp"

#include "gateway/not_taken.hpp"

#include <utility>

namespace serinus::gateway {

GatewayHub::GatewayHub(WebSocketGateway& gateway) : gateway_(&gateway) {
  handshake_.subprotocols = gateway.options().subprotocols;
  handshake_.origins = ws::OriginPolicy(gateway.options().origins);
  handshake_.compression = gateway.options().compression;
}

GatewayHub::~GatewayHub() = default;

void GatewayHub::bind(const std::vector<Loop*>& loops, const di::ServiceScope& services, std::shared_ptr<Logger> logger,
                      std::string name, const GatewayListeners& listeners, GatewayPipelines pipelines) {
  loops_.clear();
  for (Loop* loop : loops) loops_.push_back(std::make_unique<GatewayLoop>(*loop));
  services_ = &services;
  logger_ = std::move(logger);
  name_ = std::move(name);
  listeners_ = listeners;
  pipelines_ = std::move(pipelines);
  dispatcher_.emplace(events_, codec(), *logger_, name_);
  if (!handshake_.compression.isOff() && !ws::hasZlib())
    logger_->warning(name_, "nothing is compressed: the library was built without zlib (meson option `compression`)");
}

void GatewayHub::unbind() noexcept {
  loops_.clear();
}

std::unique_ptr<server::WebSocketAdmission> GatewayHub::open(Visitor visitor) {
  return std::make_unique<GatewayAdmission>(*this, std::move(visitor));
}

GatewayLoop& GatewayHub::here() {
  for (const auto& place : loops_) {
    if (place->loop->isCurrent()) return *place;
  }
  std::abort();  // a connection is only ever accepted by a loop of its application
}

template <class Visit>
void GatewayHub::onEveryLoop(Visit visit) {
  for (const auto& place : loops_) {
    if (place->loop->isCurrent())
      visit(*place);
    else
      place->loop->post([visit, &where = *place] { visit(where); });
  }
}

void GatewayHub::send(ws::Opcode opcode, ByteView payload, const To& to, Compress compress) {
  // Encoded once; every client queues a reference, and between loops travels one message each.
  onEveryLoop([opcode, plain = ws::encodeMessage(opcode, payload), to, compress](const GatewayLoop& place) {
    ws::MessageFrames frames(opcode, plain);
    if (to.only()) {
      if (GatewayClient* client = place.clients.find(*to.only())) client->sendFrames(frames, compress);
      return;
    }
    place.clients.forEach([&](GatewayClient& client) {
      if (to.except() != client.clientId()) client.sendFrames(frames, compress);
    });
  });
}

void GatewayHub::disconnect(const To& to, CloseCode code, std::string_view reason) {
  onEveryLoop([to, code, text = std::string(reason)](const GatewayLoop& place) {
    if (to.only()) {
      if (GatewayClient* client = place.clients.find(*to.only())) client->close(code, text);
      return;
    }
    place.clients.forEach([&](GatewayClient& client) {
      if (to.except() != client.clientId()) client.close(code, text);
    });
  });
}

void GatewayHub::sendEvent(std::string_view event, std::string_view data, const To& to) {
  std::string payload;
  codec().write(payload, OutgoingEvent{EventKind::event, event, {}, data});
  send(codec().writesText() ? ws::Opcode::text : ws::Opcode::binary, asBytes(payload), to, Compress::yes);
}

const EventCodec& GatewayHub::codec() const noexcept {
  static const JsonEventCodec json;
  const auto& chosen = gateway_->options().codec;
  return chosen != nullptr ? *chosen : json;
}

}  // namespace serinus::gateway

namespace serinus {

WebSocketGateway::WebSocketGateway(WebSocketGatewayOptions options)
    : options_(std::move(options)), hub_(std::make_unique<gateway::GatewayHub>(*this)) {}
WebSocketGateway::~WebSocketGateway() = default;

Task<> WebSocketGateway::onMessage(WsMessage, WebSocketContext&) {
  throw gateway::NotTaken();
}

StepList& WebSocketGateway::addEvent(std::string name, std::unique_ptr<gateway::EventHandler> handler) {
  return hub_->events().add(std::move(name), std::move(handler));
}
void WebSocketGateway::sendEvent(std::string_view event, std::string_view data, const To& to) {
  hub_->sendEvent(event, data, to);
}
void WebSocketGateway::send(std::string_view text, const To& to, Compress compress) {
  hub_->send(ws::Opcode::text, asBytes(text), to, compress);
}
void WebSocketGateway::sendBinary(ByteView data, const To& to, Compress compress) {
  hub_->send(ws::Opcode::binary, data, to, compress);
}
void WebSocketGateway::disconnect(const To& to, CloseCode code, std::string_view reason) {
  hub_->disconnect(to, code, reason);
}
std::size_t WebSocketGateway::clientCount() const noexcept {
  return hub_->clientCount();
}

}  // namespace serinus
