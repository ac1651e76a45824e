#include "broker/topic_follower.hpp"

#include "broker/topic_core.hpp"
#include "runtime/loop_core.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace serinus::broker {

TopicFollower::~TopicFollower() {
  if (isGone_ != nullptr) *isGone_ = true;
  leave();
}

TopicRecovery TopicFollower::follow(std::shared_ptr<TopicCore> topic, const TopicRequest& request) {
  if (Loop::current() == nullptr)
    throw std::logic_error("a topic is followed on an event loop: subscribe from a handler or a task");
  leave();
  filter_ = request.filter();
  every_ = request.every();
  epoch_ = topic->epochOf(request.user());
  hasCommonCursors_ = epoch_ == topic->commonEpoch();
  topic_ = std::move(topic);
  untold_ = topic_->add(*this, request);
  const std::string& who = request.user().empty() ? request.client() : request.user();
  if (const PresenceOf& presence = topic_->settings().presence; presence != nullptr && !who.empty())
    stay_ = presence(who);
  return *untold_;
}

void TopicFollower::leave() noexcept {
  cancel();
  if (const auto topic = std::exchange(topic_, nullptr)) topic->remove(*this);
  stay_.reset();
}

void TopicFollower::beginAnew(std::uint64_t head) noexcept {
  const TopicSettings& topic = topic_->settings();
  const bool hasSnapshot = topic.retainsLast;
  position_ = hasSnapshot ? 0 : head;
  snapshotEnd_ = hasSnapshot ? head : 0;
  reading_ = hasSnapshot || topic.conflates ? TopicLog::Reading::latest : TopicLog::Reading::all;
}

void TopicFollower::resume() noexcept {
  if (isFollowing() && !isLive_ && !scheduled() && isGone_ == nullptr) catchUp();
}

void TopicFollower::offer(const EntryPtr& entry, EntryForms& forms) noexcept {
  if (!isLive_ || entry->offset() <= position_) return;
  if (every_ > Duration::zero() || !canTake()) {
    position_ = entry->offset() - 1;
    isLive_ = false;
    if (every_ > Duration::zero()) schedule();
    return;
  }
  position_ = entry->offset();
  take(entry, forms);
}

void TopicFollower::fallBehind(std::uint64_t delivered) noexcept {
  if (std::exchange(isLive_, false)) position_ = std::max(position_, delivered);
}

void TopicFollower::catchUp() noexcept {
  bool isGone = false;
  isGone_ = &isGone;
  const std::shared_ptr<TopicCore> topic = topic_;
  const auto isStillThere = [&] { return !isGone && topic_ == topic; };
  std::vector<EntryPtr> entries;
  EntryForms forms;
  while (isStillThere() && !isLive_ && canTake()) {
    if (untold_) {
      tellBeginning();
      continue;
    }
    entries.clear();
    const TopicRead read = topic->read(*this, entries);
    if (read.isLost) {
      onReset(TopicReset::gap, cursorAt(position_));
      continue;
    }
    for (auto entry = entries.begin(); entry != entries.end() && isStillThere(); ++entry) {
      if (!canTake()) {
        isLive_ = false;
        break;
      }
      takeFromLog(*entry, forms);
    }
    if (isStillThere() && isLive_) arrive(read);
  }
  if (!isGone) isGone_ = nullptr;
}

void TopicFollower::tellBeginning() noexcept {
  const TopicRecovery begun = *std::exchange(untold_, std::nullopt);
  onBegun(begun);
  if (begun.reset()) onReset(*begun.reset(), begun.from());
}

void TopicFollower::takeFromLog(const EntryPtr& entry, EntryForms& forms) noexcept {
  position_ = entry->offset();
  if (position_ <= snapshotEnd_ && entry->isRemoval()) return;
  if (!filter_.matches(entry->name())) return;
  lastTaken_ = place_->loop->now();
  take(entry, forms);
  forms.clear();
}

/// Everything has been read.
void TopicFollower::arrive(const TopicRead& read) noexcept {
  position_ = read.head;
  reading_ = read.returning;
  snapshotEnd_ = 0;
  if (read.isClosed) onTopicClosed();
}

void TopicFollower::onTimer() noexcept {
  catchUp();
}

void TopicFollower::schedule() noexcept {
  runtime::LoopCore& loop = place_->loop->core();
  loop.addTimer(*this, std::max(loop.now(), lastTaken_ + every_));
}

}  // namespace serinus::broker
