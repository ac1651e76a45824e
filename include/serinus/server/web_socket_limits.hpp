#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/base/rate_limit.hpp>
#include <serinus/ws/backpressure.hpp>
#include <serinus/ws/close_code.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace serinus {

/// What is done when a user who has `WebSocketLimits::maxPerUser` connections comes once more.
enum class WhenUserIsFull : std::uint8_t {
  refuse,       ///< the new one is refused: 429 before the 101, or 1008 when its principal is set later
  closeOldest,  ///< the oldest is closed with 4409 "replaced by a newer connection"
};

/// What one WebSocket client may cost. Each gateway has its own.
struct WebSocketLimits {
  /// Bytes of one message; a larger one is refused on its header with 1009.
  std::size_t maxMessage = std::size_t{64} * 1024;
  /// Of a `StreamingGateway`, instead of `maxMessage`: bytes of one message. Zero: any number.
  std::size_t maxStreamed = 0;
  /// Frames of one message, empty ones included; then 1008. Zero: max(1024, maxMessage / 64). A
  /// `StreamingGateway` allows one more for each 64 bytes.
  std::size_t maxFragments = 0;
  /// What becomes of messages that a client takes too slowly: by default one that lets more than 1 MiB wait is closed
  /// with 1013.
  Backpressure backpressure = {};
  /// A ping is sent after this silence. Zero: never.
  Duration pingInterval = std::chrono::seconds(25);
  /// How long the client may take to answer it.
  Duration pongTimeout = std::chrono::seconds(15);
  /// No message in either direction for so long, Ping and Pong aside: close 1001 "idle". Zero: never. At most 24 days.
  Duration idleTimeout = {};
  /// The age at which a connection is closed with `lifetimeCode` "lifetime", so that its client comes back, perhaps to
  /// another server. Zero: never.
  Duration maxLifetime = {};
  /// Each end is drawn from this time before `maxLifetime`, so that not all come back at once. Zero: a tenth of it.
  Duration lifetimeSpread = {};
  CloseCode lifetimeCode = CloseCode::goingAway;
  /// How long before a client's principal expires an `OnExpiring` gateway is asked to renew it.
  Duration expiryNotice = std::chrono::seconds(30);
  /// Connections of one user to this gateway, as its principal or `setUser` says; those of nobody are not counted.
  /// Zero: any number.
  std::size_t maxPerUser = 0;
  WhenUserIsFull whenUserIsFull = WhenUserIsFull::refuse;
  /// Messages of one client. What comes too often is delayed unless the limit says otherwise. By default there is none.
  RateLimit messageRate = {};
  /// The client's control frames: Ping and Pong. More of them end in 1008, whatever the limit says of that.
  RateLimit controlRate = RateLimit::perSecond(20).burst(100);
  /// Rooms that it may be in at a time.
  std::size_t maxRooms = 128;
};

}  // namespace serinus
