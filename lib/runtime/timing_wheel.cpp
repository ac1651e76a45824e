#include "runtime/timing_wheel.hpp"

#include <algorithm>

namespace serinus::runtime {

TimingWheel::TimingWheel(TimePoint start) noexcept : start_(start) {
  for (Slot& slot : slots_) slot.previous_ = slot.next_ = &slot;
}

TimingWheel::~TimingWheel() {
  for (Slot& slot : slots_) {
    while (slot.next_ != &slot) slot.next_->cancel();
    slot.previous_ = slot.next_ = nullptr;
  }
}

void TimingWheel::schedule(WheelEntry& entry, TimePoint deadline) noexcept {
  entry.cancel();
  entry.tick_ = tickOf(deadline);
  link(entry, slots_[static_cast<std::size_t>(entry.tick_) % slotCount]);
}

void TimingWheel::hasten(WheelEntry& entry, TimePoint deadline) noexcept {
  if (!entry.scheduled() || entry.tick_ > tickOf(deadline)) schedule(entry, deadline);
}

std::int64_t TimingWheel::tickOf(TimePoint deadline) const noexcept {
  const std::int64_t ticks = (deadline - start_ + tick - Duration(1)) / tick;  // rounded up: never early
  return std::max(ticks, current_ + 1);
}

void TimingWheel::advance(TimePoint now) noexcept {
  const std::int64_t target = (now - start_) / tick;
  const std::int64_t from = std::max(current_, target - static_cast<std::int64_t>(slotCount));
  for (std::int64_t t = from + 1; t <= target; ++t) {
    current_ = t;
    visit(static_cast<std::size_t>(t) % slotCount, target, now);
  }
  current_ = std::max(current_, target);
}

void TimingWheel::visit(std::size_t slot, std::int64_t upTo, TimePoint now) noexcept {
  // The due are moved to a list of their own first: a call may schedule or cancel any entry, also those still waiting.
  Slot due;
  due.previous_ = due.next_ = &due;
  Slot& here = slots_[slot];
  for (WheelEntry* entry = here.next_; entry != &here;) {
    WheelEntry* const next = entry->next_;
    if (entry->tick_ <= upTo) {
      entry->cancel();
      link(*entry, due);
    }
    entry = next;
  }
  while (due.next_ != &due) {
    WheelEntry& entry = *due.next_;
    entry.cancel();
    entry.onDeadline(now);
  }
  due.previous_ = due.next_ = nullptr;
}

void TimingWheel::link(WheelEntry& entry, WheelEntry& slot) noexcept {
  entry.previous_ = slot.previous_;
  entry.next_ = &slot;
  slot.previous_->next_ = &entry;
  slot.previous_ = &entry;
  entry.population_ = &population_;
  ++population_;
}

}  // namespace serinus::runtime
