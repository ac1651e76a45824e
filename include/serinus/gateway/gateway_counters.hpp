#pragma once

#include <cstdint>

namespace serinus {

/// What became of the messages of a gateway whose clients were slow, since it was built.
struct GatewayCounters {
  std::uint64_t congested = 0;          ///< times that a client rose above its high watermark
  std::uint64_t closedForSlowness = 0;  ///< clients closed with 1013 (`close`, `conflate`)
  std::uint64_t refused = 0;            ///< messages not taken, as nobody waited (`wait`)
  std::uint64_t droppedNewest = 0;      ///< messages not taken (`dropNewest`; `dropOldest` when one never fits)
  std::uint64_t droppedOldest = 0;      ///< messages that had waited longest (`dropOldest`)
  std::uint64_t conflated = 0;          ///< messages that a newer one of their key replaced (`conflate`)
  std::uint64_t waited = 0;             ///< times that a coroutine had to wait for a client
};

}  // namespace serinus
