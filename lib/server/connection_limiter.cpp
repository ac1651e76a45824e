#include "server/connection_limiter.hpp"

#include <serinus/base/bytes.hpp>

#include <span>

#include <sys/resource.h>

namespace serinus::server {

namespace {

// Those that wait for their 503 take descriptors, too.
constexpr std::size_t mostSurplus = 64;

/// Nine tenths of the descriptors; the rest is for files, databases and the listeners.
std::size_t allowedBySystem(std::size_t otherwise) noexcept {
  rlimit descriptors{};
  if (::getrlimit(RLIMIT_NOFILE, &descriptors) != 0 || descriptors.rlim_cur == RLIM_INFINITY) return otherwise;
  return descriptors.rlim_cur - descriptors.rlim_cur / 10;
}

/// Adds one, unless there are `most`.
bool raise(std::atomic<std::size_t>& count, std::size_t most) noexcept {
  std::size_t now = count.load(std::memory_order_relaxed);
  while (now < most) {
    if (count.compare_exchange_weak(now, now + 1, std::memory_order_relaxed)) return true;
  }
  return false;
}

}  // namespace

ConnectionLimiter::ConnectionLimiter(const ConnectionLimits& limits) : limits_(limits) {
  if (limits_.total == 0) limits_.total = allowedBySystem(unlimited);
  if (limits_.handshakes == 0) limits_.handshakes = unlimited;
  if (limits_.tlsHandshakes == 0) limits_.tlsHandshakes = unlimited;
}

ConnectionLimiter::Place ConnectionLimiter::enterOne() noexcept {
  return Place(raise(open_, limits_.total) ? Place::Kind::counted : Place::Kind::none);
}

ConnectionLimiter::Place ConnectionLimiter::enterOf(std::uint64_t network) {
  if (enterOne().kind() == Place::Kind::none) return Place(Place::Kind::none);
  const std::uint64_t key = hash_(asText(std::as_bytes(std::span(&network, 1)))) % Place::noNetwork;
  const std::lock_guard lock(mutex_);
  if (ofNetwork_[key] < limits_.perAddress) {
    ++ofNetwork_[key];
    return Place(Place::Kind::counted, key);
  }
  if (surplus_ < mostSurplus) {
    ++surplus_;
    counts_.add(Limit::address);
    return Place(Place::Kind::surplus);
  }
  open_.fetch_sub(1, std::memory_order_relaxed);
  counts_.add(Limit::addressFlood);
  return Place(Place::Kind::none);
}

void ConnectionLimiter::leave(const Place& place) noexcept {
  if (place.kind() == Place::Kind::none) return;
  open_.fetch_sub(1, std::memory_order_relaxed);
  const bool isSurplus = place.kind() == Place::Kind::surplus;
  if (!isSurplus && place.network_ == Place::noNetwork) return;
  const std::lock_guard lock(mutex_);
  if (isSurplus) {
    --surplus_;
    return;
  }
  const auto count = ofNetwork_.find(place.network_);
  if (--count->second == 0) ofNetwork_.erase(count);
}

bool ConnectionLimiter::beginHandshake() noexcept {
  if (raise(handshakes_, limits_.handshakes)) return true;
  counts_.add(Limit::handshakes);
  return false;
}

}  // namespace serinus::server
