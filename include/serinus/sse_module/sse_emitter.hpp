#pragma once

#include <serinus/sse/sse_event.hpp>
#include <serinus/sse_module/sse_to.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace serinus {

namespace sse_module {
class SseHub;
}

/// Sends events to the readers of the application's event streams, besides what their own handlers yield. Provided by
/// `SseModule` to every module.
class SseEmitter {
public:
  SseEmitter();
  SseEmitter(const SseEmitter&) = delete;
  SseEmitter& operator=(const SseEmitter&) = delete;
  ~SseEmitter();

  /// From any thread: readers on other loops get it soon. A text is an event with that data.
  void send(const SseEvent& event, const SseTo& to = SseTo::everyone());

  /// Ends streams, after what was sent before. Their clients come back: answer them 204 to keep them away.
  void close(const SseTo& to);

  /// The readers of this loop. With one thread, which is the default, these are all.
  [[nodiscard]] std::vector<ClientId> clients() const;

  /// How many readers there are, on all loops. From any thread; a moment old by the time it is read.
  [[nodiscard]] std::size_t clientCount() const noexcept;

  /// The library's own side; not for applications.
  [[nodiscard]] sse_module::SseHub& hub() const noexcept { return *hub_; }

private:
  std::unique_ptr<sse_module::SseHub> hub_;
};

}  // namespace serinus
