#include "server/limit_faults.hpp"

#include <serinus/server/memory_use.hpp>

#include <array>
#include <cstdint>
#include <limits>
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

/// A time of `Timeouts`, and what zero means; empty where it means nothing.
struct Timeout {
  std::string_view name;
  Duration value;
  std::string_view zero;
  Duration most = century;
};

void judge(const Timeout& timeout, std::vector<std::string>& faults) {
  const std::string name = "timeouts." + std::string(timeout.name);
  if (timeout.value > timeout.most)
    return faults.push_back(name + " is more than " + textOf(timeout.most) + ": give less");
  if (timeout.zero.empty()) {
    if (timeout.value <= Duration::zero()) faults.push_back(name + " is not more than zero: give a time, such as 5s");
  } else if (timeout.value < Duration::zero()) {
    faults.push_back(name + " is less than zero: give a time, or zero for " + std::string(timeout.zero));
  }
}

void judgeRate(std::string_view name, std::size_t rate, std::vector<std::string>& faults) {
  constexpr std::size_t most = std::size_t{1} << 30;
  if (rate > most) faults.push_back("timeouts." + std::string(name) + " is more than 1 GiB a second: give less");
}

/// A size or a count of `http::Limits`.
struct Size {
  std::string_view name;
  std::uint64_t value;
  std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t least = 1;
};

// Fields are told apart by 32 bits, and all that these limit is kept.
constexpr std::uint64_t mostOfHead = std::uint64_t{1} << 30;

void judge(const Size& size, std::vector<std::string>& faults) {
  const std::string name = "limits." + std::string(size.name);
  const std::string least = std::to_string(size.least);
  if (size.value < size.least)
    faults.push_back(name + " is " + std::to_string(size.value) + ", and nothing would be let through: give " + least +
                     " or more");
  if (size.value > size.most) faults.push_back(name + " is more than " + std::to_string(size.most) + ": give less");
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

std::vector<std::string> timeoutFaults(const Timeouts& timeouts) {
  std::vector<std::string> faults;
  const std::array times{
      Timeout{"proxyHeader", timeouts.proxyHeader, ""},
      Timeout{"tlsHandshake", timeouts.tlsHandshake, ""},
      Timeout{"header", timeouts.header, ""},
      Timeout{"keepAlive", timeouts.keepAlive, ""},
      Timeout{"request", timeouts.request, ""},
      Timeout{"bodyGrace", timeouts.bodyGrace, ""},
      Timeout{"handler", timeouts.handler, "no limit"},
      Timeout{"writeGrace", timeouts.writeGrace, ""},
      Timeout{"writeStall", timeouts.writeStall, ""},
      Timeout{"unacknowledged", timeouts.unacknowledged, "the system's limits", counted},
      Timeout{"linger", timeouts.linger, ""},
      Timeout{"webSocketClose", timeouts.webSocketClose, ""},
      Timeout{"message", timeouts.message, ""},
      Timeout{"drainDelay", timeouts.drainDelay, "none"},
      Timeout{"drain", timeouts.drain, "an end at once"},
  };
  for (const Timeout& time : times) judge(time, faults);
  judgeRate("bodyMinRate", timeouts.bodyMinRate, faults);
  judgeRate("writeMinRate", timeouts.writeMinRate, faults);
  return faults;
}

std::vector<std::string> requestLimitFaults(const http::Limits& limits) {
  std::vector<std::string> faults;
  const std::array sizes{
      Size{"maxRequestLine", limits.maxRequestLine, mostOfHead},
      Size{"maxHeaderBytes", limits.maxHeaderBytes, mostOfHead},
      Size{"maxHeaders", limits.maxHeaders, mostOfHead},
      Size{"maxFieldName", limits.maxFieldName, mostOfHead},
      Size{"maxTrailerBytes", limits.maxTrailerBytes, mostOfHead, 2},  // the empty line behind every chunked body
      Size{"form.maxParts", limits.form.maxParts},
      Size{"form.maxPartHead", limits.form.maxPartHead, mostOfHead},
      Size{"form.maxPartFields", limits.form.maxPartFields},
      Size{"form.maxName", limits.form.maxName},
      Size{"form.maxPart", limits.form.maxPart},
      Size{"form.maxTotal", limits.form.maxTotal},
      Size{"maxRequestsPerConnection", limits.maxRequestsPerConnection},
  };
  for (const Size& size : sizes) judge(size, faults);
  return faults;
}

std::vector<std::string> connectionLimitFaults(const ConnectionLimits& limits) {
  std::vector<std::string> faults;
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max() / 2;  // beyond it a number was less than zero
  const auto judge = [&](std::string_view name, std::size_t value, std::string_view zero) {
    if (value > most)
      faults.push_back("connections." + std::string(name) + " is less than zero: give a number, or zero for " +
                       std::string(zero));
  };
  judge("total", limits.total, "nine tenths of the descriptors");
  judge("perAddress", limits.perAddress, "no limit");
  judge("handshakes", limits.handshakes, "no limit");
  judge("tlsHandshakes", limits.tlsHandshakes, "no limit");
  return faults;
}

std::vector<std::string> memoryBudgetFaults(std::uint64_t budget) {
  constexpr std::uint64_t least = std::uint64_t{16} * 1024 * 1024;
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max() / 2;
  if (budget == 0 || budget == noMemoryBudget) return {};
  if (budget > most)
    return {
        "memoryBudget is less than zero: give bytes, zero for three quarters of what the system allows, or "
        "noMemoryBudget"};
  if (budget >= least) return {};
  return {
      "memoryBudget is " + std::to_string(budget) +
      " bytes, and all would be refused: give 16 MiB or more, or zero for three quarters of what the system allows"};
}

}  // namespace serinus::server
