#pragma once

#include "runtime/loop_core.hpp"
#include "server/connection_limiter.hpp"
#include "transport/stream.hpp"
#include "transport/tls_server.hpp"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace serinus::server {

struct Endpoints;

/// Who has come and is no connection yet, and so without its memory: something is to be read of it first, in time.
///
/// @tparam Arriving  derives from this, takes edges (`onReady`) and the deadline (`onDeadline`), and calls `end` once
template <class Arriving>
class Arrival : transport::StreamWatcher, runtime::TurnEnd, runtime::WheelEntry {
public:
  /// The owner of those of one loop.
  class Owner {
  public:
    /// Takes what is to be taken of it and destroys it; called with nothing of it on the stack but its caller.
    virtual void onArrivalEnd(Arriving& arriving) noexcept = 0;

  protected:
    ~Owner() = default;
  };

  Arrival(const Arrival&) = delete;
  Arrival& operator=(const Arrival&) = delete;

  // The owner's to use.
  const Endpoints* endpoints;
  const transport::TlsServer* tls;
  ConnectionLimiter::Place limiterPlace;
  std::size_t index = 0;  ///< among the owner's `Arrivals`

protected:
  /// @param secured  null without TLS
  Arrival(Owner& owner, runtime::LoopCore& loop, const Endpoints& served, const transport::TlsServer* secured,
          ConnectionLimiter::Place place)
      : endpoints(&served), tls(secured), limiterPlace(place), owner_(&owner), loop_(&loop) {}
  ~Arrival() = default;

  /// @throws std::system_error  when the system watches no more sockets
  void watch(transport::Stream& stream, TimePoint deadline) {
    stream.watch(*this);
    loop_->schedule(*this, deadline);
  }

  /// Nothing more is waited for: the owner is told at the end of the turn.
  void end() noexcept {
    WheelEntry::cancel();
    loop_->atTurnEnd(*this);
  }

private:
  [[nodiscard]] runtime::Poller& poller() noexcept override { return loop_->poller(); }
  // The last act: *this is gone.
  void onTurnEnd() noexcept override { owner_->onArrivalEnd(static_cast<Arriving&>(*this)); }

  Owner* owner_;
  runtime::LoopCore* loop_;
};

/// Those who have come, each taken out again wherever it stands.
template <class Arriving>
class Arrivals {
public:
  void add(std::unique_ptr<Arriving> arriving) {
    arriving->index = all_.size();
    all_.push_back(std::move(arriving));
  }

  [[nodiscard]] std::unique_ptr<Arriving> take(Arriving& arriving) noexcept {
    const std::size_t index = arriving.index;
    std::swap(all_[index], all_.back());
    all_[index]->index = index;
    std::unique_ptr<Arriving> taken = std::move(all_.back());
    all_.pop_back();
    return taken;
  }

  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }
  [[nodiscard]] bool empty() const noexcept { return all_.empty(); }
  [[nodiscard]] Arriving& last() const noexcept { return *all_.back(); }

private:
  std::vector<std::unique_ptr<Arriving>> all_;
};

}  // namespace serinus::server
