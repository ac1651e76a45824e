#include "gateway/gateway_client.hpp"
#include "gateway/gateway_hub.hpp"

#include <utility>

namespace serinus::gateway {

void GatewayClient::onPrincipal() {
  connection_->deadlineChanged();
  setUser(userId());
}

void GatewayClient::adopt(Context& admission) {
  adoptState(admission);
  if (recovery() != nullptr) recovery()->isNamedAtDoor = principal() != nullptr;
  if (principal() != nullptr) setUser(userId());
}

TimePoint GatewayClient::deadline() const noexcept {
  const pipeline::Identity* const known = identity();
  if (known == nullptr) return TimePoint::max();
  return hub().listeners_.onExpiring != nullptr ? known->nextDeadline(hub().limits().expiryNotice) : known->expiresAt();
}

void GatewayClient::onDeadline(TimePoint now) noexcept {
  pipeline::Identity* const known = identity();
  if (known->hasExpired(now)) {
    onLimit(Limit::expiry);
    return connection_->close(CloseCode::expired, "expired");
  }
  if (known->takeNotice(now, hub().limits().expiryNotice)) askForRenewal();
}

void GatewayClient::askForRenewal() {
  const auto fail = [this](std::exception_ptr fault) { connection_->closeFor(std::move(fault)); };
  auto& renewals = extras().renewals;
  if (!renewals) renewals = std::make_unique<runtime::TaskScope>(loop(), fail);
  try {
    renewals->spawn(hub().listeners_.onExpiring->onExpiring(*this));
  } catch (...) {
    fail(std::current_exception());
  }
}

}  // namespace serinus::gateway
