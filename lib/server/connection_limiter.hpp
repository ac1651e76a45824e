#pragma once

#include "base/keyed_hash.hpp"
#include "server/limit_counts.hpp"

#include <serinus/base/peer_address.hpp>
#include <serinus/server/connection_limits.hpp>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace serinus::server {

/// Counts the connections of an application, on all its loops, against `ConnectionLimits`. From any thread.
class ConnectionLimiter {
public:
  /// Limits nothing.
  ConnectionLimiter() noexcept : ConnectionLimiter(ConnectionLimits{unlimited, 0, 0, 0}) {}
  /// A `total` of zero becomes what the system allows now.
  explicit ConnectionLimiter(const ConnectionLimits& limits);
  ConnectionLimiter(const ConnectionLimiter&) = delete;
  ConnectionLimiter& operator=(const ConnectionLimiter&) = delete;

  [[nodiscard]] const ConnectionLimits& limits() const noexcept { return limits_; }

  /// Connections there are.
  [[nodiscard]] std::size_t open() const noexcept { return open_.load(std::memory_order_relaxed); }

  /// One connection's place; to be given back by `leave`.
  class Place {
  public:
    enum class Kind : std::uint8_t {
      none,     ///< there is no place: close the connection
      counted,  ///< serve it
      surplus,  ///< there are too many of its address: say so and close it
    };
    [[nodiscard]] Kind kind() const noexcept { return kind_; }

  private:
    friend class ConnectionLimiter;
    explicit Place(Kind kind, std::uint64_t network = noNetwork) noexcept : kind_(kind), network_(network & allBits) {}
    static constexpr std::uint64_t allBits = ~std::uint64_t{0} >> 8;
    static constexpr std::uint64_t noNetwork = allBits;
    Kind kind_;
    std::uint64_t network_ : 56;  // hashed; eight bytes for both, of which every connection has some
  };

  /// @param peer  called for the address, where that counts
  template <class Peer>
  [[nodiscard]] Place enter(Peer&& peer) {
    if (limits_.perAddress == 0) return enterOne();
    return enterOf(peer().network());
  }
  /// Of no address.
  [[nodiscard]] Place enter() noexcept { return enterOne(); }
  void leave(const Place& place) noexcept;

  [[nodiscard]] bool beginHandshake() noexcept;
  void endHandshake() noexcept { handshakes_.fetch_sub(1, std::memory_order_relaxed); }

  /// Whether another TLS handshake may begin. Those that begin are counted, whatever this said.
  [[nodiscard]] bool mayBeginTls() const noexcept {
    return tlsHandshakes_.load(std::memory_order_relaxed) < limits_.tlsHandshakes;
  }
  void beginTls() noexcept { tlsHandshakes_.fetch_add(1, std::memory_order_relaxed); }
  void endTls() noexcept { tlsHandshakes_.fetch_sub(1, std::memory_order_relaxed); }

  void count(Limit limit) noexcept { counts_.add(limit); }
  [[nodiscard]] LimitCounters counters() const noexcept { return counts_.read(); }

private:
  static constexpr std::size_t unlimited = SIZE_MAX;

  [[nodiscard]] Place enterOne() noexcept;
  [[nodiscard]] Place enterOf(std::uint64_t network);

  ConnectionLimits limits_;
  std::atomic<std::size_t> open_ = 0;
  std::atomic<std::size_t> handshakes_ = 0;
  std::atomic<std::size_t> tlsHandshakes_ = 0;
  LimitCounts counts_;
  KeyedHash hash_;
  std::mutex mutex_;                                          // for what follows
  std::unordered_map<std::uint64_t, std::size_t> ofNetwork_;  // by hash
  std::size_t surplus_ = 0;
};

/// An upgrade that is being decided, as long as this lives.
class HandshakePlace {
public:
  HandshakePlace() = default;
  explicit HandshakePlace(ConnectionLimiter& limiter) noexcept : limiter_(&limiter) {}  // after `beginHandshake`
  HandshakePlace(HandshakePlace&& other) noexcept : limiter_(std::exchange(other.limiter_, nullptr)) {}
  HandshakePlace& operator=(HandshakePlace&& other) noexcept {
    std::swap(limiter_, other.limiter_);
    return *this;
  }
  ~HandshakePlace() {
    if (limiter_ != nullptr) limiter_->endHandshake();
  }

private:
  ConnectionLimiter* limiter_ = nullptr;
};

}  // namespace serinus::server
