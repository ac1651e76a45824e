#pragma once

#include "broker/topic_core.hpp"
#include "testing/manual_loop.hpp"

#include <serinus/broker/topic.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace serinus::test {

/// Runs `work` on the loop, and what follows from it.
template <class Work>
void onLoop(ManualLoop& loop, Work work) {
  loop.loop().post([&work] { work(); });
  loop.settle();
}

/// A loop, and numbers that are published on it.
class TopicWorld : public testing::Test {
protected:
  ManualLoop loop;

  void publish(const Topic<int>& topic, const std::vector<int>& values) {
    onLoop(loop, [&] {
      for (const int value : values) topic.publish(value);
    });
  }
};

/// A subscriber of numbers that takes as many as it is allowed to.
class Listener final : public broker::TopicFollower {
public:
  /// Goes on as far as there is room.
  void allow(std::size_t events) {
    room += events;
    resume();
  }

  [[nodiscard]] std::string lastCursor() const { return cursors.empty() ? from : cursors.back(); }

  std::size_t room = 1'000'000;
  std::vector<int> values;
  std::vector<std::string> cursors;
  std::string from;
  std::vector<TopicReset> resets;
  bool isClosed = false;
  std::function<void()> onTake;

  TopicRecovery begin(const Topic<int>& topic, const TopicRequest& request = TopicRequest()) {
    TopicRecovery recovery = follow(topic.core(), request);
    from = recovery.from().text();
    resume();
    return recovery;
  }

private:
  [[nodiscard]] bool canTake() const noexcept override { return room > 0; }
  void take(const broker::EntryPtr& entry, broker::EntryForms&) noexcept override {
    --room;
    values.push_back(static_cast<const broker::TypedEntry<int>&>(*entry).value());
    cursors.push_back(cursorAt(entry->offset()).text());
    if (onTake) onTake();
  }
  void onReset(TopicReset reason, TopicCursor cursor) noexcept override {
    if (reason != TopicReset::gap) return;  // of its beginning, which `begin` has told
    resets.push_back(reason);
    cursors.push_back(cursor.text());
  }
  void onTopicClosed() noexcept override { isClosed = true; }
};

}  // namespace serinus::test
