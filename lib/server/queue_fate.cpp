#include "server/queue_fate.hpp"

namespace serinus::server {

QueueFate fateOf(const ws::SendQueue::Pushed& pushed, Backpressure::Policy policy) noexcept {
  using Counted = QueueFate::Counted;
  using Outcome = ws::SendQueue::Outcome;
  switch (pushed.outcome) {
    case Outcome::queued:
      break;
    case Outcome::replaced:
      return {SendResult::queued, Counted{FlowEvent::conflated, 1}};
    case Outcome::madeRoom:
      return {SendResult::queued, Counted{FlowEvent::droppedOldest, pushed.dropped}};
    case Outcome::refused: {
      const bool waits = policy == Backpressure::Policy::wait;
      return {SendResult::dropped, Counted{waits ? FlowEvent::refused : FlowEvent::droppedNewest, 1}};
    }
    case Outcome::overflow:
      return {SendResult::closed, Counted{FlowEvent::closed, 1}};
  }
  return {SendResult::queued, std::nullopt};
}

}  // namespace serinus::server
