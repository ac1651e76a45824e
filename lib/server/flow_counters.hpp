#pragma once

#include "server/flow_event.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace serinus::server {

/// Counts what became of messages for slow clients, on all loops.
class FlowCounters {
public:
  void count(FlowEvent event, std::size_t count) noexcept {
    counts_[static_cast<std::size_t>(event)].fetch_add(count, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t of(FlowEvent event) const noexcept {
    return counts_[static_cast<std::size_t>(event)].load(std::memory_order_relaxed);
  }

private:
  std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(FlowEvent::waited) + 1> counts_{};
};

}  // namespace serinus::server
