#pragma once

#include <serinus/json/write.hpp>
#include <serinus/runtime/task.hpp>
#include <serinus/sse/sse_event.hpp>
#include <serinus/sse_module/channel_info.hpp>
#include <serinus/sse_module/sse_counters.hpp>
#include <serinus/sse_module/sse_to.hpp>
#include <serinus/ws/send_options.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
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

  /// From any thread: readers on other loops get it soon. A text is an event with that data. It is written once for
  /// all, and never waits: for a reader that is slow it follows `SseModuleOptions::backpressure`.
  /// @throws SseEventTooLarge
  void send(const SseEvent& event, const SseTo& to = SseTo::everyone(), const SendOptions& options = SendOptions());

  /// The same with an event whose data is `value` as JSON (`SseEvent::json`).
  template <class Value>
  void emit(std::string event, const Value& value, const SseTo& to = SseTo::everyone(),
            const SendOptions& options = SendOptions()) {
    send(SseEvent::json(std::move(event), value), to, options);
  }

  /// Ends streams, after what was sent before. Their clients come back: answer them 204 to keep them away.
  void close(const SseTo& to);

  // Channels from outside, from any thread. What is called on one thread takes effect in the order of the calls: who
  // was made to join gets what is sent afterwards.

  /// Has readers enter a channel. One that is in `SseModuleOptions::maxChannels` of them stays out, and the log says
  /// so.
  /// @throws std::invalid_argument  when the name is empty or longer than `maxChannelName`
  void joinChannel(const SseTo& to, std::string_view channel);
  void leaveChannel(const SseTo& to, std::string_view channel);

  /// The readers of this loop. With one thread, which is the default, these are all.
  [[nodiscard]] std::vector<ClientId> clients() const;

  /// How many readers there are, on all loops. From any thread; a moment old by the time it is read.
  [[nodiscard]] std::size_t clientCount() const noexcept;

  /// What became of events for slow readers. From any thread.
  [[nodiscard]] SseCounters counters() const noexcept;

  // Answers that are gathered from all loops, to be awaited on a loop of the application; with one thread they are
  // there at once. They hold all that the asking loop did before, and are a moment old by the time they are read.

  [[nodiscard]] Task<std::vector<ClientId>> clients(SseTo to) const;
  [[nodiscard]] Task<std::size_t> clientCount(SseTo to) const;
  /// All channels, in no particular order.
  [[nodiscard]] Task<std::vector<ChannelInfo>> channels() const;

  /// The library's own side; not for applications.
  [[nodiscard]] sse_module::SseHub& hub() const noexcept { return *hub_; }

private:
  std::unique_ptr<sse_module::SseHub> hub_;
};

}  // namespace serinus
