#pragma once

#include <serinus/base/bytes.hpp>
#include <serinus/base/peer_address.hpp>

#include "runtime/poller.hpp"

#include <cstddef>
#include <span>

namespace serinus::transport {

/// How a non-blocking read or write went.
struct Transfer {
  enum class Outcome {
    moved,       ///< `bytes` were moved, at least one
    wouldBlock,  ///< nothing now; the watcher hears when
    ended,       ///< read only: the peer will send no more
    failed,      ///< the connection is gone
  };
  Outcome outcome;
  std::size_t bytes = 0;
};

/// Told about the readiness of a stream. It outlives the stream, or gives it another watcher before.
class StreamWatcher : public runtime::Watcher {
public:
  /// Of the loop it is on: every stream asks its watcher instead of keeping it.
  [[nodiscard]] virtual runtime::Poller& poller() noexcept = 0;

protected:
  ~StreamWatcher() = default;
};

/// Moves bytes to and from one peer, never waiting. One owner, one loop.
class Stream {
public:
  virtual ~Stream() = default;

  /// Starts telling `watcher` about readiness (edges, see `runtime::Watcher`). One that takes the place of another is
  /// told all there is.
  virtual void watch(StreamWatcher& watcher) = 0;

  [[nodiscard]] virtual Transfer read(MutableBytes into) noexcept = 0;

  /// Writes a prefix of the pieces, in one system call where that is possible. The next write begins with the bytes
  /// that this one has left: TLS has encrypted some of them.
  [[nodiscard]] virtual Transfer write(std::span<const ByteView> pieces) noexcept = 0;

  /// No more will be written; the peer reads an end after what was.
  virtual void finish() noexcept = 0;

  /// Closes so that the peer is reset instead of waiting for an orderly end.
  virtual void abort() noexcept = 0;

  [[nodiscard]] virtual PeerAddress peer() const = 0;

  /// Of a connection that is gone: whether that is because nothing was acknowledged in time.
  [[nodiscard]] virtual bool wasUnacknowledged() const noexcept { return false; }
};

}  // namespace serinus::transport
