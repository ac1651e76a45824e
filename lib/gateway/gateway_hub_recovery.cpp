#include "gateway/gateway_hub.hpp"

#include <serinus/gateway/client_info.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace serinus::gateway {

namespace {

bool isAmong(const To::Names& names, const KeptClient& client) {
  const auto isNamed = [](const auto& list, const auto& name) { return std::ranges::find(list, name) != list.end(); };
  return isNamed(names.clients, client.id) || (!client.user.empty() && isNamed(names.users, client.user)) ||
         std::ranges::any_of(client.rooms, [&](const std::string& room) { return isNamed(names.rooms, room); });
}

}  // namespace

void GatewayHub::beginRecovery() {
  const auto& options = gateway_->options().recovery;
  if (!options) return;
  recovery_ = std::make_unique<RecoveryVault>(*options, hash_);
  for (const auto& place : loops_) {
    place->recoveryTimer = std::make_unique<RecoveryTimer>(*place->loop, [this, at = place.get()] { expire(*at); });
  }
}

void GatewayHub::keep(Loop& loop, RecoveryVault::Ticket ticket, KeptClient client) {
  tellExpired(recovery_->keep(std::move(ticket), std::move(client), loop.now()));
  watchExpiry(*placeOn(loop));
}

void GatewayHub::giveBack(Loop& loop, RecoveryVault::Claimed claimed) {
  tellExpired(recovery_->giveBack(std::move(claimed)));
  watchExpiry(*placeOn(loop));
}

void GatewayHub::expire(GatewayLoop& place) noexcept {
  try {
    tellExpired(recovery_->expire(place.loop->now()));
    watchExpiry(place);
  } catch (const std::bad_alloc&) {
    place.recoveryTimer->set(place.loop->now() + std::chrono::seconds(1));  // in the room of the timer that was due
  }
}

// Whoever keeps a client sees to it that its time ends, wherever it was until then.
void GatewayHub::watchExpiry(GatewayLoop& place) {
  if (place.recoveryTimer == nullptr) return;  // the application ends
  if (const auto deadline = recovery_->nextDeadline()) place.recoveryTimer->set(*deadline);
}

void GatewayHub::tellExpired(const std::vector<KeptClient>& gone) const noexcept {
  if (listeners_.onRecoveryExpired == nullptr) return;
  for (const KeptClient& client : gone) {
    try {
      listeners_.onRecoveryExpired->onRecoveryExpired(ClientInfo(client.id, client.user, client.rooms));
    } catch (...) {
      logFault("onRecoveryExpired", std::current_exception());
    }
  }
}

// Whom the application closes while he is away is not let in as if nothing had been said. On every loop, behind the
// clients that are there: one that is lost at this moment is among the ones or the others. A predicate wants to see a
// client.
void GatewayHub::dropKept(const To& to) {
  if (to.predicate() != nullptr) return;
  tellExpired(recovery_->drop([&](const KeptClient& client) {
    return (to.isEveryone() || isAmong(to.included(), client)) && !isAmong(to.excluded(), client);
  }));
}

std::shared_ptr<GatewayLoop> GatewayHub::placeOn(const Loop& loop) const {
  const auto found = std::ranges::find_if(loops_, [&](const auto& place) { return place->loop == &loop; });
  if (found == loops_.end()) std::abort();  // clients are on the gateway's own loops alone
  return *found;
}

}  // namespace serinus::gateway
