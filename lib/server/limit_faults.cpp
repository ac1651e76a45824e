#include "server/limit_faults.hpp"

#include <array>
#include <string_view>

namespace serinus::server {

namespace {

constexpr Duration counted = std::chrono::hours(24 * 24);  // in 31 bits of milliseconds: `ws::Heartbeat`
constexpr Duration century = std::chrono::hours(24 * 365 * 100);

struct Time {
  std::string_view name;
  Duration value;
  Duration most;
};

std::string textOf(Duration longest) {
  return longest == counted ? "24 days" : "a hundred years";
}

}  // namespace

std::vector<std::string> limitFaults(const WebSocketLimits& limits) {
  std::vector<std::string> faults;
  const std::array times{
      Time{"pingInterval", limits.pingInterval, counted}, Time{"pongTimeout", limits.pongTimeout, counted},
      Time{"idleTimeout", limits.idleTimeout, counted},   Time{"maxLifetime", limits.maxLifetime, century},
      Time{"expiryNotice", limits.expiryNotice, century},
  };
  for (const auto& [name, value, most] : times) {
    const std::string limit = "limits." + std::string(name);
    if (value < Duration::zero()) faults.push_back(limit + " is less than zero: give a time, or zero");
    if (value > most) faults.push_back(limit + " is more than " + textOf(most) + ": give less, or zero");
  }
  if (limits.pingInterval > Duration::zero() && limits.pongTimeout == Duration::zero())
    faults.emplace_back("limits.pongTimeout is zero: no client answers a ping at once; pingInterval = 0 sends none");
  if (limits.lifetimeSpread < Duration::zero() || limits.lifetimeSpread > limits.maxLifetime)
    faults.emplace_back("limits.lifetimeSpread is no part of maxLifetime: give a time from zero to that");
  if (!ws::isValidOnWire(code(limits.lifetimeCode)))
    faults.push_back("limits.lifetimeCode is " + std::to_string(code(limits.lifetimeCode)) +
                     ", which no Close frame may carry: give 1001, 1012, or one of 3000 to 4999");
  return faults;
}

}  // namespace serinus::server
