#include "ws/outflow.hpp"

#include <algorithm>

namespace serinus::ws {

bool Outflow::mayPop() const noexcept {
  return !queue_.empty() && (streams_.empty() || queue_.front() < streams_.front().after);
}

Outflow::Ticket Outflow::beginStream() {
  streams_.push_back({++lastTicket_, queue_.next()});
  return lastTicket_;
}

bool Outflow::hasTurn(Ticket stream) const noexcept {
  return !streams_.empty() && streams_.front().ticket == stream && queue_.front() >= streams_.front().after;
}

void Outflow::startStream(Ticket stream) noexcept {
  if (hasTurn(stream)) streams_.front().started = true;
}

void Outflow::endStream(Ticket stream) noexcept {
  std::erase_if(streams_, [stream](const Stream& one) { return one.ticket == stream; });
}

void Outflow::clear() noexcept {
  queue_.clear();
  streams_.clear();
}

Crossing Outflow::measure(std::size_t ahead, const Backpressure& rules) noexcept {
  const std::size_t bytes = ahead + queue_.bytes();
  const std::size_t messages = queue_.size();
  if (!congested_ && (bytes > rules.highWatermark() || messages > rules.maxMessages() / 2)) {
    congested_ = true;
    return Crossing::rose;
  }
  if (congested_ && bytes <= rules.lowWatermark() && messages <= rules.maxMessages() / 4) {
    congested_ = false;
    return Crossing::fell;
  }
  return Crossing::none;
}

}  // namespace serinus::ws
