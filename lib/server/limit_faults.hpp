#pragma once

#include <serinus/http/limits.hpp>
#include <serinus/server/connection_limits.hpp>
#include <serinus/server/timeouts.hpp>
#include <serinus/server/web_socket_limits.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace serinus::server {

/// What cannot be meant in the limits of a gateway, a sentence each; none when they may be used.
[[nodiscard]] std::vector<std::string> limitFaults(const WebSocketLimits& limits);

/// The same of an application's.
[[nodiscard]] std::vector<std::string> timeoutFaults(const Timeouts& timeouts);
[[nodiscard]] std::vector<std::string> requestLimitFaults(const http::Limits& limits);
[[nodiscard]] std::vector<std::string> connectionLimitFaults(const ConnectionLimits& limits);
[[nodiscard]] std::vector<std::string> memoryBudgetFaults(std::uint64_t budget);

}  // namespace serinus::server
