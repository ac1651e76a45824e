#pragma once

#include <serinus/base/clock.hpp>

#include <chrono>
#include <cstdint>

namespace serinus::ws {

/// Decides when a quiet peer is pinged and when it is lost: a value that is told the time.
///
/// Read what has arrived before a late `tick`: after a pause of the process the answers lie unread.
class Heartbeat {
  // Half the size of the standard ones: there is a heartbeat for each connection.
  using Milliseconds = std::chrono::duration<std::int32_t, std::milli>;

public:
  enum class Action : unsigned char { none, sendPing, timedOut };

  /// @param interval  from the last byte received to a Ping; zero for none. 25 s is less than the usual 60 s after
  ///                  which a proxy cuts a quiet tunnel. Counted in milliseconds, at most 24 days.
  /// @param timeout   from the Ping to the next byte received, whatever it is; then the peer counts as lost
  Heartbeat(Duration interval, Duration timeout, TimePoint now) noexcept
      : since_(now),
        interval_(std::chrono::duration_cast<Milliseconds>(interval)),
        timeout_(std::chrono::duration_cast<Milliseconds>(timeout)) {}

  /// Bytes have arrived.
  void onReceived(TimePoint now) noexcept {
    since_ = now;
    waiting_ = false;
  }

  /// Whether an answer to a Ping is waited for.
  [[nodiscard]] bool isWaiting() const noexcept { return waiting_; }

  /// What is due. After `sendPing` the wait for the answer has begun.
  [[nodiscard]] Action tick(TimePoint now) noexcept {
    if (now < nextDeadline()) return Action::none;
    if (waiting_) return Action::timedOut;
    since_ = now;
    waiting_ = true;
    return Action::sendPing;
  }

  /// When `tick` has something to say, if nothing arrives before; `TimePoint::max()` for never.
  [[nodiscard]] TimePoint nextDeadline() const noexcept {
    if (interval_ == Milliseconds::zero()) return TimePoint::max();
    return since_ + (waiting_ ? timeout_ : interval_);
  }

private:
  TimePoint since_;  // the last byte received, or the Ping
  Milliseconds interval_;
  Milliseconds timeout_;
  bool waiting_ = false;
};

}  // namespace serinus::ws
