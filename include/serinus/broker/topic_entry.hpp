#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/broker/small_text.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace serinus::broker {

/// An event of a topic, as history, loops and subscribers share it. Fixed once it is published.
class TopicEntry {
public:
  TopicEntry(std::string name, std::string key, std::string_view json)
      : name_(std::move(name)), key_(std::move(key)), json_(json) {}
  TopicEntry(const TopicEntry&) = delete;
  TopicEntry& operator=(const TopicEntry&) = delete;

  /// 1 for the first of its topic.
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
  [[nodiscard]] TimePoint time() const noexcept { return time_; }
  /// Below its topic: `acme/eu`; empty for none.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// Of which this is the latest event, until there is a newer one of the same key.
  [[nodiscard]] const std::string& key() const noexcept { return key_; }
  /// The value as JSON text.
  [[nodiscard]] std::string_view json() const noexcept { return json_.view(); }
  /// What an event stream carries as its data: the JSON text, or, where the topic's values are texts, the text itself.
  [[nodiscard]] virtual std::string_view text() const noexcept { return json_.view(); }
  /// Whether it takes the latest event of its key away, and is none itself.
  [[nodiscard]] bool isRemoval() const noexcept { return isRemoval_; }

  /// What it counts for in `History::bytes`.
  [[nodiscard]] std::size_t weight() const noexcept { return json_.size() + name_.size() + key_.size(); }

  void markAsRemoval() noexcept { isRemoval_ = true; }

protected:
  ~TopicEntry() = default;

private:
  friend class TopicLog;
  std::uint64_t offset_ = 0;
  TimePoint time_{};
  std::string name_;
  std::string key_;
  SmallText json_;
  bool isRemoval_ = false;
};

using EntryPtr = std::shared_ptr<const TopicEntry>;

/// With the value itself, for subscribers in code.
template <class T>
class TypedEntry final : public TopicEntry {
public:
  TypedEntry(std::string name, std::string key, std::string_view json, T value)
      : TopicEntry(std::move(name), std::move(key), json), value_(std::move(value)) {}

  [[nodiscard]] const T& value() const noexcept { return value_; }
  [[nodiscard]] std::string_view text() const noexcept override {
    if constexpr (std::is_same_v<T, std::string>)
      return value_;
    else
      return TopicEntry::text();
  }

private:
  T value_;
};

}  // namespace serinus::broker
