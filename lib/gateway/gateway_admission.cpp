#include "gateway/gateway_admission.hpp"

#include "gateway/gateway_hub.hpp"

#include <utility>

namespace serinus::gateway {

GatewayAdmission::GatewayAdmission(GatewayHub& hub, server::WebSocketRoute::Visitor visitor)
    : UpgradeContext(visitor.request, parameters_, *hub.services_, visitor.loop, std::move(visitor.peer),
                     std::move(visitor.handshake.offeredSubprotocols), visitor.handshake.subprotocol.value_or("")),
      hub_(&hub),
      request_(&visitor.request),
      parameters_(std::move(visitor.parameters)),
      acceptKey_(std::move(visitor.handshake.accept)) {}

Task<Response> GatewayAdmission::admit() {
  if (hub_->listeners_.onUpgrade != nullptr) co_await hub_->listeners_.onUpgrade->onUpgrade(*this);
  if (refusal()) co_return *refusal();
  co_return accepted();
}

Response GatewayAdmission::accepted() const {
  Response response;
  response.status(Status::switchingProtocols).header("Upgrade", "websocket").header("Sec-WebSocket-Accept", acceptKey_);
  if (!subprotocol().empty()) response.header("Sec-WebSocket-Protocol", subprotocol());
  for (const Field field : addedFields()) response.addHeader(field.name, field.value);
  return response;
}

std::unique_ptr<server::WebSocketPeer> GatewayAdmission::accept(server::WebSocketConnection& connection) {
  auto handshake = std::make_unique<Handshake>(std::move(*request_), std::move(parameters_));
  auto client = std::make_unique<GatewayClient>(*hub_, hub_->here(), connection, std::move(handshake), subprotocol());
  client->adoptState(*this);
  return client;
}

}  // namespace serinus::gateway
