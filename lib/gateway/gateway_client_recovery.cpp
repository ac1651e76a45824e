#include "gateway/gateway_client.hpp"
#include "gateway/gateway_hub.hpp"

#include <serinus/json/json_quote.hpp>

#include <utility>

namespace serinus::gateway {

// ---- The connection of one who has come back

void GatewayClient::beginRecovery(Presented presented) {
  extras().recovery = std::make_unique<ClientRecovery>(std::move(presented));
  const auto& claimed = recovery()->claimed();
  if (!claimed) return;
  place_->clients.rename(id_, claimed->client.id);
  id_ = claimed->client.id;
  recovery()->isRecovered = true;
}

// Its rooms let it in before, and nothing of what they asked then has changed but the connection.
void GatewayClient::restore() {
  auto& claimed = recovery()->claimed();
  if (!claimed) return;
  recovery()->isRestored = true;
  recoverState(std::move(claimed->client.state));
  setUser(claimed->client.user);
  for (const std::string& room : claimed->client.rooms) static_cast<void>(enter(room));
}

void GatewayClient::sendSession() {
  if (!connection_->isOpen()) return;
  auto [ticket, token] = hub().recovery()->issue(loop(), id_);
  std::string data = R"({"token":")" + token + R"(","recovered":)" + (recovered() ? "true" : "false");
  if (const auto fault = recovery()->fault()) data.append(R"(,"reason":")").append(text(*fault)).append("\"");
  data.append(R"(,"id":")").append(id_.text()).append("\"}");
  // Not compressed: how long it is would say something of the token, beside what others have a part in.
  if (sendEvent("session", data, SendOptions(Compress::no)) == SendResult::dropped) return;
  recovery()->ticket = std::move(ticket);
  recovery()->claimed().reset();
}

bool GatewayClient::recovered() const noexcept {
  return recovery() != nullptr && recovery()->isRecovered;
}

bool GatewayClient::mayReturn() const noexcept {
  return recovery() != nullptr && recovery()->mayReturn;
}

// ---- The connection of one who may come back

bool GatewayClient::holds(std::string_view name) const noexcept {
  return recovery() != nullptr && recovery()->ticket && recovery()->ticket.name() == name;
}

bool GatewayClient::giveWay(std::string_view newcomer) {
  if (!isSameClient(identity(), recovery()->isNamedAtDoor, newcomer, loop().now())) return false;
  connection_->abort();
  return true;
}

// One that has come back, and was lost before it had its new token, comes back with the old one.
bool GatewayClient::isKeptAfter(CloseCode code) const noexcept {
  return recovery() != nullptr && (recovery()->ticket || recovery()->claimed()) && recovery()->maySurvive(code);
}

/// Without the memory for it the client cannot come back.
void GatewayClient::keepOrNot(std::vector<std::string> rooms) noexcept {
  try {
    keep(std::move(rooms));
  } catch (const std::bad_alloc&) {
    hub().logFault("keeping a lost client", std::current_exception());
  }
}

void GatewayClient::keep(std::vector<std::string> rooms) {
  if (recovery()->claimed() && !recovery()->isRestored)
    return hub().giveBack(loop(), std::move(*recovery()->claimed()));
  KeptClient kept(id_, std::string(user()), std::move(rooms), takeState(), recovery()->isNamedAtDoor);
  if (recovery()->ticket) return hub().keep(loop(), std::move(recovery()->ticket), std::move(kept));
  recovery()->claimed()->client = std::move(kept);
  hub().giveBack(loop(), std::move(*recovery()->claimed()));
}

}  // namespace serinus::gateway
