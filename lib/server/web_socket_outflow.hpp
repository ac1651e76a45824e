#pragma once

#include "ws/outflow.hpp"

#include <serinus/server/outgoing_message.hpp>
#include <serinus/server/sent.hpp>

#include <optional>
#include <vector>

namespace serinus::server {

/// What a WebSocket connection holds while there is more to it than messages that leave at once: messages that wait,
/// coroutines that wait, a reading that its application paused, limits of its own. Most connections have none.
struct WebSocketOutflow {
  ws::Outflow flow;
  std::optional<Backpressure> rules;  // the gateway's when there are none
  std::vector<FlowWaiter*> waiters;   // in the order of their coming
  std::vector<OutgoingMessage*> outgoing;
  ws::Crossing untold = ws::Crossing::none;
  bool readingPaused = false;
  bool roomIsWanted = false;    // the peer is to be told when a message can be written at once
  bool streamIsBroken = false;  // one was left in its middle: nothing can follow it

  /// Whether it can be let go.
  [[nodiscard]] bool idle() const noexcept {
    return flow.passes() && !flow.congested() && !rules && waiters.empty() && outgoing.empty() &&
           untold == ws::Crossing::none && !readingPaused && !roomIsWanted;
  }

  /// Notes a crossing that the application is to be told of. One that was taken back meanwhile never was.
  void note(ws::Crossing crossing) noexcept {
    if (crossing != ws::Crossing::none) untold = untold == ws::Crossing::none ? crossing : ws::Crossing::none;
  }
};

}  // namespace serinus::server
