#pragma once

#include <serinus/server/web_socket_limits.hpp>

#include <string>
#include <vector>

namespace serinus::server {

/// What cannot be meant in the limits of a gateway, a sentence each; none when they may be used.
[[nodiscard]] std::vector<std::string> limitFaults(const WebSocketLimits& limits);

}  // namespace serinus::server
