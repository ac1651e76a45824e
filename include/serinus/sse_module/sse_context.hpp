#pragma once

#include <serinus/broker/topic.hpp>
#include <serinus/pipeline/client_id.hpp>
#include <serinus/pipeline/context.hpp>
#include <serinus/runtime/async_generator.hpp>
#include <serinus/sse/sse_event.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace serinus {

/// What an event stream's handler returns: a coroutine that yields texts and `SseEvent`s, and may `co_await` in
/// between. It is destroyed, with its locals, as soon as its reader has left.
using SseStream = AsyncGenerator<SseEvent>;

/// One reader of an event stream, for as long as it stays.
class SseContext : public Context {
public:
  [[nodiscard]] static constexpr bool isAt(Door door) noexcept { return door == Door::stream; }

  [[nodiscard]] virtual ClientId clientId() const noexcept = 0;

  /// What the reader last saw, by its own account: the field `Last-Event-ID`, or the query parameter `lastEventId` for
  /// clients that cannot set fields. Empty when it has none, or one of more than 256 bytes.
  [[nodiscard]] std::string_view lastEventId() const;

  /// Has the stream carry a topic's events from now on, with their cursors as ids, besides what its handler yields. A
  /// reader that comes back goes on behind its `lastEventId()`, or is told with a `reset` event what it was that
  /// prevented it: `{"reason":"expired"}`. The first event is `subscribed`, with `{"recovered":true}` or `false`.
  /// A stream stays open as long as it follows a topic. Ids are honoured for the same `userId()` alone.
  /// @throws std::logic_error  when it follows another topic already
  template <class T>
  TopicRecovery subscribe(const Topic<T>& topic, TopicRequest request = TopicRequest()) {
    return followTopic(topic.core(), std::move(request));
  }

protected:
  using Context::Context;
  ~SseContext() = default;
  [[nodiscard]] virtual TopicRecovery followTopic(const std::shared_ptr<broker::TopicCore>& topic,
                                                  TopicRequest request) = 0;
};

}  // namespace serinus
