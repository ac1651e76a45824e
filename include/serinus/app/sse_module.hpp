#pragma once

#include <serinus/app/module.hpp>
#include <serinus/base/clock.hpp>
#include <serinus/sse_module/sse_emitter.hpp>

#include <chrono>
#include <cstddef>

namespace serinus {

struct SseModuleOptions {
  /// A comment is sent after this silence, so that no proxy ends the stream.
  Duration heartbeat = std::chrono::seconds(15);
  /// Bytes that may wait for one reader; one that lets more wait is cut off, and comes back with its last event id.
  std::size_t maxQueued = std::size_t{1024} * 1024;
  /// End a stream when its handler has returned. Otherwise it stays open for what `SseEmitter` sends.
  bool closeWhenDone = false;
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
