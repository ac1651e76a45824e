#pragma once

#include "peer.hpp"

#include <sys/epoll.h>

#include <array>
#include <chrono>
#include <vector>

namespace load {

/// Says which of many connections have something to read, or room to write again.
class Readiness {
public:
  Readiness();
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;
  ~Readiness();

  void add(Peer& peer);
  /// Also when there is room to write, as long as the peer is blocked.
  void watchWriting(Peer& peer);

  /// Calls `onReadable` for each peer that is, and flushes those that have room.
  template <class OnReadable>
  void wait(std::chrono::milliseconds most, OnReadable onReadable) {
    const int count =
        ::epoll_wait(set_, events_.data(), static_cast<int>(events_.size()), static_cast<int>(most.count()));
    for (int i = 0; i < count; ++i) {
      Peer& peer = *static_cast<Peer*>(events_[static_cast<std::size_t>(i)].data.ptr);
      const auto what = events_[static_cast<std::size_t>(i)].events;
      if ((what & EPOLLOUT) != 0) flush(peer);
      if ((what & ~std::uint32_t{EPOLLOUT}) != 0) onReadable(peer);
    }
  }

private:
  void flush(Peer& peer);

  int set_;
  std::array<epoll_event, 1024> events_;
};

}  // namespace load
