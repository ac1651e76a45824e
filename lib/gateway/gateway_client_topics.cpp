#include "broker/topic_core.hpp"
#include "gateway/gateway_client.hpp"

#include <algorithm>
#include <stdexcept>

namespace serinus::gateway {

TopicRecovery GatewayClient::followTopic(const std::shared_ptr<broker::TopicCore>& topic, TopicRequest request) {
  if (!isHere_) throw std::logic_error("the client has left: it cannot follow " + topic->name());
  leaveTopic(topic);
  request.user(std::string(userId())).client(id_.text());
  auto followed = std::make_unique<FollowedTopic>(*this);
  FollowedTopic& added = *extras().topics.emplace_back(std::move(followed));
  TopicRecovery recovery = added.follow(topic, request);
  added.resume();
  return recovery;
}

bool GatewayClient::leaveTopic(const std::shared_ptr<broker::TopicCore>& topic) noexcept {
  return extras_ &&
         std::erase_if(extras_->topics, [&](const auto& followed) { return followed->topic() == topic; }) > 0;
}

void GatewayClient::onRoom() noexcept {
  if (!extras_) return;
  for (const auto& followed : extras_->topics) followed->resume();
}

}  // namespace serinus::gateway
