#pragma once

#include "server/flow_event.hpp"
#include "ws/send_queue.hpp"

#include <serinus/server/send_result.hpp>

#include <cstddef>
#include <optional>

namespace serinus::server {

/// What became of a message that was pushed into a client's queue: what its sender is told, and what is counted.
struct QueueFate {
  struct Counted {
    FlowEvent event;
    std::size_t count;
  };
  SendResult result;
  std::optional<Counted> counted;  ///< nothing for one that just waits
};

[[nodiscard]] QueueFate fateOf(const ws::SendQueue::Pushed& pushed, Backpressure::Policy policy) noexcept;

}  // namespace serinus::server
