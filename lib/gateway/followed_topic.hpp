#pragma once

#include "broker/topic_follower.hpp"
#include "ws/message_frames.hpp"

#include <string_view>

namespace serinus::gateway {

class GatewayClient;

/// A topic that a client follows: its events as frames of the gateway's codec, each made once for all clients of the
/// gateway that are on the same loop.
///
///     {"event":"subscribed","topic":"prices","data":{"recovered":true},"cursor":"…"}
///     {"event":"prices","topic":"prices/acme","data":…,"cursor":"…"}
///     {"event":"reset","topic":"prices","data":{"reason":"gap"},"cursor":"…"}
///
/// A congested client has no queue of them: it is behind in the topic's history.
class FollowedTopic final : public broker::TopicFollower {
public:
  explicit FollowedTopic(GatewayClient& client) noexcept : TopicFollower(&client), client_(&client) {}

private:
  [[nodiscard]] bool canTake() const noexcept override;
  void take(const broker::EntryPtr& entry, broker::EntryForms& forms) noexcept override;
  void onBegun(const TopicRecovery& recovery) noexcept override;
  void onReset(TopicReset reason, TopicCursor from) noexcept override;
  void onTopicClosed() noexcept override;

  [[nodiscard]] ws::MessageFrames framesOf(const broker::TopicEntry& entry) const;
  void tell(std::string_view event, std::string_view data, const TopicCursor& cursor);

  GatewayClient* client_;
};

}  // namespace serinus::gateway
