#pragma once

#include "gateway/gateway_client.hpp"
#include "gateway/recovery_timer.hpp"
#include "gateway/room_watch.hpp"
#include "pipeline/client_table.hpp"
#include "pipeline/room_table.hpp"

#include <serinus/gateway/to.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace serinus::gateway {

/// The clients of one gateway on one loop, and the rooms they are in; touched on that loop alone.
class GatewayLoop {
public:
  GatewayLoop(GatewayHub& whose, Loop& where, const KeyedHash& hash, RoomListener* listener)
      : hub(&whose), loop(&where), rooms(hash, listener), users(hash) {}

  GatewayHub* hub;
  Loop* loop;
  pipeline::ClientTable<GatewayClient> clients;
  RoomTable<GatewayClient> rooms;
  RoomTable<GatewayClient> users;    ///< of one user's connections each
  std::shared_ptr<RoomWatch> watch;  ///< null where nobody wants to be told of rooms
  GreetedHandshakes greeted;
  std::unique_ptr<RecoveryTimer> recoveryTimer;  ///< null where nobody may come back

  /// Calls `visit(GatewayClient&)` once for each client of `to` that is here. It may do what it likes, to rooms and to
  /// clients: who is reached was settled before the first call, but for those that are gone by their turn.
  template <class Visit>
  void visit(const To& to, Visit&& visit) {
    if (isAllButOne(to)) {
      clients.forEach([&](GatewayClient& client) {
        if (to.excluded().clients.empty() || to.excluded().clients.front() != client.clientId()) visit(client);
      });
    } else {
      visitChosen(choose(to, nullptr), to, visit);
    }
  }

  /// The same for those of `to` that are in `room`.
  template <class Visit>
  void visitIn(std::string_view room, const To& to, Visit&& visit) {
    if (const Room<GatewayClient>* const within = rooms.find(room)) visitChosen(choose(to, within), to, visit);
  }

private:
  // Everyone, or everyone but the speaker, as much is sent: they are met where they stand.
  [[nodiscard]] static bool isAllButOne(const To& to) noexcept;
  [[nodiscard]] static bool passes(const To& to, const GatewayClient& client) noexcept;

  /// The clients of `to`, each once, whatever its predicate says. Nobody else's code runs meanwhile.
  [[nodiscard]] std::vector<ClientId> choose(const To& to, const Room<GatewayClient>* within);

  template <class Visit>
  void visitChosen(std::vector<ClientId> chosen, const To& to, Visit&& visit) {
    for (const ClientId& id : chosen) {
      if (GatewayClient* const client = clients.find(id); client != nullptr && passes(to, *client)) visit(*client);
    }
    giveBack(std::move(chosen));
  }
  void giveBack(std::vector<ClientId> chosen) noexcept;

  std::vector<ClientId> spare_;
  std::uint32_t round_ = 0;
};

inline GatewayHub& GatewayClient::hub() const noexcept {
  return *place_->hub;
}

}  // namespace serinus::gateway
