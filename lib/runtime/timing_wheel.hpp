#pragma once

#include <serinus/base/clock.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace serinus::runtime {

class TimingWheel;

/// An entry of a `TimingWheel`; destroying it takes it off.
class WheelEntry {
public:
  WheelEntry() noexcept = default;
  WheelEntry(const WheelEntry&) = delete;
  WheelEntry& operator=(const WheelEntry&) = delete;

  /// The deadline has passed, by at most one tick. May schedule itself again.
  virtual void onDeadline(TimePoint now) noexcept = 0;

  [[nodiscard]] bool scheduled() const noexcept { return next_ != nullptr; }
  void cancel() noexcept {
    if (next_ == nullptr) return;
    previous_->next_ = next_;
    next_->previous_ = previous_;
    previous_ = next_ = nullptr;
  }

protected:
  ~WheelEntry() { cancel(); }

private:
  friend class TimingWheel;
  WheelEntry* previous_ = nullptr;
  WheelEntry* next_ = nullptr;
  std::uint32_t tick_ = 0;
};

/// Coarse deadlines, one per connection: O(1) to schedule and cancel, late by up to a tick of 100 ms and never early.
/// One that is more than 13 years away is called then, and may schedule itself again. A value that is told the time.
class TimingWheel {
public:
  static constexpr Duration tick = std::chrono::milliseconds(100);

  explicit TimingWheel(TimePoint start) noexcept;
  TimingWheel(const TimingWheel&) = delete;
  TimingWheel& operator=(const TimingWheel&) = delete;
  ~TimingWheel();

  /// Schedules an entry, or moves it when it is scheduled already.
  void schedule(WheelEntry& entry, TimePoint deadline) noexcept;

  /// The same, but an entry that comes due earlier stays where it is. Cheap when it does.
  void hasten(WheelEntry& entry, TimePoint deadline) noexcept;

  /// Looks at each slot.
  [[nodiscard]] bool empty() const noexcept;

  /// When `advance` is next due; meaningful while not empty.
  [[nodiscard]] TimePoint nextTick() const noexcept { return start_ + (current_ + 1) * tick; }

  /// Calls `onDeadline` of all whose deadline has passed at `now`. After a long pause it visits each slot once.
  void advance(TimePoint now) noexcept;

private:
  static constexpr std::size_t slotCount = 512;  // 51.2 s a round; later deadlines stay for further rounds

  class Slot final : public WheelEntry {
  public:
    void onDeadline(TimePoint) noexcept override {}
  };
  [[nodiscard]] std::uint32_t tickOf(TimePoint deadline) const noexcept;
  static void link(WheelEntry& entry, WheelEntry& slot) noexcept;
  void visit(std::size_t slot, std::uint32_t upTo, TimePoint now) noexcept;

  TimePoint start_;
  std::uint32_t current_ = 0;  // ticks since start_ that have been visited
  std::array<Slot, slotCount> slots_;
};

}  // namespace serinus::runtime
