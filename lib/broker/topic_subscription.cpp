#include <serinus/broker/topic_subscription.hpp>

#include "broker/topic_core.hpp"
#include "runtime/loop_core.hpp"

#include <deque>

namespace serinus::broker {

/// Keeps a few events ready. Its reader is woken at the end of the loop's turn, when nobody is handing out events: it
/// may then end the subscription.
class SubscriptionFollower final : public TopicFollower, runtime::TurnEnd {
public:
  SubscriptionFollower(std::shared_ptr<TopicCore> topic, const TopicRequest& request)
      : recovery_(follow(std::move(topic), request)) {
    resume();
  }

  [[nodiscard]] const TopicRecovery& recovery() const noexcept { return recovery_; }
  [[nodiscard]] bool isReady() const noexcept { return !ready_.empty() || isClosed_; }

  void wait(std::coroutine_handle<> reader) noexcept { reader_ = reader; }
  void stopWaiting() noexcept { reader_ = nullptr; }

  [[nodiscard]] Received take() {
    if (ready_.empty()) return {};
    Received received = std::move(ready_.front());
    ready_.pop_front();
    if (ready_.empty()) resume();
    return received;
  }

private:
  static constexpr std::size_t mostReady = 64;

  [[nodiscard]] bool canTake() const noexcept override { return ready_.size() < mostReady; }
  void take(const EntryPtr& entry, EntryForms&) noexcept override {
    ready_.push_back({entry, cursorAt(entry->offset()), std::exchange(reset_, std::nullopt)});
    wake();
  }
  void onReset(TopicReset reason, TopicCursor) noexcept override { reset_ = reason; }
  void onTopicClosed() noexcept override {
    isClosed_ = true;
    wake();
  }

  void wake() noexcept {
    if (reader_) Loop::current()->core().atTurnEnd(*this);
  }
  void onTurnEnd() noexcept override {
    if (reader_ && isReady()) std::exchange(reader_, nullptr).resume();
  }

  std::deque<Received> ready_;
  std::coroutine_handle<> reader_;
  TopicRecovery recovery_;
  std::optional<TopicReset> reset_;
  bool isClosed_ = false;
};

SubscriptionHandle::SubscriptionHandle(std::shared_ptr<TopicCore> topic, const TopicRequest& request)
    : follower_(std::make_unique<SubscriptionFollower>(std::move(topic), request)) {}
SubscriptionHandle::SubscriptionHandle(SubscriptionHandle&& other) noexcept = default;
SubscriptionHandle& SubscriptionHandle::operator=(SubscriptionHandle&& other) noexcept = default;
SubscriptionHandle::~SubscriptionHandle() = default;

const TopicRecovery& SubscriptionHandle::recovery() const noexcept {
  return follower_->recovery();
}
bool SubscriptionHandle::isReady() const noexcept {
  return follower_->isReady();
}
void SubscriptionHandle::wait(std::coroutine_handle<> reader) noexcept {
  follower_->wait(reader);
}
void SubscriptionHandle::stopWaiting() noexcept {
  follower_->stopWaiting();
}
Received SubscriptionHandle::take() {
  return follower_->take();
}

}  // namespace serinus::broker
