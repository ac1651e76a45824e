#pragma once

#include "broker/topic_follower.hpp"
#include "server/event_stream_connection.hpp"

#include <memory>
#include <string_view>

namespace serinus::sse_module {

/// A topic that an event stream follows: its events with their cursors as ids, each encoded once for all streams of the
/// same loop. A congested reader has no queue of them: it is behind in the topic's history.
///
///     id: 5c1e…:41
///     event: subscribed
///     data: {"recovered":true}
///
/// comes first, so that a reader that is cut off before its first event has an id to come back with; then, where events
/// were missed, a `reset` with the reason.
class StreamTopic final : public broker::TopicFollower {
public:
  explicit StreamTopic(server::EventStreamConnection& connection) noexcept
      : TopicFollower(&connection, &connection.lower()), connection_(&connection) {}

private:
  [[nodiscard]] bool canTake() const noexcept override { return connection_->takesMore(); }
  void take(const broker::EntryPtr& entry, broker::EntryForms& forms) noexcept override;
  void onBegun(const TopicRecovery& recovery) noexcept override;
  void onReset(TopicReset reason, TopicCursor from) noexcept override;
  void onTopicClosed() noexcept override { connection_->close(); }

  [[nodiscard]] server::EncodedEvent encode(const broker::TopicEntry& entry) const;
  void tell(std::string_view event, std::string data, const TopicCursor& cursor);

  server::EventStreamConnection* connection_;
};

}  // namespace serinus::sse_module
