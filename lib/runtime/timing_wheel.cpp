#include "runtime/timing_wheel.hpp"

#include <algorithm>
#include <limits>

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
  link(entry, slots_[entry.tick_ % slotCount]);
}

void TimingWheel::hasten(WheelEntry& entry, TimePoint deadline) noexcept {
  if (!entry.scheduled() || entry.tick_ > tickOf(deadline)) schedule(entry, deadline);
}

bool TimingWheel::empty() const noexcept {
  return std::ranges::all_of(slots_, [](const Slot& slot) { return slot.next_ == &slot; });
}

std::uint32_t TimingWheel::tickOf(TimePoint deadline) const noexcept {
  const std::int64_t ticks = (deadline - start_ + tick - Duration(1)) / tick;  // rounded up: never early
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(ticks, current_ + 1, std::numeric_limits<std::uint32_t>::max()));
}

void TimingWheel::advance(TimePoint now) noexcept {
  const std::int64_t ticks = (now - start_) / tick;
  if (ticks <= current_) return;
  const auto target = static_cast<std::uint32_t>(ticks);
  if (target - current_ > slotCount) current_ = target - static_cast<std::uint32_t>(slotCount);
  while (current_ < target) {
    ++current_;
    visit(current_ % slotCount, target, now);
  }
}

void TimingWheel::visit(std::size_t slot, std::uint32_t upTo, TimePoint now) noexcept {
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
}

}  // namespace serinus::runtime
