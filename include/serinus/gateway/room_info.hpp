#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace serinus {

/// A room of a gateway, and how many of its clients are in there.
struct RoomInfo {
  RoomInfo(std::string roomName, std::size_t count) : name(std::move(roomName)), members(count) {}

  std::string name;
  std::size_t members;
};

}  // namespace serinus
