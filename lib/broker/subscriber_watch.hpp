#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <utility>

namespace serinus::broker {

/// Counts subscribers on all threads, and tells of the first and the last one: in turns, one call at a time, on the
/// thread that made the change or one that changes something at the same time. A change back before anybody was told is
/// not told of.
class SubscriberWatch {
public:
  SubscriberWatch(std::function<void()> onFirst, std::function<void()> onLast)
      : onFirst_(std::move(onFirst)), onLast_(std::move(onLast)) {}

  void add() noexcept {
    count_.fetch_add(1, std::memory_order_acq_rel);
    tell();
  }
  void remove() noexcept {
    count_.fetch_sub(1, std::memory_order_acq_rel);
    tell();
  }
  [[nodiscard]] std::size_t count() const noexcept { return count_.load(std::memory_order_acquire); }

private:
  void tell() noexcept;

  std::function<void()> onFirst_;
  std::function<void()> onLast_;
  std::atomic<std::size_t> count_ = 0;
  std::recursive_mutex telling_;
  bool isTelling_ = false;
  bool toldOfSome_ = false;
};

}  // namespace serinus::broker
