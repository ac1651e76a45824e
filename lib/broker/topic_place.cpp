#include "broker/topic_place.hpp"

#include <algorithm>

namespace serinus::broker {

namespace {
constexpr std::size_t ahead = 4;  // followers whose memory is on its way meanwhile
}

void TopicPlace::add(TopicFollower& follower) {
  if (follower.filter().takesEverything())
    everything_.push_back(&follower);
  else
    filtered_.add(follower.filter(), follower);
  ++count_;
}

void TopicPlace::remove(TopicFollower& follower) noexcept {
  --count_;
  if (!follower.filter().takesEverything()) {
    filtered_.remove(follower.filter(), follower);
    std::ranges::replace(matching_, &follower, nullptr);
    return;
  }
  const auto place = std::ranges::find(everything_, &follower);
  *place = nullptr;
  if (!isDelivering_) closeHoles();
}

void TopicPlace::closeHoles() noexcept {
  std::erase(everything_, nullptr);
}

void TopicPlace::deliver(const std::vector<EntryPtr>& entries) noexcept {
  isDelivering_ = true;
  EntryForms forms;
  for (const EntryPtr& entry : entries) {
    // Those that come meanwhile have read the log, and want nothing of this.
    const std::size_t size = everything_.size();
    for (std::size_t i = 0; i < size; ++i) {
      if (i + 2 * ahead < size) TopicFollower::fetch(everything_[i + 2 * ahead]);
      if (i + ahead < size) TopicFollower::fetchDestination(everything_[i + ahead]);
      if (everything_[i] != nullptr) everything_[i]->offer(entry, forms);
    }
    if (!filtered_.empty()) offerToMatching(entry, forms);
    forms.clear();
  }
  if (!entries.empty()) delivered_ = entries.back()->offset();
  isDelivering_ = false;
  closeHoles();
}

void TopicPlace::offerToMatching(const EntryPtr& entry, EntryForms& forms) noexcept {
  filtered_.collect(entry->name(), matching_);
  for (std::size_t i = 0; i < matching_.size(); ++i) {
    if (matching_[i] != nullptr) matching_[i]->offer(entry, forms);
  }
  matching_.clear();
}

void TopicPlace::fallBehind() noexcept {
  isDelivering_ = true;
  filtered_.collectAll(matching_);
  const auto sendToLog = [&](std::vector<TopicFollower*>& followers) {
    const std::size_t size = followers.size();
    for (std::size_t i = 0; i < size; ++i) {
      if (followers[i] != nullptr) followers[i]->fallBehind(delivered_);
      if (followers[i] != nullptr) followers[i]->resume();
    }
  };
  sendToLog(everything_);
  sendToLog(matching_);
  matching_.clear();
  isDelivering_ = false;
  closeHoles();
}

}  // namespace serinus::broker
