#pragma once

#include <serinus/runtime/sleep.hpp>

#include <optional>
#include <vector>

namespace serinus::runtime {

/// The timers of a loop, ordered by deadline: a value that is told the time (a binary heap, O(log n) each way).
///
/// For waits that want milliseconds. Deadlines that are moved with every message belong into `TimingWheel`.
class TimerQueue {
public:
  TimerQueue() = default;
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;
  ~TimerQueue();

  /// Schedules a timer that is not scheduled. Equal deadlines come due in the order of these calls or any other.
  /// @throws std::bad_alloc
  void add(Timer& timer, TimePoint deadline);
  void remove(Timer& timer) noexcept;

  [[nodiscard]] std::optional<TimePoint> nextDeadline() const noexcept;

  /// Calls `onTimer` of all that are due at `now`; those added meanwhile wait for the next call.
  void expire(TimePoint now) noexcept;

private:
  struct Entry {
    TimePoint deadline;
    Timer* timer;
  };
  void makeRoom();
  void place(std::size_t index, Entry entry) noexcept;
  void siftUp(std::size_t index) noexcept;
  void siftDown(std::size_t index) noexcept;

  std::vector<Entry> heap_;
  std::vector<Timer*> due_;
};

}  // namespace serinus::runtime
