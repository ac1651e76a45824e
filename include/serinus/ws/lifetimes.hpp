#pragma once

#include <serinus/base/clock.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace serinus::ws {

struct LifetimeOptions {
  Duration idle{};      ///< without a message; zero: for ever. Counted in milliseconds, at most 24 days
  Duration lifetime{};  ///< in all; zero: for ever
  Duration spread{};    ///< how much earlier than that it may end
};

/// Decides when a connection whose peer is well ends all the same, because it is idle or old: a value that is told the
/// time.
///
/// The end of each is drawn from the last `spread` of its lifetime, so that those who came at one moment, after a
/// restart say, do not come back at one moment again and again.
class Lifetimes {
  using Milliseconds = std::chrono::duration<std::int32_t, std::milli>;  // as in `Heartbeat`

public:
  enum class End : unsigned char { none, idle, lifetime };

  /// @param random  any of 2^32, each as likely as the others
  Lifetimes(const LifetimeOptions& options, TimePoint now, std::uint32_t random) noexcept
      : lastMessage_(now), endsAt_(TimePoint::max()), idle_(std::chrono::duration_cast<Milliseconds>(options.idle)) {
    if (options.lifetime > Duration::zero()) endsAt_ = now + options.lifetime - partOf(options.spread, random);
  }

  /// A message has come or was sent; Ping and Pong are none.
  void onMessage(TimePoint now) noexcept { lastMessage_ = now; }

  /// What is due.
  [[nodiscard]] End tick(TimePoint now) const noexcept {
    if (now >= endsAt_) return End::lifetime;
    return now >= idleAt() ? End::idle : End::none;
  }

  /// When `tick` has something to say, if no message comes before; `TimePoint::max()` for never.
  [[nodiscard]] TimePoint nextDeadline() const noexcept { return std::min(endsAt_, idleAt()); }

private:
  [[nodiscard]] TimePoint idleAt() const noexcept {
    return idle_ == Milliseconds::zero() ? TimePoint::max() : lastMessage_ + idle_;
  }

  [[nodiscard]] static Duration partOf(Duration whole, std::uint32_t random) noexcept {
    constexpr double all = 4294967296.0;  // 2^32
    return Duration(static_cast<Duration::rep>(static_cast<double>(whole.count()) * (random / all)));
  }

  TimePoint lastMessage_;
  TimePoint endsAt_;
  Milliseconds idle_;
};

}  // namespace serinus::ws
