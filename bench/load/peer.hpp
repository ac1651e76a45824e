#pragma once

#include "measures.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace load {

/// The server has ended a connection.
class Closed : public std::runtime_error {
public:
  Closed() : std::runtime_error("the server closed a connection") {}
};

/// A connection to the server on loopback. Sends what it can at once and keeps the rest.
class Peer {
public:
  /// @throws std::system_error
  explicit Peer(std::uint16_t port);
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer();

  /// Another connection in place of this one; nothing is in flight.
  void connectAgain();
  /// The same, and this one ends with a reset, so that its port is free at once.
  void reset();

  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

  /// Sends a request and does not wait.
  void begin(std::string_view request);
  /// Sends a request and waits for the end of the answer's head. What comes behind it is kept.
  /// @throws std::runtime_error  when its status is not the given one
  void open(std::string_view request, std::string_view status);

  void send(std::string_view bytes);
  /// Sends what was kept back.
  void flush();
  [[nodiscard]] bool isBlocked() const noexcept { return sent_ < unsent_.size(); }

  /// Reads once, into the given room behind what was kept. @returns all that is there
  /// @throws Closed, std::system_error
  [[nodiscard]] std::string_view read(std::vector<char>& room);
  /// Keeps what has not come whole yet.
  void keep(std::string_view rest) { kept_.assign(rest); }

  Clock::time_point sentAt;    ///< the caller's
  Clock::time_point dueAt;     ///< the caller's
  std::size_t owed = 0;        ///< the caller's
  std::size_t inFlight = 0;    ///< the caller's
  std::uint64_t received = 0;  ///< the caller's

private:
  std::uint16_t port_;
  int descriptor_;
  std::string kept_;
  std::string unsent_;
  std::size_t sent_ = 0;
};

/// The request that opens a WebSocket at a path.
[[nodiscard]] std::string upgradeRequest(std::string_view path);
/// A text frame of `size` bytes as a client sends it, and as the server sends it back.
[[nodiscard]] std::string maskedFrame(std::string_view payload);
[[nodiscard]] std::string plainFrame(std::string_view payload);

}  // namespace load
