#pragma once

#include "broker/filter_trie.hpp"
#include "broker/topic_follower.hpp"

#include <serinus/runtime/loop.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace serinus::broker {

/// The subscribers of a topic on one loop; touched there alone.
class TopicPlace {
public:
  explicit TopicPlace(Loop& where) : loop(&where) {}
  TopicPlace(const TopicPlace&) = delete;
  TopicPlace& operator=(const TopicPlace&) = delete;

  void add(TopicFollower& follower);
  void remove(TopicFollower& follower) noexcept;
  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }

  /// Hands events to those who are live. They may go, and others come, meanwhile.
  void deliver(const std::vector<EntryPtr>& entries) noexcept;
  /// Sends everyone to the log: for what was not handed over, or to find its end.
  void fallBehind() noexcept;

  Loop* const loop;

  /// What is on its way here; guarded by the topic's mutex.
  struct Incoming {
    std::vector<EntryPtr> entries;
    bool isOnItsWay = false;
    bool overflowed = false;  ///< it was more than is held
  };
  Incoming incoming;
  std::vector<EntryPtr> underWay;  ///< being delivered; keeps its capacity

private:
  void offerToMatching(const EntryPtr& entry, EntryForms& forms) noexcept;
  void closeHoles() noexcept;

  std::vector<TopicFollower*> everything_;  // who wants every event; null where one has gone during a delivery
  FilterTrie<TopicFollower> filtered_;
  std::vector<TopicFollower*> matching_;
  std::size_t count_ = 0;
  std::uint64_t delivered_ = 0;
  bool isDelivering_ = false;
};

}  // namespace serinus::broker
