#include "gateway/followed_topic.hpp"

#include "broker/topic_core.hpp"
#include "broker/topic_notices.hpp"
#include "gateway/gateway_client.hpp"
#include "gateway/gateway_hub.hpp"

#include <string>
#include <utility>

namespace serinus::gateway {

namespace {

std::string nameOf(const broker::TopicCore& topic, const broker::TopicEntry& entry) {
  return entry.name().empty() ? topic.name() : topic.name() + '/' + entry.name();
}

}  // namespace

bool FollowedTopic::canTake() const noexcept {
  return client_->takesMore();
}

void FollowedTopic::take(const broker::EntryPtr& entry, broker::EntryForms& forms) noexcept {
  if (hasCommonCursors()) {
    ws::MessageFrames& frames = forms.get(&client_->hub(), [&] { return framesOf(*entry); });
    client_->deliver(frames);
  } else {
    ws::MessageFrames frames = framesOf(*entry);
    client_->deliver(frames);
  }
}

ws::MessageFrames FollowedTopic::framesOf(const broker::TopicEntry& entry) const {
  const std::string& event = topic()->settings().event;
  const std::string cursor = cursorAt(entry.offset()).text();
  OutgoingEvent frame{EventKind::event, event.empty() ? std::string_view(topic()->name()) : event, {}, entry.json()};
  const std::string name = nameOf(*topic(), entry);
  frame.topic = name;
  frame.cursor = cursor;
  return client_->hub().framesOf(frame);
}

void FollowedTopic::onBegun(const TopicRecovery& recovery) noexcept {
  tell("subscribed", broker::recoveryNotice(recovery), recovery.from());
}

void FollowedTopic::onReset(TopicReset reason, TopicCursor from) noexcept {
  tell("reset", broker::resetNotice(reason), from);
}

void FollowedTopic::onTopicClosed() noexcept {
  tell("closed", {}, cursorAt(topic()->head()));
}

void FollowedTopic::tell(std::string_view event, std::string_view data, const TopicCursor& cursor) {
  const std::string place = cursor.text();
  OutgoingEvent frame{EventKind::event, event, {}, data};
  frame.topic = topic()->name();
  frame.cursor = place;
  ws::MessageFrames frames = client_->hub().framesOf(frame);
  client_->deliver(frames);
}

}  // namespace serinus::gateway
