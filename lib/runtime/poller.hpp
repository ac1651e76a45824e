#pragma once

#include <serinus/base/clock.hpp>

#include <array>
#include <cstdint>

#include <sys/epoll.h>

namespace serinus::runtime {

/// What has become possible on a descriptor since its watcher was last told.
struct Readiness {
  bool readable = false;
  bool writable = false;
  bool peerClosed = false;  ///< the peer will send no more (FIN), or the connection is gone
  bool failed = false;      ///< reset, or closed in both directions
};

/// Told about the readiness of one descriptor. Edge triggered: each edge is told once, so a watcher reads until a short
/// read or remembers that it has not.
class Watcher {
public:
  virtual void onReady(Readiness readiness) noexcept = 0;

protected:
  ~Watcher() = default;
};

/// The descriptors of a loop: one epoll set of our own, nested in Asio's (docs/decisions/0002). A descriptor is
/// registered once, for both directions; afterwards no message costs an `epoll_ctl`.
class Poller {
public:
  /// @throws std::system_error
  Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;
  ~Poller();

  /// @throws std::system_error
  void add(int descriptor, Watcher& watcher);

  /// The watcher hears nothing more, not even of edges already fetched.
  void remove(int descriptor, Watcher& watcher) noexcept;

  /// Tells the watchers of every edge there is, without waiting. @returns how many edges were fetched.
  int poll() noexcept;

  /// Whether the last poll fetched as many edges as one can, so that more may be there.
  [[nodiscard]] bool wasFull() const noexcept { return wasFull_; }

  [[nodiscard]] int descriptor() const noexcept { return epoll_; }

private:
  int epoll_;
  int fetched_ = 0;
  int current_ = 0;
  bool wasFull_ = false;
  std::array<epoll_event, 256> events_{};
};

}  // namespace serinus::runtime
