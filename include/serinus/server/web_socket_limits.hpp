#pragma once

#include <serinus/base/clock.hpp>

#include <chrono>
#include <cstddef>

namespace serinus {

/// What one WebSocket client may cost. Each gateway has its own.
struct WebSocketLimits {
  /// Bytes of one message; a larger one is refused on its header with 1009.
  std::size_t maxMessage = std::size_t{64} * 1024;
  /// Frames of one message, empty ones included; then 1008. Zero: max(1024, maxMessage / 64).
  std::size_t maxFragments = 0;
  /// Bytes that wait to be sent; a client that lets more wait is closed with 1013.
  std::size_t maxQueued = std::size_t{1024} * 1024;
  /// A ping is sent after this silence. Zero: never.
  Duration pingInterval = std::chrono::seconds(25);
  /// How long the client may take to answer it.
  Duration pongTimeout = std::chrono::seconds(15);
  /// Whether a flood of control frames (more than 100 at once, 20 a second) ends in 1008.
  bool limitControlFrames = true;
  /// Rooms that it may be in at a time.
  std::size_t maxRooms = 128;
};

}  // namespace serinus
