#pragma once

#include <cstdint>

namespace serinus {

/// What became of something that was sent.
enum class SendResult : std::uint8_t {
  queued,  ///< it leaves at the end of the current batch or loop turn, in order
  closed,  ///< the connection is closing or gone; nothing was sent
};

}  // namespace serinus
