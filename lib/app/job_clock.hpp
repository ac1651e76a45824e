#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/base/cron.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace serinus::app {

using WallTime = std::chrono::system_clock::time_point;

/// One moment, as both clocks have it.
struct Moment {
  TimePoint steady;
  WallTime wall;
};

/// When a job is due: a value that is told the time.
///
/// Intervals go by the steady clock. A cron goes by the one on the wall, which may be set: forward, and what was left
/// out is due once; back by less than three hours, and nothing is due twice; further back, and it begins anew.
class JobClock {
public:
  struct Every {
    Duration interval;
  };
  struct After {
    Duration delay;
  };
  struct At {
    Cron cron;
    UtcOffset offset;  ///< null: UTC
  };
  using Plan = std::variant<Every, After, At>;
  /// Draws how much later a run is.
  using Jitter = std::function<Duration()>;

  explicit JobClock(Plan plan, Jitter jitter = nullptr) : plan_(std::move(plan)), jitter_(std::move(jitter)) {}

  void begin(const Moment& now);

  struct Step {
    bool isDue = false;
    std::optional<Duration> wait = std::nullopt;  ///< until the next step; nothing: there is none
  };
  /// To be called when the wait is over; earlier does no harm.
  [[nodiscard]] Step step(const Moment& now);

  /// When the next run is; nothing when there is none.
  [[nodiscard]] std::optional<WallTime> next(const Moment& now) const;

private:
  [[nodiscard]] Step stepBySteady(const Moment& now);
  [[nodiscard]] Step stepByWall(const At& at, const Moment& now);
  void planBehind(const At& at, std::chrono::sys_seconds done);
  [[nodiscard]] Duration drawn() const { return jitter_ ? jitter_() : Duration::zero(); }

  Plan plan_;
  Jitter jitter_;
  bool isOver_ = false;
  TimePoint beat_{};                 // of an interval, without jitter
  TimePoint due_{};                  // of an interval or a delay
  std::chrono::sys_seconds done_{};  // up to here a cron was looked at
  std::chrono::sys_seconds wallBeat_{};
  WallTime wallDue_{};
};

}  // namespace serinus::app
