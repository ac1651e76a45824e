#pragma once

#include <serinus/base/clock.hpp>

#include <chrono>

namespace serinus {

/// How long the server waits, for what. Checked every 100 ms; zero switches a limit off where that is said.
struct Timeouts {
  /// The PROXY header of a connection, where one is required (`ApplicationOptions::proxyProtocol`). Then it is closed.
  Duration proxyHeader = std::chrono::seconds(5);
  /// A TLS handshake, from the connection on. Then it is closed.
  Duration tlsHandshake = std::chrono::seconds(10);
  /// A whole request head, from its first byte; and the first byte of a new connection. Then 408.
  Duration header = std::chrono::seconds(10);
  /// The next request of a connection that is kept alive. Longer than a load balancer's usual 60 s.
  Duration keepAlive = std::chrono::seconds(75);
  /// A whole request, head and body. Then 408. Not one whose handler reads the body while it comes.
  Duration request = std::chrono::seconds(300);
  /// A body slower than `bodyMinRate` bytes a second after this grace is answered with 408.
  Duration bodyGrace = std::chrono::seconds(5);
  std::size_t bodyMinRate = 240;
  /// A handler of an HTTP route; then it is cancelled and answered for with 503. Zero: no limit.
  Duration handler = std::chrono::seconds(30);
  /// A client that takes fewer than `writeMinRate` bytes a second of an answer that waits for it is cut off after this
  /// grace. What it took before counts for a time of up to `writeStall`. Zero bytes: no such limit. WebSockets and
  /// event streams have rules of their own for slow clients (`Backpressure`).
  Duration writeGrace = std::chrono::seconds(5);
  std::size_t writeMinRate = 240;
  /// A peer that takes not one byte of what waits for it is cut off after this time.
  Duration writeStall = std::chrono::seconds(20);
  /// What is sent must be acknowledged by the peer's system within this time, and so must a probe after a minute of
  /// silence; otherwise the peer is gone, and the connection is lost. Zero: the system's own limits, many minutes.
  Duration unacknowledged = std::chrono::seconds(30);
  /// How long a closing connection reads on, so that its peer can read the last answer.
  Duration linger = std::chrono::seconds(2);
  /// How much it reads away meanwhile; of more nothing is read. A client that sends first and reads then sees the
  /// answer when what it sends is not more than this.
  std::size_t lingerBytes = std::size_t{16} * 1024 * 1024;
  /// The peer's answer to a WebSocket Close; ours to the peer's, where `OnClientClosing` waits.
  Duration webSocketClose = std::chrono::seconds(5);
  /// A WebSocket message in several frames, from its first to its last. Then close 1008.
  Duration message = std::chrono::seconds(30);
  /// How long `stop()` goes on as before, with readiness checks answered by 503 (`HealthModule`), so that load
  /// balancers turn to others before the ports are closed. Zero: they are closed at once.
  Duration drainDelay = {};
  /// How long `stop()` then waits for requests, gateways and streams to end before it cuts them off.
  Duration drain = std::chrono::seconds(25);
};

}  // namespace serinus
