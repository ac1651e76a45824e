#pragma once

#include "runtime/spares.hpp"
#include "server/aside_reading.hpp"

#include <serinus/base/clock.hpp>
#include <serinus/runtime/running_task.hpp>
#include <serinus/ws/session.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace serinus::server {

/// What a connection has of a message, from its first byte until it has been handled. Between messages, which is nearly
/// always, a connection has none.
struct MessageInHand {
  ws::Session session;
  runtime::RunningTask<> handling{};
  std::unique_ptr<AsideReading> aside{};  // from `readAside` until the messages that came meanwhile are handled
  TimePoint since = TimePoint::max();     // of what has begun and not ended
};

/// Where these come from and go back to; one a loop.
class MessagePool {
public:
  /// More are seldom in hand at the end of a turn.
  static constexpr std::size_t most = 64;

  [[nodiscard]] std::unique_ptr<MessageInHand> take(const ws::SessionOptions& options) {
    if (spare_.empty()) return std::make_unique<MessageInHand>(MessageInHand{.session = ws::Session(options)});
    auto message = spare_.take();
    message->session = ws::Session(options);
    return message;
  }
  /// @pre  nothing is under way, and the session holds no memory
  void give(std::unique_ptr<MessageInHand> message) noexcept { spare_.give(std::move(message)); }

private:
  runtime::Spares<MessageInHand, most> spare_;
};

}  // namespace serinus::server
