#pragma once

#include <serinus/server/limit_counters.hpp>

#include <array>
#include <atomic>

namespace serinus::server {

/// Counts limits that are reached. From any thread.
class LimitCounts {
public:
  void add(Limit limit) noexcept { counts_[static_cast<std::size_t>(limit)].fetch_add(1, std::memory_order_relaxed); }

  [[nodiscard]] LimitCounters read() const noexcept;

private:
  std::array<std::atomic<std::uint64_t>, limitCount> counts_{};
};

}  // namespace serinus::server
