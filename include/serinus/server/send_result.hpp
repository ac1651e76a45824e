#pragma once

#include <cstdint>

namespace serinus {

/// What became of something that was sent.
enum class SendResult : std::uint8_t {
  delivered,  ///< nothing stands before it: it leaves at the end of the current batch or loop turn
  queued,     ///< it waits, in order, until the client has taken what stands before it
  dropped,    ///< it was not taken: too much waits already, and the policy is not to wait for this client
  closed,     ///< the connection is closing or gone; nothing was sent
};

}  // namespace serinus
