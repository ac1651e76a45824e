#include <serinus/broker/topic.hpp>

#include "broker/topic_core.hpp"

namespace serinus::broker {

TopicHandle::TopicHandle(std::string name, TopicSettings settings)
    : core_(std::make_shared<TopicCore>(std::move(name), std::move(settings))) {}

const std::string& TopicHandle::name() const noexcept {
  return core_->name();
}
std::uint64_t TopicHandle::publishUnseen() const {
  return core_->publishUnseen();
}
std::uint64_t TopicHandle::publish(const std::shared_ptr<TopicEntry>& entry) const {
  return core_->publish(entry);
}
void TopicHandle::close() const {
  core_->close();
}
std::uint64_t TopicHandle::lastOffset() const {
  return core_->head();
}
std::size_t TopicHandle::subscriberCount() const noexcept {
  return core_->subscribers();
}

std::string& scratch() noexcept {
  thread_local std::string text;
  text.clear();
  return text;
}

}  // namespace serinus::broker
