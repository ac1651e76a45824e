#include "gateway/gateway_client.hpp"
#include "gateway/gateway_hub.hpp"

#include <serinus/json/json_quote.hpp>

#include <utility>

namespace serinus::gateway {

// ---- The connection of one who has come back

void GatewayClient::beginRecovery(Presented presented) {
  recovery_ = std::make_unique<ClientRecovery>(std::move(presented));
  const auto& claimed = recovery_->claimed();
  if (!claimed) return;
  place_->clients.rename(id_, claimed->client.id);
  id_ = claimed->client.id;
  recovery_->isRecovered = true;
}

// Its rooms let it in before, and nothing of what they asked then has changed but the connection.
void GatewayClient::restore() {
  auto& claimed = recovery_->claimed();
  if (!claimed) return;
  recovery_->isRestored = true;
  recoverState(std::move(claimed->client.state));
  setUser(claimed->client.user);
  for (const std::string& room : claimed->client.rooms) static_cast<void>(enter(room));
}

void GatewayClient::sendSession() {
  if (!connection_->isOpen()) return;
  auto [ticket, token] = hub_->recovery()->issue(loop(), id_);
  std::string data = R"({"token":")" + token + R"(","recovered":)" + (recovered() ? "true" : "false");
  if (const auto fault = recovery_->fault()) data.append(R"(,"reason":")").append(text(*fault)).append("\"");
  data.append(R"(,"id":")").append(id_.text()).append("\"}");
  // Not compressed: how long it is would say something of the token, beside what others have a part in.
  if (sendEvent("session", data, SendOptions(Compress::no)) == SendResult::dropped) return;
  recovery_->ticket = std::move(ticket);
  recovery_->claimed().reset();
}

bool GatewayClient::recovered() const noexcept {
  return recovery_ && recovery_->isRecovered;
}

bool GatewayClient::mayReturn() const noexcept {
  return recovery_ && recovery_->mayReturn;
}

// ---- The connection of one who may come back

bool GatewayClient::holds(std::string_view name) const noexcept {
  return recovery_ && recovery_->ticket && recovery_->ticket.name() == name;
}

bool GatewayClient::giveWay(std::string_view newcomer) {
  if (!isSameClient(identity(), recovery_->isNamedAtDoor, newcomer, loop().now())) return false;
  connection_->abort();
  return true;
}

// One that has come back, and was lost before it had its new token, comes back with the old one.
bool GatewayClient::isKeptAfter(CloseCode code) const noexcept {
  return recovery_ && (recovery_->ticket || recovery_->claimed()) && recovery_->maySurvive(code);
}

void GatewayClient::keep(std::vector<std::string> rooms) {
  if (recovery_->claimed() && !recovery_->isRestored) return hub_->giveBack(loop(), std::move(*recovery_->claimed()));
  KeptClient kept(id_, std::string(user()), std::move(rooms), takeState(), recovery_->isNamedAtDoor);
  if (recovery_->ticket) return hub_->keep(loop(), std::move(recovery_->ticket), std::move(kept));
  recovery_->claimed()->client = std::move(kept);
  hub_->giveBack(loop(), std::move(*recovery_->claimed()));
}

}  // namespace serinus::gateway
