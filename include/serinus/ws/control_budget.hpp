#pragma once

#include <serinus/base/clock.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace serinus::ws {

struct ControlBudgetOptions {
  std::uint32_t burst = 100;     ///< control frames that may come at once
  std::uint32_t perSecond = 20;  ///< and as many each second from then on; 0: any number
};

/// How many control frames a peer may send: a token bucket in whole nanoseconds. A peer that exceeds it is closed with
/// `WsError::tooManyControls`.
class ControlBudget {
public:
  explicit ControlBudget(TimePoint now, const ControlBudgetOptions& options = {}) noexcept
      : fullAt_(now),
        perFrame_(options.perSecond == 0 ? 0 : std::uint32_t{1'000'000'000} / options.perSecond),
        burst_(std::max<std::uint32_t>(options.burst, 1)) {}

  /// Pays for one control frame; false when the budget is used up, and then nothing is taken.
  [[nodiscard]] bool take(TimePoint now) noexcept {
    const auto perFrame = std::chrono::nanoseconds(perFrame_);
    const TimePoint from = std::max(fullAt_, now);
    if (from - now > perFrame * (burst_ - 1)) return false;
    fullAt_ = from + perFrame;
    return true;
  }

private:
  TimePoint fullAt_;  // when the whole burst is there again
  std::uint32_t perFrame_;
  std::uint32_t burst_;
};

}  // namespace serinus::ws
