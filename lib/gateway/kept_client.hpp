#pragma once

#include <serinus/pipeline/client_id.hpp>
#include <serinus/pipeline/state_store.hpp>

#include <string>
#include <utility>
#include <vector>

namespace serinus::gateway {

/// What stays of a client whose connection was lost. Touched by one loop at a time.
struct KeptClient {
  KeptClient(ClientId clientId, std::string userId, std::vector<std::string> roomNames, pipeline::StateStore values,
             bool namedAtDoor)
      : id(clientId),
        user(std::move(userId)),
        rooms(std::move(roomNames)),
        state(std::move(values)),
        wasNamedAtDoor(namedAtDoor) {}

  ClientId id;
  std::string user;
  std::vector<std::string> rooms;
  pipeline::StateStore state;  ///< the principal among it
  bool wasNamedAtDoor;         ///< whether the steps at its upgrade said who it is
};

}  // namespace serinus::gateway
