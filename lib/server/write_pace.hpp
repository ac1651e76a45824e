#pragma once

#include <serinus/server/timeouts.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace serinus::server {

/// Whether a peer takes what waits for it fast enough (`Timeouts::writeMinRate`). A value.
///
/// What waits may wait for the grace, and longer by the time that the bytes taken so far are worth. Nobody is ahead by
/// more than a stall may last: a system takes much at a time, then nothing until its peer has read that.
class WritePace {
public:
  /// So many bytes were taken.
  void onTaken(std::size_t bytes, TimePoint now, const Timeouts& timeouts) noexcept {
    if (waits()) takeOfWaiting(bytes, now, timeouts);
    taken_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(taken_ + std::uint64_t{bytes}, UINT32_MAX));
  }
  /// The rest waits.
  void onWaiting(TimePoint now, const Timeouts& timeouts) noexcept {
    if (!waits() && timeouts.writeMinRate > 0) begin(now, timeouts);
  }
  /// Everything was taken.
  void onNothingWaits() noexcept { deadline_ = TimePoint::max(); }

  /// When the peer has been too slow; `TimePoint::max()` for never.
  [[nodiscard]] TimePoint deadline() const noexcept { return deadline_; }

private:
  [[nodiscard]] bool waits() const noexcept { return deadline_ != TimePoint::max(); }
  void begin(TimePoint now, const Timeouts& timeouts) noexcept;
  void takeOfWaiting(std::size_t bytes, TimePoint now, const Timeouts& timeouts) noexcept;

  TimePoint deadline_ = TimePoint::max();
  std::uint32_t taken_ = 0;  // bytes so far; 4 GiB are worth more time than a stall may last
};

}  // namespace serinus::server
