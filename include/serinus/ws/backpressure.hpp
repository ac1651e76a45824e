#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace serinus {

/// What becomes of messages that a client takes more slowly than they come: how many of them may wait, and what is done
/// with one too many.
///
///     Backpressure::close()  // the default: 1 MiB, then the client is closed with 1013
///     Backpressure::conflate().maxMessages(500)
///     Backpressure::dropOldest().maxBytes(64 * 1024)
///
/// The system's own buffer for the connection stands before all of this, and takes some hundred KiB to a few MiB.
/// Control frames are always taken.
class Backpressure {
public:
  /// What is done with the message that would exceed `maxBytes` or `maxMessages`.
  enum class Policy : std::uint8_t {
    close,       ///< the client is closed with 1013: it comes back and asks for what it missed
    wait,        ///< it is not taken; its sender is meant to wait (`co_await`) and never to come so far
    dropNewest,  ///< it is not taken
    dropOldest,  ///< those that have waited longest make room for it
    conflate,    ///< the newest with a key takes the place of the one with the same key; past the limit as `close`
  };

  constexpr Backpressure() noexcept : Backpressure(Policy::close) {}
  [[nodiscard]] static constexpr Backpressure close() noexcept { return Backpressure(Policy::close); }
  [[nodiscard]] static constexpr Backpressure wait() noexcept { return Backpressure(Policy::wait); }
  [[nodiscard]] static constexpr Backpressure dropNewest() noexcept { return Backpressure(Policy::dropNewest); }
  [[nodiscard]] static constexpr Backpressure dropOldest() noexcept { return Backpressure(Policy::dropOldest); }
  [[nodiscard]] static constexpr Backpressure conflate() noexcept { return Backpressure(Policy::conflate); }

  /// Bytes that may wait, frames and all; 1 MiB. As long as less than the high watermark waits, a message of any size
  /// is taken, so that one that is larger than this can be sent at all. Zero: nothing waits.
  constexpr Backpressure& maxBytes(std::size_t bytes) & noexcept {
    maxBytes_ = bytes;
    return *this;
  }
  [[nodiscard]] constexpr Backpressure maxBytes(std::size_t bytes) && noexcept { return maxBytes(bytes); }

  /// Messages that may wait; 8192. Half of them congest the client, as the high watermark does. Those that the
  /// connection has begun to write are not counted.
  constexpr Backpressure& maxMessages(std::size_t messages) & noexcept {
    maxMessages_ = messages;
    return *this;
  }
  [[nodiscard]] constexpr Backpressure maxMessages(std::size_t messages) && noexcept { return maxMessages(messages); }

  /// Above `high` waiting bytes the client is congested: who awaits its messages waits, and nothing more of it is read.
  /// It is drained at `low` or below. 256 KiB and half of it; where `maxBytes` is less than `high`, that and half of
  /// it.
  /// @throws std::invalid_argument  when `low` is not below `high`
  Backpressure& watermarks(std::size_t high, std::size_t low) &;
  [[nodiscard]] Backpressure watermarks(std::size_t high, std::size_t low) && { return watermarks(high, low); }

  [[nodiscard]] constexpr Policy policy() const noexcept { return policy_; }
  [[nodiscard]] constexpr std::size_t maxBytes() const noexcept { return maxBytes_; }
  [[nodiscard]] constexpr std::size_t maxMessages() const noexcept { return maxMessages_; }
  [[nodiscard]] constexpr std::size_t highWatermark() const noexcept { return std::min(high_, maxBytes_); }
  [[nodiscard]] constexpr std::size_t lowWatermark() const noexcept {
    return high_ <= maxBytes_ ? low_ : std::min(low_, maxBytes_ / 2);
  }

private:
  constexpr explicit Backpressure(Policy policy) noexcept : policy_(policy) {}

  std::size_t maxBytes_ = std::size_t{1024} * 1024;
  std::size_t maxMessages_ = 8192;
  std::size_t high_ = std::size_t{256} * 1024;
  std::size_t low_ = std::size_t{128} * 1024;
  Policy policy_;
};

}  // namespace serinus
