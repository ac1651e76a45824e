#include "runtime/timer_queue.hpp"

#include <algorithm>
#include <utility>

namespace serinus::runtime {

void Timer::cancel() noexcept {
  if (queue_ != nullptr) queue_->remove(*this);
}

namespace {
// The place of a timer that was taken off the heap and waits in `due_` for its call.
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
}  // namespace

TimerQueue::~TimerQueue() {
  for (const Entry& entry : heap_) entry.timer->queue_ = nullptr;
}

void TimerQueue::add(Timer& timer, TimePoint deadline) {
  if (heap_.size() == heap_.capacity()) makeRoom();
  heap_.push_back(Entry{deadline, &timer});
  timer.queue_ = this;
  timer.deadline_ = deadline;
  timer.place_ = heap_.size() - 1;
  siftUp(timer.place_);
}

// In both at once, so that `expire` asks for no memory.
void TimerQueue::makeRoom() {
  const std::size_t more = std::max<std::size_t>(16, 2 * heap_.size());
  due_.reserve(more);
  heap_.reserve(more);
}

void TimerQueue::remove(Timer& timer) noexcept {
  timer.queue_ = nullptr;
  const std::size_t index = timer.place_;
  if (index == nowhere) {
    std::replace(due_.begin(), due_.end(), &timer, static_cast<Timer*>(nullptr));
    return;
  }
  const Entry last = heap_.back();
  heap_.pop_back();
  if (index == heap_.size()) return;
  place(index, last);
  siftUp(index);
  siftDown(last.timer->place_);
}

std::optional<TimePoint> TimerQueue::nextDeadline() const noexcept {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().deadline;
}

void TimerQueue::expire(TimePoint now) noexcept {
  while (!heap_.empty() && heap_.front().deadline <= now) {
    Timer& timer = *heap_.front().timer;
    due_.push_back(&timer);
    remove(timer);
    timer.queue_ = this;
    timer.place_ = nowhere;
  }
  // A timer's call may cancel another that is due (it then reads null here) or add new ones (they go to the heap).
  for (std::size_t i = 0; i < due_.size(); ++i) {
    Timer* timer = std::exchange(due_[i], nullptr);
    if (timer == nullptr) continue;
    timer->queue_ = nullptr;
    timer->onTimer();
  }
  due_.clear();
}

void TimerQueue::place(std::size_t index, Entry entry) noexcept {
  heap_[index] = entry;
  entry.timer->place_ = index;
}

void TimerQueue::siftUp(std::size_t index) noexcept {
  const Entry moved = heap_[index];
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (heap_[parent].deadline <= moved.deadline) break;
    place(index, heap_[parent]);
    index = parent;
  }
  place(index, moved);
}

void TimerQueue::siftDown(std::size_t index) noexcept {
  const Entry moved = heap_[index];
  for (;;) {
    std::size_t child = 2 * index + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1].deadline < heap_[child].deadline) ++child;
    if (moved.deadline <= heap_[child].deadline) break;
    place(index, heap_[child]);
    index = child;
  }
  place(index, moved);
}

}  // namespace serinus::runtime
