#pragma once

#include "server/web_socket_peer.hpp"

#include <serinus/gateway/gateway_counters.hpp>

#include <array>
#include <atomic>
#include <cstddef>

namespace serinus::gateway {

/// Counts what became of messages for slow clients, on all loops.
class FlowCounters {
public:
  void count(server::FlowEvent event, std::size_t count) noexcept {
    counts_[static_cast<std::size_t>(event)].fetch_add(count, std::memory_order_relaxed);
  }

  [[nodiscard]] GatewayCounters read() const noexcept {
    using server::FlowEvent;
    return {.congested = of(FlowEvent::congested),
            .closedForSlowness = of(FlowEvent::closed),
            .refused = of(FlowEvent::refused),
            .droppedNewest = of(FlowEvent::droppedNewest),
            .droppedOldest = of(FlowEvent::droppedOldest),
            .conflated = of(FlowEvent::conflated),
            .waited = of(FlowEvent::waited)};
  }

private:
  [[nodiscard]] std::uint64_t of(server::FlowEvent event) const noexcept {
    return counts_[static_cast<std::size_t>(event)].load(std::memory_order_relaxed);
  }

  std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(server::FlowEvent::waited) + 1> counts_{};
};

}  // namespace serinus::gateway
