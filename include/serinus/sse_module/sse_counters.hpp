#pragma once

#include <cstdint>

namespace serinus {

/// What became of events whose readers were slow, since the application was built.
struct SseCounters {
  std::uint64_t closedForSlowness = 0;  ///< readers cut off (`close`, `conflate`)
  std::uint64_t refused = 0;            ///< events not taken, as nobody waited (`wait`)
  std::uint64_t droppedNewest = 0;      ///< events not taken (`dropNewest`; `dropOldest` when one never fits)
  std::uint64_t droppedOldest = 0;      ///< events that had waited longest (`dropOldest`)
  std::uint64_t conflated = 0;          ///< events that a newer one of their key replaced (`conflate`)
};

}  // namespace serinus
