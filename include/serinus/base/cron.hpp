#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace serinus {

/// How far a place's clocks are ahead of UTC at a moment.
using UtcOffset = std::function<std::chrono::seconds(std::chrono::sys_seconds)>;

/// Of this system, by `TZ` or /etc/localtime.
[[nodiscard]] std::chrono::seconds localUtcOffset(std::chrono::sys_seconds time);

/// When to do something, as crontab says it (POSIX, with the usual additions): minute, hour, day of the month, month,
/// day of the week.
///
///     "0 3 * * 1-5"        at 3:00 from Monday to Friday
///     "*/15 8-17 * * *"    each quarter of an hour of the working day
///     "0 0 1 jan,jul *"    twice a year
///     "@daily"             also @hourly, @weekly, @monthly, @yearly
///
/// A field is `*`, a number, a range, or a list of these; `*` and ranges take a step. Months are 1–12 or `jan`–`dec`,
/// days of the week 0–7 or `sun`–`sat`, both 0 and 7 being Sunday. When both days are given it is enough that one of
/// them fits; a field that begins with `*` is not given.
class Cron {
public:
  /// @throws std::invalid_argument  says which part is wrong; also when there is no such day: `0 0 30 2 *`
  explicit Cron(std::string_view expression);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

  /// The first such moment behind `after`, by UTC.
  [[nodiscard]] std::chrono::sys_seconds next(std::chrono::sys_seconds after) const { return nextCivil(after); }

  /// The same by clocks that are put forward and back. What falls into an hour that is left out comes right behind it,
  /// once; what falls into one that comes twice comes the first time alone. What comes in every hour goes on as if
  /// clocks were never changed.
  [[nodiscard]] std::chrono::sys_seconds next(std::chrono::sys_seconds after, const UtcOffset& offset) const;

private:
  /// By a calendar on a wall, which knows of no zone.
  [[nodiscard]] std::chrono::sys_seconds nextCivil(std::chrono::sys_seconds after) const;
  [[nodiscard]] bool isOn(std::chrono::sys_days day) const noexcept;
  [[nodiscard]] bool everComes() const noexcept;

  std::string text_;
  std::uint64_t minutes_ = 0;  // a bit for each value, in all of these
  std::uint32_t hours_ = 0;
  std::uint32_t days_ = 0;
  std::uint32_t months_ = 0;
  std::uint32_t weekdays_ = 0;
  bool eitherDay_ = false;
};

}  // namespace serinus
