#pragma once

#include <serinus/app/module.hpp>
#include <serinus/base/clock.hpp>
#include <serinus/sse_module/sse_emitter.hpp>
#include <serinus/ws/backpressure.hpp>

#include <chrono>
#include <cstddef>
#include <optional>

namespace serinus {

struct SseModuleOptions {
  /// A comment is sent after this silence, so that no proxy ends the stream; 1 ms to 24 days.
  Duration heartbeat = std::chrono::seconds(15);
  /// What becomes of events that are sent to a reader which is slow: how many may wait, and what is done with one too
  /// many. `close`, the default, cuts the reader off, and it comes back with its last event id. What its own handler
  /// yields is never dropped: the handler waits.
  Backpressure backpressure = {};
  /// Bytes of one event as it is sent. A larger one is refused with `SseEventTooLarge`, at the `co_yield` or by `send`.
  std::size_t maxEvent = std::size_t{64} * 1024;
  /// Channels that one reader may be in at a time.
  std::size_t maxChannels = 128;
  /// End a stream when its handler has returned. Otherwise it stays open for what `SseEmitter` sends.
  bool closeWhenDone = false;
  /// How long a reader is told to wait before it comes back, at the opening of its stream and when the server stops:
  /// this and up to `retrySpread` more, each reader another time, so that they do not all come at once. Nothing: they
  /// are not told, and browsers take some seconds of their own.
  std::optional<Duration> retry = std::chrono::seconds(2);
  Duration retrySpread = std::chrono::seconds(3);
  /// When the server stops, a handler that hears of it (`SseContext::stopped`) may go on for so long. Zero: not at all.
  Duration farewell = std::chrono::seconds(2);
};

/// Switches event streams on, and provides `SseEmitter` to every module.
class SseModule : public Module {
public:
  explicit SseModule(SseModuleOptions options = {}) : options_(options) {
    providers<SseEmitter>();
    exports<SseEmitter>();
    global();
  }

  [[nodiscard]] const SseModuleOptions& options() const noexcept { return options_; }

private:
  SseModuleOptions options_;
};

}  // namespace serinus
