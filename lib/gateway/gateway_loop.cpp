#include "gateway/gateway_loop.hpp"

#include "gateway/gateway_hub.hpp"

#include <algorithm>

namespace serinus::gateway {

namespace {

using ClientRoom = Room<GatewayClient>;

/// The rooms of these names that there are.
std::vector<const ClientRoom*> find(const RoomTable<GatewayClient>& table, const std::vector<std::string>& names) {
  std::vector<const ClientRoom*> found;
  for (const std::string& name : names) {
    if (const ClientRoom* const room = table.find(name)) found.push_back(room);
  }
  return found;
}

bool isInAny(const RoomMember<GatewayClient>* member, const std::vector<const ClientRoom*>& rooms) {
  return member != nullptr && std::ranges::any_of(rooms, [&](const ClientRoom* room) { return member->isIn(*room); });
}

/// Takes each client once that is named and not excluded.
class Choice {
public:
  Choice(const GatewayLoop& place, const To& to, const ClientRoom* within, std::uint32_t round,
         std::vector<ClientId>& chosen)
      : place_(place),
        within_(within),
        exceptRooms_(find(place.rooms, to.excluded().rooms)),
        exceptUsers_(find(place.users, to.excluded().users)),
        round_(round),
        chosen_(chosen) {}

  /// As if it had been taken.
  void pass(const ClientId& id) const {
    if (GatewayClient* const client = place_.clients.find(id)) static_cast<void>(client->enterRound(round_));
  }
  void take(const ClientId& id) const {
    if (GatewayClient* const client = place_.clients.find(id)) take(*client);
  }
  void take(const ClientRoom* room) const {
    for (const RoomMember<GatewayClient>* const member : room->members()) take(member->client());
  }
  void takeAll() const {
    place_.clients.forEach([&](GatewayClient& client) { take(client); });
  }

private:
  void take(GatewayClient& client) const {
    if (!client.enterRound(round_)) return;
    if (within_ != nullptr && !client.roomMember().isIn(*within_)) return;
    if (isInAny(&client.roomMember(), exceptRooms_) || isInAny(client.userMember(), exceptUsers_)) return;
    chosen_.push_back(client.clientId());
  }

  const GatewayLoop& place_;
  const ClientRoom* within_;
  std::vector<const ClientRoom*> exceptRooms_;
  std::vector<const ClientRoom*> exceptUsers_;
  std::uint32_t round_;
  std::vector<ClientId>& chosen_;
};

}  // namespace

bool GatewayLoop::isAllButOne(const To& to) noexcept {
  const To::Names& excluded = to.excluded();
  return to.isEveryone() && to.predicate() == nullptr && excluded.clients.size() <= 1 && excluded.rooms.empty() &&
         excluded.users.empty();
}

bool GatewayLoop::passes(const To& to, const GatewayClient& client) noexcept {
  if (to.predicate() == nullptr) return true;
  try {
    return (*to.predicate())(client);
  } catch (...) {
    client.hub().logFault("the predicate of To::where", std::current_exception());
  }
  return false;
}

std::vector<ClientId> GatewayLoop::choose(const To& to, const ClientRoom* within) {
  std::vector<ClientId> chosen = std::exchange(spare_, {});
  if (++round_ == 0) {  // it has begun anew: nobody is to be taken for met
    clients.forEach([](GatewayClient& client) { static_cast<void>(client.enterRound(0)); });
    round_ = 1;
  }
  const Choice choice(*this, to, within, round_, chosen);
  for (const ClientId& id : to.excluded().clients) choice.pass(id);
  if (to.isEveryone()) {
    within != nullptr ? choice.take(within) : choice.takeAll();
    return chosen;
  }
  for (const ClientId& id : to.included().clients) choice.take(id);
  for (const ClientRoom* const room : find(rooms, to.included().rooms)) choice.take(room);
  for (const ClientRoom* const user : find(users, to.included().users)) choice.take(user);
  return chosen;
}

void GatewayLoop::giveBack(std::vector<ClientId> chosen) noexcept {
  constexpr std::size_t most = 4096;  // 64 KiB
  if (chosen.capacity() > most || chosen.capacity() <= spare_.capacity()) return;
  chosen.clear();
  spare_ = std::move(chosen);
}

}  // namespace serinus::gateway
