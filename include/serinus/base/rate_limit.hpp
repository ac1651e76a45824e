#pragma once

#include <serinus/base/clock.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>

namespace serinus {

/// What is done with that which comes too often.
enum class WhenExceeded : std::uint8_t {
  delay,   ///< it is dealt with when it is due, and until then nothing more of its sender is read: backpressure
  refuse,  ///< it is not dealt with; its sender is told: 429, an error frame, or what an exception filter makes of it
  close,   ///< its sender is closed with 1008; where there is no connection to close, as `refuse`
};

/// How often something may happen: `count` times in each `per`, evenly spread, after a burst that may come at once.
///
///     RateLimit::perSecond(50).burst(100).whenExceeded(WhenExceeded::close)
///
/// Without arguments it limits nothing.
class RateLimit {
public:
  constexpr RateLimit() noexcept = default;
  /// The burst is of `count`, too: after a rest the first `count` may come at once.
  /// @throws std::invalid_argument  when either is zero or less
  constexpr RateLimit(std::uint32_t count, Duration per) {
    if (count == 0 || per <= Duration::zero())
      throw std::invalid_argument("a rate lets something pass in some time: give a count and a time of more than zero");
    interval_ = std::max(per / static_cast<Duration::rep>(count), Duration(1));
    *this = burst(count);
  }
  [[nodiscard]] static constexpr RateLimit perSecond(std::uint32_t count) { return {count, std::chrono::seconds(1)}; }
  [[nodiscard]] static constexpr RateLimit perMinute(std::uint32_t count) { return {count, std::chrono::minutes(1)}; }
  [[nodiscard]] static constexpr RateLimit perHour(std::uint32_t count) { return {count, std::chrono::hours(1)}; }

  /// The same with another burst: how many may come at once, at least 1.
  /// @throws std::invalid_argument  when it is zero, or would take more than a hundred years to be there again
  [[nodiscard]] constexpr RateLimit burst(std::uint32_t count) const {
    constexpr Duration longest = std::chrono::hours(24 * 365 * 100);
    if (count == 0 || interval_ > longest / static_cast<Duration::rep>(count))
      throw std::invalid_argument("a burst is of at least one, and is there again within a hundred years");
    RateLimit other = *this;
    other.tolerance_ = interval_ * static_cast<Duration::rep>(count - 1);
    return other;
  }

  /// The same with another answer. Which one it is unless said, whoever takes the limit tells.
  [[nodiscard]] constexpr RateLimit whenExceeded(WhenExceeded then) const noexcept {
    RateLimit other = *this;
    other.whenExceeded_ = then;
    return other;
  }

  [[nodiscard]] constexpr bool limits() const noexcept { return interval_ > Duration::zero(); }
  [[nodiscard]] constexpr WhenExceeded whenExceededOr(WhenExceeded unlessSaid) const noexcept {
    return whenExceeded_.value_or(unlessSaid);
  }

  /// From one to the next at the steady rate.
  [[nodiscard]] constexpr Duration interval() const noexcept { return interval_; }
  /// How much earlier than at the steady rate one may come.
  [[nodiscard]] constexpr Duration tolerance() const noexcept { return tolerance_; }

private:
  Duration interval_{};
  Duration tolerance_{};
  std::optional<WhenExceeded> whenExceeded_;
};

/// What has been used of a `RateLimit`: the generic cell rate algorithm (ITU-T I.371), in eight bytes and without a
/// timer. A value that is told the time.
class RateMeter {
public:
  /// Takes one if it is due within `patience`. @returns the time until it is due: zero for now; when it is more than
  /// `patience` nothing was taken. What is taken is due after all that was taken before.
  [[nodiscard]] constexpr Duration take(const RateLimit& limit, TimePoint now,
                                        Duration patience = Duration::zero()) noexcept {
    const Duration wait = std::max(fullAt_ - limit.tolerance() - now, Duration::zero());
    if (wait <= patience) fullAt_ = std::max(fullAt_, now) + limit.interval();
    return wait;
  }

  /// When the whole burst is there again. A meter that is full is as good as a new one.
  [[nodiscard]] constexpr TimePoint fullAt() const noexcept { return fullAt_; }

private:
  TimePoint fullAt_{};
};

}  // namespace serinus
