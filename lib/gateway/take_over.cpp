#include "gateway/take_over.hpp"

#include "gateway/gateway_hub.hpp"

#include <utility>

namespace serinus::gateway {

/// What both loops know of it. All but `newcomer` and `home` is touched on the new connection's loop alone.
class TakeOver::State final : public RecoveryVault::Waiting, public std::enable_shared_from_this<State> {
public:
  explicit State(std::string who) : newcomer(std::move(who)) {}

  void onEnded() noexcept override { settleAtHome(true); }
  void settleAtHome(bool ended) noexcept {
    home->post([self = shared_from_this(), ended] { self->settle(ended); });
  }

  const std::string newcomer;
  Loop* home = nullptr;
  std::coroutine_handle<> waiter;
  bool isEnded = true;

private:
  void settle(bool ended) {
    if (!waiter) return;
    isEnded = ended;
    std::exchange(waiter, nullptr).resume();
  }
};

TakeOver::TakeOver(GatewayHub& hub, RecoveryVault::Live live, std::string newcomer)
    : hub_(&hub), live_(std::move(live)), state_(std::make_shared<State>(std::move(newcomer))) {}

TakeOver::~TakeOver() {
  state_->waiter = nullptr;
}

TakeOver::Awaiter TakeOver::awaitOn(Loop& loop) noexcept {
  state_->home = &loop;
  return Awaiter(*this);
}

bool TakeOver::Awaiter::await_resume() const noexcept {
  return takeOver_->state_->isEnded;
}

bool TakeOver::begin(std::coroutine_handle<> waiter) {
  if (!hub_->recovery()->await(live_.name, state_)) return false;
  state_->waiter = waiter;
  const std::shared_ptr<GatewayLoop> place = hub_->placeOn(*live_.loop);
  live_.loop->post([place, live = live_, state = state_] { ask(*place, live, *state); });
  return true;
}

// A client that is gone by now has told so on its way.
void TakeOver::ask(GatewayLoop& place, const RecoveryVault::Live& live, State& state) {
  GatewayClient* const client = place.clients.find(live.id);
  if (client == nullptr || !client->holds(live.name)) return;
  if (!client->giveWay(state.newcomer)) state.settleAtHome(false);
}

}  // namespace serinus::gateway
