#include "gateway/gateway_admission.hpp"

#include "gateway/gateway_hub.hpp"
#include "gateway/take_over.hpp"

#include <serinus/http/error_response.hpp>

#include <stdexcept>
#include <utility>

namespace serinus::gateway {

GatewayAdmission::GatewayAdmission(GatewayHub& hub, server::WebSocketRoute::Visitor visitor)
    : UpgradeContext(visitor.request, parameters_, *hub.services_, visitor.loop, visitor.peer,
                     std::move(visitor.handshake.offeredSubprotocols), visitor.handshake.subprotocol.value_or("")),
      hub_(&hub),
      request_(&visitor.request),
      parameters_(std::move(visitor.parameters)),
      acceptKey_(std::move(visitor.handshake.accept)),
      deflate_(std::move(visitor.handshake.deflate)) {}

// The visitor has not come in after all.
GatewayAdmission::~GatewayAdmission() {
  if (presented_.claimed) hub_->giveBack(loop(), std::move(*presented_.claimed));
}

Task<Response> GatewayAdmission::admit() {
  ExecutionContext execution(Door::upgrade, *this, hub_->name_, {});
  co_await hub_->pipelines_.upgrade.run(execution, *this);
  if (execution.response()) refuse(std::move(*execution.response()));
  if (refusal()) co_return *refusal();
  if (!decided_) throw std::logic_error("a middleware neither called next() nor responded");
  if (hub_->recovery() != nullptr) {
    if (const auto token = query("recover"); token && !token->empty()) co_await recover(std::string(*token));
  }
  if (hub_->seatsUsers() && !userId().empty()) {
    seat_ = hub_->seat(userId());
    if (!seat_) co_return errorResponse(Status::tooManyRequests, "too many connections of this user", path());
  }
  co_return accepted();
}

// Before a seat is taken: the connection that this one takes the place of may have had it.
Task<> GatewayAdmission::recover(std::string token) {
  RecoveryVault& vault = *hub_->recovery();
  RecoveryVault::Claim claim = vault.claim(token, userId(), loop().now());
  if (const auto* live = std::get_if<RecoveryVault::Live>(&claim)) {
    TakeOver takeOver(*hub_, *live, std::string(userId()));
    const bool ended = co_await takeOver;
    claim = ended ? vault.claim(token, userId(), loop().now()) : RecoveryVault::Claim(RecoveryFault::identity);
  }
  take(std::move(claim));
}

void GatewayAdmission::take(RecoveryVault::Claim claim) {
  if (auto* const claimed = std::get_if<RecoveryVault::Claimed>(&claim))
    presented_.claimed.emplace(std::move(*claimed));
  else if (const auto* const fault = std::get_if<RecoveryFault>(&claim))
    presented_.fault = *fault;
  else
    presented_.fault = RecoveryFault::unknown;
}

Task<> GatewayAdmission::handle(ExecutionContext&) {
  decided_ = true;
  if (hub_->listeners_.onUpgrade == nullptr) return {};
  return hub_->listeners_.onUpgrade->onUpgrade(*this);
}

Response GatewayAdmission::accepted() const {
  Response response;
  response.status(Status::switchingProtocols).header("Upgrade", "websocket").header("Sec-WebSocket-Accept", acceptKey_);
  if (!subprotocol().empty()) response.header("Sec-WebSocket-Protocol", subprotocol());
  if (deflate_) response.header("Sec-WebSocket-Extensions", deflate_->text);
  for (const Field field : addedFields()) response.addHeader(field.name, field.value);
  return response;
}

std::unique_ptr<server::WebSocketPeer> GatewayAdmission::accept(server::WebSocketConnection& connection) {
  if (deflate_) connection.compress(deflate_->agreement, hub_->handshake().compression);
  auto handshake =
      std::make_shared<Handshake>(Handshake{std::move(*request_), std::move(parameters_), std::string(subprotocol())});
  auto client = std::make_unique<GatewayClient>(hub_->here(), connection, std::move(handshake), peer());
  if (hub_->recovery() != nullptr) client->beginRecovery(std::exchange(presented_, {}));
  if (seat_) client->sit(std::move(*seat_));
  client->adopt(*this);
  return client;
}

}  // namespace serinus::gateway
