#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/base/rate_limit.hpp>
#include <serinus/ws/backpressure.hpp>

#include <chrono>
#include <cstddef>

namespace serinus {

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
  /// How long before a client's principal expires an `OnExpiring` gateway is asked to renew it.
  Duration expiryNotice = std::chrono::seconds(30);
  /// The client's control frames: Ping and Pong. More of them end in 1008, whatever the limit says of that.
  RateLimit controlRate = RateLimit::perSecond(20).burst(100);
  /// Rooms that it may be in at a time.
  std::size_t maxRooms = 128;
};

}  // namespace serinus
