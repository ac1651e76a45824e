#pragma once

#include <serinus/broker/history.hpp>
#include <serinus/broker/topic_entry.hpp>
#include <serinus/broker/topic_filter.hpp>
#include <serinus/broker/topic_settings.hpp>
#include <serinus/broker/topic_subscription.hpp>
#include <serinus/json/write.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace serinus {

namespace broker {

/// The untyped side of a `Topic`.
class TopicHandle {
public:
  TopicHandle(std::string name, TopicSettings settings);

  [[nodiscard]] const std::string& name() const noexcept;
  [[nodiscard]] const std::shared_ptr<TopicCore>& core() const noexcept { return core_; }
  [[nodiscard]] std::uint64_t publishUnseen() const;
  std::uint64_t publish(const std::shared_ptr<TopicEntry>& entry) const;
  void close() const;
  [[nodiscard]] std::uint64_t lastOffset() const;
  [[nodiscard]] std::size_t subscriberCount() const noexcept;

private:
  std::shared_ptr<TopicCore> core_;
};

/// Memory to write JSON text into, this thread's own; empty.
[[nodiscard]] std::string& scratch() noexcept;

}  // namespace broker

template <class T>
struct TopicOptions {
  /// What is kept for subscribers that come back.
  History history{};
  /// Whether one that comes new is given the latest event of each name first, and of each key where there are any.
  bool retainLast = false;
  /// What `retainLast` tells values of one name apart by; without it there is one latest value of each name.
  std::function<std::string(const T&)> key{};
  /// The key of a value: then the latest of each key, and name, is all that is kept, and a subscriber that is slow is
  /// given no more than that. There is no other history.
  std::function<std::string(const T&)> conflate{};
  /// For how many names and keys the latest event is kept; the one without news for longest goes first.
  std::size_t maxKeys = 10'000;
  /// What the event is called on the wire. By default `message` in an event stream, and the topic's name in a gateway.
  std::string event{};
  /// Called when there is a subscriber after there was none, and the other way round: in turns, never both at a time,
  /// on the thread where it happened.
  std::function<void()> onFirstSubscriber{};
  std::function<void()> onLastSubscriber{};
  /// Where it is to be seen who subscribes: `lobby.at("prices")` of a `Presence`.
  broker::PresenceOf presence{};
};

/// Events that are published once, and read by event streams, gateways' clients and code alike, each exactly once and
/// in one order; by those that come back too, as far as the history reaches.
///
///     class Prices : public Topic<Price> {
///     public:
///       Prices() : Topic("prices", {.retainLast = true}) {}
///     };
///
///     providers<Prices>();                         // in a module; then anyone may take a Prices&
///     prices.publish({"ACME", 31.5});              // from any thread
///
/// `T` is what `json::write` takes; a `std::string` is sent as text. Copies are the same topic.
template <class T>
class Topic {
public:
  /// @param name  for people, and for clients that follow several topics on one connection
  explicit Topic(std::string name, TopicOptions<T> options = {})
      : keyOf_(options.conflate != nullptr ? options.conflate : options.key),
        isKeyed_(options.retainLast || options.conflate != nullptr),
        handle_(std::move(name), settingsOf(options)) {}

  /// From any thread. @returns the event's offset: 1 for the first
  /// @throws std::logic_error  when the topic is closed; what `json::write` and the key function throw
  std::uint64_t publish(T value) const { return publish(std::string_view(), std::move(value)); }

  /// The same under a name below the topic, by which subscribers may choose: `acme/eu`.
  /// @throws TopicNameError  also, for a name with a wildcard or a NUL, or of more than 1,024 bytes
  std::uint64_t publish(std::string_view name, T value) const {
    if (!name.empty()) broker::checkTopicName(name);
    if (const std::uint64_t unseen = handle_.publishUnseen()) return unseen;
    return handle_.publish(entryOf(name, std::move(value)));
  }

  /// An event after which its name, or key, has no latest event any more: the last of its kind.
  std::uint64_t publishLast(std::string_view name, T value) const {
    if (!name.empty()) broker::checkTopicName(name);
    const std::shared_ptr<broker::TopicEntry> entry = entryOf(name, std::move(value));
    entry->markAsRemoval();
    return handle_.publish(entry);
  }
  std::uint64_t publishLast(T value) const { return publishLast(std::string_view(), std::move(value)); }

  /// On an event loop, whose subscriber it is.
  [[nodiscard]] TopicSubscription<T> subscribe(const TopicRequest& request = TopicRequest()) const {
    return TopicSubscription<T>(handle_.core(), request);
  }

  /// Ends every subscription, when it has been given what was published until now. Event streams end with it.
  void close() const { handle_.close(); }

  [[nodiscard]] const std::string& name() const noexcept { return handle_.name(); }
  /// Of the newest event; 0 before the first.
  [[nodiscard]] std::uint64_t lastOffset() const { return handle_.lastOffset(); }
  /// On all loops; a moment old by the time it is read.
  [[nodiscard]] std::size_t subscriberCount() const noexcept { return handle_.subscriberCount(); }

  /// The library's own side; not for applications.
  [[nodiscard]] const std::shared_ptr<broker::TopicCore>& core() const noexcept { return handle_.core(); }

private:
  static broker::TopicSettings settingsOf(TopicOptions<T>& options) {
    return {options.history,
            options.retainLast,
            options.conflate != nullptr,
            options.maxKeys,
            std::move(options.event),
            std::move(options.onFirstSubscriber),
            std::move(options.onLastSubscriber),
            std::move(options.presence)};
  }

  [[nodiscard]] std::shared_ptr<broker::TypedEntry<T>> entryOf(std::string_view name, T&& value) const {
    std::string& text = broker::scratch();
    json::write(text, value);
    return std::make_shared<broker::TypedEntry<T>>(std::string(name), keyOf(name, value), text, std::move(value));
  }

  [[nodiscard]] std::string keyOf(std::string_view name, const T& value) const {
    if (!isKeyed_) return {};
    std::string key(name);
    if (keyOf_ != nullptr) key.append(1, '\0').append(keyOf_(value));
    return key;
  }

  std::function<std::string(const T&)> keyOf_;
  bool isKeyed_;
  broker::TopicHandle handle_;
};

}  // namespace serinus
