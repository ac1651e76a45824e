#include "sse_module/stream_topic.hpp"

#include "broker/topic_core.hpp"
#include "broker/topic_notices.hpp"

#include <serinus/sse/sse_event.hpp>

#include <string>
#include <utility>

namespace serinus::sse_module {

namespace {
// What all streams make of an event is the same.
constexpr char kind = 0;
}  // namespace

void StreamTopic::take(const broker::EntryPtr& entry, broker::EntryForms& forms) noexcept {
  if (hasCommonCursors())
    connection_->deliver(forms.get(&kind, [&] { return encode(*entry); }));
  else
    connection_->deliver(encode(*entry));
}

server::EncodedEvent StreamTopic::encode(const broker::TopicEntry& entry) const {
  SseEvent event(entry.text());
  event.id(cursorAt(entry.offset()).text()).event(topic()->settings().event);
  return server::EncodedEvent(event);
}

void StreamTopic::onBegun(const TopicRecovery& recovery) noexcept {
  tell("subscribed", broker::recoveryNotice(recovery), recovery.from());
}

void StreamTopic::onReset(TopicReset reason, TopicCursor from) noexcept {
  tell("reset", broker::resetNotice(reason), from);
}

void StreamTopic::tell(std::string_view event, std::string data, const TopicCursor& cursor) {
  SseEvent notice(std::move(data));
  notice.event(std::string(event)).id(cursor.text());
  connection_->deliver(server::EncodedEvent(notice));
}

}  // namespace serinus::sse_module
