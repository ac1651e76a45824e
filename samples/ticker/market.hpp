#pragma once

#include "events.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace ticker {

/// A market whose prices go their way by chance. It has no clock: it moves when it is asked to.
///
/// `move` and `trade` are for one thread, that of the `Feed`; the rest is for any.
class Market {
public:
  static constexpr std::size_t instruments = 200;

  explicit Market(std::uint32_t seed = std::random_device()());

  /// The next instrument in turn moves: in 200 calls each of them does once.
  [[nodiscard]] Quote move();

  /// Some instrument is traded at what it costs now.
  [[nodiscard]] Trade trade();

  /// Whether anybody looks at the quotes: `Quotes` knows.
  void open() noexcept { isOpen_.store(true, std::memory_order_relaxed); }
  void close() noexcept { isOpen_.store(false, std::memory_order_relaxed); }
  [[nodiscard]] bool isOpen() const noexcept { return isOpen_.load(std::memory_order_relaxed); }

private:
  std::atomic<bool> isOpen_ = false;
  std::mt19937 chance_;
  std::vector<Quote> quotes_;
  std::size_t next_ = 0;
  std::uint64_t trades_ = 0;
};

}  // namespace ticker
