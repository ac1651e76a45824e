#pragma once

#include <serinus/gateway/web_socket_context.hpp>

#include <string>
#include <string_view>

namespace serinus::gateway {

/// Why there is no room of this name; empty when there may be one.
[[nodiscard]] inline std::string faultOfRoomName(std::string_view name) {
  if (!name.empty() && name.size() <= maxRoomName) return {};
  return "the name of a room has 1 to " + std::to_string(maxRoomName) + " bytes, not " + std::to_string(name.size());
}

}  // namespace serinus::gateway
