#pragma once

#include <cstdint>

namespace serinus::server {

/// What becomes of messages for a slow client, to be counted.
enum class FlowEvent : std::uint8_t {
  congested,      ///< it rose above its high watermark
  closed,         ///< it is closed for its slowness
  refused,        ///< a message was not taken, by the policy `wait`
  droppedNewest,  ///< likewise, by `dropNewest` or `dropOldest`
  droppedOldest,
  conflated,  ///< a message has taken the place of an older one
  waited,     ///< a coroutine has to wait
};

}  // namespace serinus::server
