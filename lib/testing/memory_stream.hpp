#pragma once

#include <serinus/base/peer_address.hpp>
#include <serinus/runtime/loop.hpp>

#include "transport/stream.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

namespace serinus::test {

/// How a client is lost.
enum class Loss : std::uint8_t {
  reset,    ///< the connection is reset
  left,     ///< the client has closed its socket: an end is read, and what is written to it is answered with a reset
  vanished  ///< the client is silent and takes nothing, without an end: only time tells
};

/// The far end of a connection in memory: what a client does on its socket, and what it sees there.
///
/// It keeps those manners of TCP that a server depends on. Readiness is told by edges, at the end of a turn. A full
/// buffer takes a part of a write or nothing of it, and an edge tells when there is room again. A server that closes
/// with unread bytes, or after `abort`, resets the connection, and the client loses what it has not read yet.
class MemoryPeer {
public:
  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  explicit MemoryPeer(Loop& loop, PeerAddress address = {"memory", 1});
  MemoryPeer(const MemoryPeer&) = delete;
  MemoryPeer& operator=(const MemoryPeer&) = delete;
  /// Leaves the connection.
  ~MemoryPeer();

  /// The server's end; to be asked for once. It may outlive this object.
  [[nodiscard]] std::unique_ptr<transport::Stream> stream();

  // What the client does.

  void send(std::string_view bytes);
  /// Sends an end; reads on.
  void end();
  void lose(Loss loss);

  /// From now on nothing is read but by `read`; the buffer between takes `capacity` bytes.
  void stopReading(std::size_t capacity = 0);
  void read(std::size_t count);
  /// Reads everything as it comes, as at the start.
  void readAll();

  /// Loses the connection in the operation of the server's end that comes after `count` others. Operations are the
  /// calls of `Stream` but `abort`, and the edges told.
  void loseAfter(std::size_t count, Loss loss);
  /// How many operations there have been.
  [[nodiscard]] std::size_t operations() const noexcept;

  // What the client sees.

  /// All it has read and not taken.
  [[nodiscard]] const std::string& received() const noexcept;
  std::string take();
  /// Has read the end of what the server sends.
  [[nodiscard]] bool sawEnd() const noexcept;
  [[nodiscard]] bool wasReset() const noexcept;
  /// Whether the server has let go of its end.
  [[nodiscard]] bool closed() const noexcept;
  /// Bytes that the server has not read.
  [[nodiscard]] std::size_t unread() const noexcept;

  class Pipe;

private:
  std::shared_ptr<Pipe> pipe_;
};

}  // namespace serinus::test
