#pragma once

#include "ws/send_queue.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace serinus::ws {

/// Whether what waits for a client has crossed a watermark.
enum class Crossing : std::uint8_t { none, rose, fell };

/// What waits for one client, in what order it may go on, and whether it is too much: a value.
///
/// It stands before the bytes that are being written (`ahead`). A message of several frames that is sent piece by piece
/// (a *stream*) has its turn when all that was queued before it began has gone on, and nothing queued after it goes on
/// before it has ended: frames of two messages must not mingle (RFC 6455, 5.4).
class Outflow {
public:
  /// Names a stream. Never 0.
  using Ticket = std::uint64_t;

  /// Whether a whole message may be written at once: nothing stands before it.
  [[nodiscard]] bool passes() const noexcept { return queue_.empty() && streams_.empty(); }

  SendQueue::Pushed push(QueuedMessage message, std::string_view key, std::size_t ahead, const Backpressure& rules) {
    return queue_.push(std::move(message), key, ahead, rules);
  }
  /// Behind all that waits, whatever the limits.
  void append(QueuedMessage message) { queue_.append(std::move(message)); }

  [[nodiscard]] bool mayPop() const noexcept;
  [[nodiscard]] QueuedMessage pop() { return queue_.pop(); }

  [[nodiscard]] Ticket beginStream();
  [[nodiscard]] bool hasTurn(Ticket stream) const noexcept;
  /// To be told when its first frame was written: from then on it cannot be taken back.
  void startStream(Ticket stream) noexcept;
  /// Whether the peer has seen the beginning of a stream and not its end.
  [[nodiscard]] bool inStream() const noexcept { return !streams_.empty() && streams_.front().started; }
  void endStream(Ticket stream) noexcept;
  /// None of them goes on; what was queued behind them does.
  void endStreams() noexcept { streams_.clear(); }

  /// Forgets what waits and whose turn it is: none of it will be sent.
  void clear() noexcept;

  [[nodiscard]] bool empty() const noexcept { return queue_.empty(); }
  [[nodiscard]] std::size_t bytes() const noexcept { return queue_.bytes(); }

  /// To be told whenever `ahead` or the queue has changed. The client is congested from above the high watermark, or
  /// half of the messages that may wait, until at the low one, or a quarter of them.
  [[nodiscard]] Crossing measure(std::size_t ahead, const Backpressure& rules) noexcept;
  [[nodiscard]] bool congested() const noexcept { return congested_; }

private:
  struct Stream {
    Ticket ticket;
    std::uint64_t after;  // the number of the first message that is queued behind it
    bool started = false;
  };

  SendQueue queue_;
  std::vector<Stream> streams_;  // in the order of their beginning
  Ticket lastTicket_ = 0;
  bool congested_ = false;
};

}  // namespace serinus::ws
