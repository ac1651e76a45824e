#pragma once

#include <serinus/broker/topic_entry.hpp>
#include <serinus/broker/topic_recovery.hpp>
#include <serinus/broker/topic_request.hpp>

#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace serinus {

class Loop;

/// An event of a topic as a subscriber in code has it: a reference that is cheap to keep.
template <class T>
class TopicEvent {
public:
  TopicEvent(broker::EntryPtr entry, TopicCursor cursor, std::optional<TopicReset> reset) noexcept
      : entry_(std::move(entry)), cursor_(cursor), reset_(reset) {}

  [[nodiscard]] const T& value() const noexcept { return static_cast<const broker::TypedEntry<T>&>(*entry_).value(); }
  const T& operator*() const noexcept { return value(); }
  const T* operator->() const noexcept { return &value(); }

  /// What it was published under below its topic; empty for none.
  [[nodiscard]] const std::string& name() const noexcept { return entry_->name(); }
  /// 1 for the first event of the topic. Those of a filtered or conflated subscription have gaps.
  [[nodiscard]] std::uint64_t offset() const noexcept { return entry_->offset(); }
  /// To go on behind this event, later: `TopicRequest::since`.
  [[nodiscard]] const TopicCursor& cursor() const noexcept { return cursor_; }
  /// Why events before this one are missing, where they are.
  [[nodiscard]] const std::optional<TopicReset>& reset() const noexcept { return reset_; }

private:
  broker::EntryPtr entry_;
  TopicCursor cursor_;
  std::optional<TopicReset> reset_;
};

namespace broker {

class TopicCore;
class SubscriptionFollower;

/// An event as it came, whatever its type.
struct Received {
  EntryPtr entry;
  TopicCursor cursor{};
  std::optional<TopicReset> reset{};
};

/// The untyped side of a `TopicSubscription`.
class SubscriptionHandle {
public:
  SubscriptionHandle(std::shared_ptr<TopicCore> topic, const TopicRequest& request);
  SubscriptionHandle(SubscriptionHandle&& other) noexcept;
  SubscriptionHandle& operator=(SubscriptionHandle&& other) noexcept;
  ~SubscriptionHandle();

  [[nodiscard]] const TopicRecovery& recovery() const noexcept;

  /// Whether there is something to take, or never will be.
  [[nodiscard]] bool isReady() const noexcept;
  void wait(std::coroutine_handle<> reader) noexcept;
  void stopWaiting() noexcept;
  /// Without an entry: there are no more.
  [[nodiscard]] Received take();

private:
  std::unique_ptr<SubscriptionFollower> follower_;
};

/// A coroutine that waits for the next event. Destroyed, it waits no longer.
template <class T>
class NextEventAwaiter {
public:
  explicit NextEventAwaiter(SubscriptionHandle* subscription) noexcept : subscription_(subscription) {}
  NextEventAwaiter(const NextEventAwaiter&) = delete;
  NextEventAwaiter& operator=(const NextEventAwaiter&) = delete;
  ~NextEventAwaiter() {
    if (isWaiting_) subscription_->stopWaiting();
  }

  [[nodiscard]] bool await_ready() const noexcept { return subscription_->isReady(); }
  void await_suspend(std::coroutine_handle<> reader) noexcept {
    isWaiting_ = true;
    subscription_->wait(reader);
  }
  [[nodiscard]] std::optional<TopicEvent<T>> await_resume() {
    isWaiting_ = false;
    Received received = subscription_->take();
    if (received.entry == nullptr) return std::nullopt;
    return TopicEvent<T>(std::move(received.entry), received.cursor, received.reset);
  }

private:
  SubscriptionHandle* subscription_;
  bool isWaiting_ = false;
};

}  // namespace broker

/// A subscriber in code:
///
///     auto subscription = prices.subscribe();
///     while (auto event = co_await subscription.next()) use(event->value());
///
/// It belongs to the loop it was made on. It reads at its own speed: what it has not come to is in the topic's history,
/// and where that was too short the next event says so. Destroying it ends it.
template <class T>
class TopicSubscription {
public:
  TopicSubscription(std::shared_ptr<broker::TopicCore> topic, const TopicRequest& request)
      : handle_(std::move(topic), request) {}

  class Next {
  public:
    explicit Next(broker::SubscriptionHandle* handle) noexcept : handle_(handle) {}
    [[nodiscard]] broker::NextEventAwaiter<T> awaitOn(Loop&) const noexcept {
      return broker::NextEventAwaiter<T>(handle_);
    }

  private:
    broker::SubscriptionHandle* handle_;
  };
  /// Waits for an event. None comes any more when it is empty: the topic was closed. One coroutine at a time.
  [[nodiscard]] Next next() noexcept { return Next(&handle_); }

  /// How it began.
  [[nodiscard]] const TopicRecovery& recovery() const noexcept { return handle_.recovery(); }

private:
  broker::SubscriptionHandle handle_;
};

}  // namespace serinus
