#pragma once

#include <serinus/base/clock.hpp>

#include <chrono>
#include <cstddef>

namespace serinus {

/// Lets clients of a gateway come back after their connection was lost: with their id, rooms, user, principal and
/// state.
///
/// A client that has come in, and was greeted, gets the event
///
///     {"event":"session","data":{"token":"…","recovered":false,"id":"…"}}
///
/// in the frame of the gateway's codec. When it has lost its connection it connects anew with `?recover=<token>`, and
/// hears whether it has come back: `recovered`, or else a `reason`, which is `expired`, `identity` or `unknown`. A
/// token is good for one return; each comes with another one. Messages that were missed meanwhile are not sent again.
struct Recovery {
  /// For how long a lost client is kept; more than zero.
  Duration window = std::chrono::minutes(2);
  /// So many clients are kept at a time, by one gateway on all its loops; the oldest goes first. At least one.
  std::size_t maxKept = 10'000;
};

}  // namespace serinus
