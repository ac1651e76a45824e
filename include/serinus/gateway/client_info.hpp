#pragma once

#include <serinus/pipeline/client_id.hpp>

#include <string>
#include <utility>
#include <vector>

namespace serinus {

/// What a gateway knows of one of its clients: a copy, to be read on any loop.
struct ClientInfo {
  ClientInfo(ClientId clientId, std::string userId, std::vector<std::string> roomNames)
      : id(clientId), user(std::move(userId)), rooms(std::move(roomNames)) {}

  ClientId id;
  std::string user;                ///< empty where `setUser` was not called
  std::vector<std::string> rooms;  ///< in no particular order
};

}  // namespace serinus
