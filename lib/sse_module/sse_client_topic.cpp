#include "broker/topic_core.hpp"
#include "sse_module/sse_client.hpp"

#include <stdexcept>

namespace serinus::sse_module {

void SseClient::onDrained() noexcept {
  if (topic_) topic_->resume();
}

TopicRecovery SseClient::followTopic(const std::shared_ptr<broker::TopicCore>& topic, TopicRequest request) {
  if (place_ == nullptr) throw std::logic_error("the reader has left: it cannot follow " + topic->name());
  if (topic_ && topic_->topic() != topic) {
    throw std::logic_error("the stream follows " + topic_->topic()->name() +
                           " already, and its ids are the places there; "
                           "follow " +
                           topic->name() + " in another stream, or publish both in one topic");
  }
  if (request.since().empty()) request.since(std::string(lastEventId()));
  request.user(std::string(userId())).client(id_.text());
  topic_ = std::make_unique<StreamTopic>(*connection_);
  TopicRecovery recovery = topic_->follow(topic, request);
  topic_->resume();
  return recovery;
}

}  // namespace serinus::sse_module
