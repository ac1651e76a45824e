#include "ws/send_queue.hpp"

#include <serinus/ws/frame_writer.hpp>

#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <string>
#include <vector>

namespace serinus::ws {
namespace {

using Outcome = SendQueue::Outcome;

/// What is said: `size` bytes on the wire, the frame's head of two among them, named by a letter.
struct Push {
  char name;
  std::size_t size;
  Outcome expected;
  std::size_t dropped = 0;
  std::string key = {};
};

QueuedMessage message(char name, std::size_t size) {
  return QueuedMessage(Opcode::text, asBytes(std::string(size - 2, name)));
}

/// The names of what waits, in order.
std::string drain(SendQueue& queue) {
  std::string names;
  while (!queue.empty()) names += static_cast<char>(queue.pop().bytes().view()[0]);
  return names;
}

// ---- The policies

struct Dialogue {
  std::string name;
  Backpressure rules;
  std::size_t ahead;
  std::vector<Push> pushes;
  std::string waiting;
};
class ASendQueue : public testing::TestWithParam<Dialogue> {};

TEST_P(ASendQueue, Decides) {
  const Dialogue& dialogue = GetParam();
  SendQueue queue;
  for (const Push& push : dialogue.pushes) {
    const std::size_t before = queue.bytes();
    const std::size_t count = queue.size();
    const SendQueue::Pushed pushed =
        queue.push(message(push.name, push.size), push.key, dialogue.ahead, dialogue.rules);
    EXPECT_EQ(pushed.outcome, push.expected) << push.name;
    EXPECT_EQ(pushed.dropped, push.dropped) << push.name;
    if (pushed.outcome == Outcome::queued) {
      EXPECT_EQ(queue.bytes(), before + push.size) << push.name;
      EXPECT_EQ(queue.size(), count + 1) << push.name;
    }
    if (pushed.outcome == Outcome::refused || pushed.outcome == Outcome::overflow) {
      EXPECT_EQ(queue.bytes(), before) << push.name;
      EXPECT_EQ(queue.size(), count) << push.name;
    }
  }
  EXPECT_EQ(drain(queue), dialogue.waiting);
  EXPECT_EQ(queue.bytes(), 0U);
}

/// 100 bytes, 3 messages; congested above 20.
Backpressure narrow(Backpressure rules) {
  return rules.maxBytes(100).maxMessages(3).watermarks(20, 10);
}

constexpr Outcome queued = Outcome::queued, replaced = Outcome::replaced, madeRoom = Outcome::madeRoom,
                  refused = Outcome::refused, overflow = Outcome::overflow;

std::string nameOf(const testing::TestParamInfo<Dialogue>& row) {
  return row.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Close, ASendQueue,
    testing::Values(
        Dialogue{"TakesWhatFits", narrow(Backpressure::close()), 0, {{'a', 50, queued}, {'b', 50, queued}}, "ab"},
        Dialogue{"OverflowsByOneByte",
                 narrow(Backpressure::close()),
                 0,
                 {{'a', 50, queued}, {'b', 51, overflow}, {'c', 50, queued}},
                 "ac"},
        Dialogue{"CountsWhatIsAhead", narrow(Backpressure::close()), 60, {{'a', 40, queued}, {'b', 3, overflow}}, "a"},
        Dialogue{"OverflowsByOneMessage",
                 narrow(Backpressure::close()),
                 0,
                 {{'a', 3, queued}, {'b', 3, queued}, {'c', 3, queued}, {'d', 3, overflow}},
                 "abc"},
        Dialogue{"TakesAnySizeBelowTheHighWatermark",
                 narrow(Backpressure::close()),
                 19,
                 {{'a', 125, queued}, {'b', 3, overflow}},
                 "a"},
        Dialogue{"TakesWhatFitsAtIt", narrow(Backpressure::close()), 20, {{'a', 81, overflow}, {'b', 80, queued}}, "b"},
        Dialogue{"IsOverTheLimitAlready", narrow(Backpressure::close()), 101, {{'a', 3, overflow}}, ""},
        Dialogue{"NothingMayWait", Backpressure::close().maxBytes(0), 0, {{'a', 3, overflow}}, ""},
        Dialogue{"NoMessageMayWait", Backpressure::close().maxMessages(0), 0, {{'a', 3, overflow}}, ""},
        Dialogue{"IgnoresKeys",
                 narrow(Backpressure::close()),
                 0,
                 {{'a', 5, queued, 0, "k"}, {'b', 5, queued, 0, "k"}},
                 "ab"}),
    nameOf);

INSTANTIATE_TEST_SUITE_P(Wait, ASendQueue,
                         testing::Values(Dialogue{"RefusesByOneByte",
                                                  narrow(Backpressure::wait()),
                                                  0,
                                                  {{'a', 50, queued}, {'b', 51, refused}, {'c', 50, queued}},
                                                  "ac"},
                                         Dialogue{
                                             "RefusesByOneMessage",
                                             narrow(Backpressure::wait()),
                                             0,
                                             {{'a', 3, queued}, {'b', 3, queued}, {'c', 3, queued}, {'d', 3, refused}},
                                             "abc"}),
                         nameOf);

INSTANTIATE_TEST_SUITE_P(DropNewest, ASendQueue,
                         testing::Values(Dialogue{"RefusesByOneByte",
                                                  narrow(Backpressure::dropNewest()),
                                                  0,
                                                  {{'a', 50, queued}, {'b', 51, refused}, {'c', 50, queued}},
                                                  "ac"},
                                         Dialogue{
                                             "RefusesByOneMessage",
                                             narrow(Backpressure::dropNewest()),
                                             0,
                                             {{'a', 3, queued}, {'b', 3, queued}, {'c', 3, queued}, {'d', 3, refused}},
                                             "abc"}),
                         nameOf);

INSTANTIATE_TEST_SUITE_P(
    DropOldest, ASendQueue,
    testing::Values(
        Dialogue{"TakesWhatFits", narrow(Backpressure::dropOldest()), 0, {{'a', 50, queued}, {'b', 50, queued}}, "ab"},
        Dialogue{"DropsOneForAByte",
                 narrow(Backpressure::dropOldest()),
                 0,
                 {{'a', 50, queued}, {'b', 51, madeRoom, 1}},
                 "b"},
        Dialogue{"DropsNoMoreThanItMust",
                 narrow(Backpressure::dropOldest()),
                 0,
                 {{'a', 30, queued}, {'b', 30, queued}, {'c', 30, queued}, {'d', 70, madeRoom, 2}},
                 "cd"},
        Dialogue{"DropsOneForAMessage",
                 narrow(Backpressure::dropOldest()),
                 0,
                 {{'a', 3, queued}, {'b', 3, queued}, {'c', 3, queued}, {'d', 3, madeRoom, 1}, {'e', 3, madeRoom, 1}},
                 "cde"},
        Dialogue{"DropsNothingForWhatNeverFits",
                 narrow(Backpressure::dropOldest()),
                 30,
                 {{'a', 40, queued}, {'b', 71, refused}, {'c', 70, madeRoom, 1}},
                 "c"},
        Dialogue{"DropsAllForALargeOneWhenNothingIsAhead",
                 narrow(Backpressure::dropOldest()),
                 0,
                 {{'a', 40, queued}, {'b', 40, queued}, {'c', 120, madeRoom, 2}},
                 "c"},
        Dialogue{"NoMessageMayWait", Backpressure::dropOldest().maxMessages(0), 0, {{'a', 3, refused}}, ""},
        Dialogue{"NothingMayWait", Backpressure::dropOldest().maxBytes(0), 0, {{'a', 3, refused}}, ""}),
    nameOf);

INSTANTIATE_TEST_SUITE_P(
    Conflate, ASendQueue,
    testing::Values(
        Dialogue{"TakesThePlaceOfItsKey",
                 narrow(Backpressure::conflate()),
                 0,
                 {{'a', 5, queued, 0, "one"}, {'b', 5, queued, 0, "two"}, {'c', 5, replaced, 0, "one"}},
                 "cb"},
        Dialogue{"KeepsWhatHasNone",
                 narrow(Backpressure::conflate()),
                 0,
                 {{'a', 5, queued}, {'b', 5, queued}, {'c', 5, queued, 0, "one"}},
                 "abc"},
        Dialogue{"TellsKeysApartToTheLastCharacter",
                 narrow(Backpressure::conflate()),
                 0,
                 {{'a', 5, queued, 0, "one"}, {'b', 5, queued, 0, "one "}, {'c', 5, queued, 0, "On"}},
                 "abc"},
        Dialogue{"NeedsNoRoomInNumber",
                 narrow(Backpressure::conflate()),
                 0,
                 {{'a', 5, queued, 0, "one"},
                  {'b', 5, queued},
                  {'c', 5, queued},
                  {'d', 5, overflow},
                  {'e', 5, overflow, 0, "two"},
                  {'f', 5, replaced, 0, "one"}},
                 "fbc"},
        Dialogue{"MayGrowToTheLimit",
                 narrow(Backpressure::conflate()),
                 40,
                 {{'a', 20, queued, 0, "one"},
                  {'b', 20, queued},
                  {'c', 41, overflow, 0, "one"},
                  {'d', 40, replaced, 0, "one"}},
                 "db"},
        Dialogue{"MayShrink",
                 narrow(Backpressure::conflate()),
                 40,
                 {{'a', 60, queued, 0, "one"}, {'b', 30, replaced, 0, "one"}, {'c', 31, overflow}, {'d', 30, queued}},
                 "bd"}),
    nameOf);

// ---- The queue itself

TEST(TheKeyOfASendQueue, IsForgottenWithItsMessage) {
  const Backpressure rules = Backpressure::conflate();
  SendQueue queue;
  queue.push(message('a', 5), "k", 0, rules);
  queue.push(message('b', 5), "other", 0, rules);
  EXPECT_EQ(drain(queue), "ab");
  EXPECT_EQ(queue.push(message('c', 5), "k", 0, rules).outcome, Outcome::queued);
  queue.clear();
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.bytes(), 0U);
  EXPECT_EQ(queue.push(message('d', 5), "k", 0, rules).outcome, Outcome::queued);
  EXPECT_EQ(queue.push(message('e', 5), "k", 0, rules).outcome, Outcome::replaced);
  EXPECT_EQ(drain(queue), "e");
}

TEST(TheKeyOfASendQueue, IsForgottenWhenItsMessageIsDropped) {
  SendQueue queue;
  queue.push(message('a', 50), "k", 0, narrow(Backpressure::conflate()));
  EXPECT_EQ(queue.push(message('b', 90), "", 0, narrow(Backpressure::dropOldest())).dropped, 1U);
  EXPECT_EQ(queue.push(message('c', 5), "k", 0, narrow(Backpressure::conflate())).outcome, Outcome::queued);
  EXPECT_EQ(drain(queue), "bc");
}

TEST(ASendQueue, AppendsWhateverTheLimits) {
  SendQueue queue;
  queue.append(message('a', 100));
  queue.append(message('b', 100));
  EXPECT_EQ(queue.bytes(), 200U);
  EXPECT_EQ(drain(queue), "ab");
}

TEST(ASendQueue, NumbersItsMessages) {
  SendQueue queue;
  EXPECT_EQ(queue.front(), 0U);
  EXPECT_EQ(queue.next(), 0U);
  queue.append(message('a', 5));
  queue.append(message('b', 5));
  EXPECT_EQ(queue.front(), 0U);
  EXPECT_EQ(queue.next(), 2U);
  static_cast<void>(queue.pop());
  EXPECT_EQ(queue.front(), 1U);
  EXPECT_EQ(queue.next(), 2U);
  queue.clear();
  EXPECT_EQ(queue.front(), 2U);
  EXPECT_EQ(queue.next(), 2U);
}

TEST(AQueuedMessage, CountsItsFrame) {
  EXPECT_EQ(QueuedMessage(Opcode::text, ByteView()).size(), 2U);
  EXPECT_EQ(QueuedMessage(Opcode::binary, asBytes(std::string(125, 'x'))).size(), 127U);
  EXPECT_EQ(QueuedMessage(Opcode::binary, asBytes(std::string(126, 'x'))).size(), 130U);
  EXPECT_EQ(QueuedMessage(Opcode::binary, asBytes(std::string(65536, 'x'))).size(), 65546U);
  const QueuedMessage frame(encodeMessage(Opcode::binary, asBytes(std::string(126, 'x'))));
  EXPECT_TRUE(frame.isFrame());
  EXPECT_EQ(frame.size(), 130U);
}

// A long life against a model that is too simple to be wrong.
TEST(ASendQueue, DoesWhatASimpleOneDoes) {
  std::mt19937 random(7);
  const Backpressure rules = Backpressure::conflate().maxMessages(300).maxBytes(1'000'000);
  SendQueue queue;
  std::deque<std::pair<std::string, char>> model;
  for (int i = 0; i < 50'000; ++i) {
    // Filling and emptying in turns.
    const bool fills = (i / 2000) % 2 == 0;
    if (random() % 3 == (fills ? 0U : 1U) || (!fills && random() % 3 != 0)) {
      if (queue.empty()) continue;
      ASSERT_EQ(static_cast<char>(queue.pop().bytes().view()[0]), model.front().second);
      model.pop_front();
      continue;
    }
    const char name = static_cast<char>('a' + random() % 26);
    const std::string key = random() % 2 == 0 ? std::to_string(random() % 200) : "";
    const auto same =
        std::find_if(model.begin(), model.end(), [&](const auto& one) { return !key.empty() && one.first == key; });
    const Outcome outcome = queue.push(message(name, 10), key, 0, rules).outcome;
    if (same != model.end()) {
      ASSERT_EQ(outcome, Outcome::replaced);
      same->second = name;
    } else if (model.size() == 300) {
      ASSERT_EQ(outcome, Outcome::overflow);
    } else {
      ASSERT_EQ(outcome, Outcome::queued);
      model.emplace_back(key, name);
    }
    ASSERT_EQ(queue.size(), model.size());
    ASSERT_EQ(queue.bytes(), model.size() * 10);
  }
}

}  // namespace
}  // namespace serinus::ws
