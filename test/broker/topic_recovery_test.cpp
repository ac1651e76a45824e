#include "topic_world.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::Listener;
using test::ManualLoop;
using test::onLoop;
using Numbers = std::vector<int>;

class TopicRecoveryTest : public test::TopicWorld {
protected:
  TopicRecovery begin(Listener& listener, const Topic<int>& topic, const TopicRequest& request = TopicRequest()) {
    std::optional<TopicRecovery> recovery;
    onLoop(loop, [&] { recovery = listener.begin(topic, request); });
    return *recovery;
  }
};

TEST_F(TopicRecoveryTest, GoesOnExactlyBehindTheCursor) {
  const Topic<int> topic("numbers");
  Listener before;
  begin(before, topic);
  publish(topic, {1, 2});
  before.leave();
  publish(topic, {3, 4});
  Listener after;
  const TopicRecovery recovery = begin(after, topic, TopicRequest().since(before.lastCursor()));
  EXPECT_TRUE(recovery.recovered());
  EXPECT_EQ(after.values, (Numbers{3, 4}));
  publish(topic, {5});
  EXPECT_EQ(after.values, (Numbers{3, 4, 5}));
}

TEST_F(TopicRecoveryTest, ANewSubscriberHasACursorBeforeItsFirstEvent) {
  const Topic<int> topic("numbers");
  publish(topic, {1});
  Listener before;
  const TopicRecovery fresh = begin(before, topic);
  EXPECT_FALSE(fresh.isReturn());
  EXPECT_FALSE(fresh.recovered());
  EXPECT_FALSE(fresh.reset());
  before.leave();
  publish(topic, {2});
  Listener after;
  begin(after, topic, TopicRequest().since(before.from));
  EXPECT_EQ(after.values, (Numbers{2}));
}

TEST_F(TopicRecoveryTest, ResetsWhenTheHistoryIsTooShort) {
  const Topic<int> topic("numbers", {.history = History().count(2)});
  Listener before;
  begin(before, topic);
  before.leave();
  publish(topic, {1, 2});
  Listener inTime;
  EXPECT_TRUE(begin(inTime, topic, TopicRequest().since(before.from)).recovered());
  EXPECT_EQ(inTime.values, (Numbers{1, 2}));
  publish(topic, {3});
  Listener late;
  const TopicRecovery recovery = begin(late, topic, TopicRequest().since(before.from));
  EXPECT_TRUE(recovery.isReturn());
  EXPECT_EQ(recovery.reset(), TopicReset::expired);
  EXPECT_EQ(late.values, (Numbers{}));
  publish(topic, {4});
  EXPECT_EQ(late.values, (Numbers{4}));
}

TEST_F(TopicRecoveryTest, ResetsWhenTheHistoryIsTooOld) {
  const Topic<int> topic("numbers", {.history = History().age(10s)});
  Listener before;
  begin(before, topic);
  before.leave();
  publish(topic, {1});
  loop.pass(10s, 1s);
  Listener inTime;
  EXPECT_TRUE(begin(inTime, topic, TopicRequest().since(before.from)).recovered());
  loop.pass(1s, 1s);
  Listener late;
  EXPECT_EQ(begin(late, topic, TopicRequest().since(before.from)).reset(), TopicReset::expired);
}

TEST_F(TopicRecoveryTest, WithoutAHistoryStillRecoversOneThatMissedNothing) {
  const Topic<int> topic("numbers", {.history = History::none()});
  Listener before;
  begin(before, topic);
  publish(topic, {1});
  before.leave();
  Listener inTime;
  EXPECT_TRUE(begin(inTime, topic, TopicRequest().since(before.lastCursor())).recovered());
  publish(topic, {2});
  Listener late;
  EXPECT_EQ(begin(late, topic, TopicRequest().since(before.lastCursor())).reset(), TopicReset::expired);
}

TEST_F(TopicRecoveryTest, HonoursNoCursorOfAnotherTopic) {
  const Topic<int> topic("numbers");
  const Topic<int> other("numbers");
  Listener before;
  begin(before, other);
  Listener after;
  EXPECT_EQ(begin(after, topic, TopicRequest().since(before.from)).reset(), TopicReset::epoch);
}

TEST_F(TopicRecoveryTest, HonoursNoCursorFromTheFuture) {
  const Topic<int> topic("numbers");
  publish(topic, {1});
  Listener before;
  begin(before, topic);
  const std::string epoch = before.from.substr(0, before.from.find(':'));
  Listener now;
  EXPECT_TRUE(begin(now, topic, TopicRequest().since(epoch + ":1")).recovered());
  Listener future;
  EXPECT_EQ(begin(future, topic, TopicRequest().since(epoch + ":2")).reset(), TopicReset::epoch);
  for (const std::string text : {"x", "1", ":", "18446744073709551615"}) {
    Listener forged;
    EXPECT_EQ(begin(forged, topic, TopicRequest().since(text)).reset(), TopicReset::epoch) << text;
  }
}

TEST_F(TopicRecoveryTest, HonoursNoCursorOfAnotherUser) {
  const Topic<int> topic("numbers");
  Listener ada;
  Listener grace;
  Listener nobody;
  begin(ada, topic, TopicRequest().user("ada"));
  begin(grace, topic, TopicRequest().user("grace"));
  begin(nobody, topic);
  publish(topic, {1});
  const struct {
    const Listener* from;
    std::string user;
    bool recovered;
  } cases[] = {{&ada, "ada", true},     {&ada, "grace", false},  {&ada, "", false},
               {&grace, "grace", true}, {&nobody, "ada", false}, {&nobody, "", true}};
  for (const auto& one : cases) {
    for (const std::string& cursor : {one.from->from, one.from->lastCursor()}) {
      Listener after;
      const TopicRecovery recovery = begin(after, topic, TopicRequest().since(cursor).user(one.user));
      EXPECT_EQ(recovery.recovered(), one.recovered) << one.user;
    }
  }
}

TEST_F(TopicRecoveryTest, AResetBringsWhatIsRetained) {
  const Topic<int> topic("numbers", {.history = History().count(1), .retainLast = true});
  onLoop(loop, [&] {
    topic.publish("a", 1);
    topic.publish("b", 2);
    topic.publish("b", 3);
  });
  Listener late;
  begin(late, topic, TopicRequest().since("0000000000000000:0"));
  EXPECT_EQ(late.values, (Numbers{1, 3}));
}

TEST_F(TopicRecoveryTest, ARecoveryBringsEverythingAndNothingRetained) {
  const Topic<int> topic("numbers", {.retainLast = true});
  publish(topic, {1, 2});
  Listener before;
  begin(before, topic);
  EXPECT_EQ(before.values, (Numbers{2}));
  before.leave();
  publish(topic, {3, 4});
  Listener after;
  begin(after, topic, TopicRequest().since(before.lastCursor()));
  EXPECT_EQ(after.values, (Numbers{3, 4}));
}

TEST_F(TopicRecoveryTest, AConflatedTopicRecoversToTheLatest) {
  const Topic<int> topic("numbers", {.conflate = [](const int& value) { return std::to_string(value / 10); }});
  Listener before;
  begin(before, topic);
  publish(topic, {11, 21});
  before.leave();
  publish(topic, {12, 13, 31, 32, 14});
  Listener after;
  EXPECT_TRUE(begin(after, topic, TopicRequest().since(before.lastCursor())).recovered());
  EXPECT_EQ(after.values, (Numbers{32, 14}));
}

TEST_F(TopicRecoveryTest, ReplaysWhileNewEventsCome) {
  const Topic<int> topic("numbers");
  Listener before;
  begin(before, topic);
  before.leave();
  publish(topic, {1, 2, 3});
  Listener after;
  after.onTake = [&, next = 4]() mutable {
    if (next <= 6) topic.publish(next++);
  };
  begin(after, topic, TopicRequest().since(before.from));
  EXPECT_EQ(after.values, (Numbers{1, 2, 3, 4, 5, 6}));
}

// ---- A checker: whoever goes on with its last cursor sees each event once, in order, or is told of a reset ----------

class Client {
public:
  Client(ManualLoop& loop, const Topic<int>& topic) : loop_(&loop), topic_(&topic) {}

  void connect(std::size_t room) {
    listener_ = std::make_unique<Listener>();
    listener_->room = room;
    onLoop(*loop_, [&] {
      const TopicRecovery recovery = listener_->begin(*topic_, TopicRequest().since(cursor_));
      isReset_ = !recovery.recovered();
    });
  }
  void allow(std::size_t room) {
    if (listener_) onLoop(*loop_, [&] { listener_->allow(room); });
  }
  /// What it has heard last may not have come to its end.
  void disconnect(std::size_t lost) {
    if (!listener_) return;
    check(lost);
    listener_.reset();
  }

  std::size_t resets = 0;
  std::size_t events = 0;

private:
  void check(std::size_t lost) {
    const Listener& listener = *listener_;
    if (isReset_) {
      ++resets;
      expected_ = 0;
    }
    if (!listener.resets.empty()) {  // in the middle: this checker's histories are long enough for those that stay
      ADD_FAILURE() << "a gap that is none";
      return;
    }
    const std::size_t kept = listener.values.size() - std::min(lost, listener.values.size());
    for (std::size_t i = 0; i < kept; ++i) {
      if (expected_ != 0) {
        EXPECT_EQ(listener.values[i], expected_);
      }
      expected_ = listener.values[i] + 1;
      ++events;
    }
    cursor_ = kept > 0 ? listener.cursors[kept - 1] : listener.from;
    if (isReset_ && kept == 0) expected_ = 0;
  }

  ManualLoop* loop_;
  const Topic<int>* topic_;
  std::unique_ptr<Listener> listener_;
  std::string cursor_;
  int expected_ = 0;
  bool isReset_ = false;
};

TEST_F(TopicRecoveryTest, LosesDoublesAndReordersNothingOverTenThousandDisconnections) {
  const Topic<int> topic("numbers", {.history = History().count(100'000).bytes(100'000'000)});
  std::mt19937 random(11);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 20; ++i) clients.push_back(std::make_unique<Client>(loop, topic));
  int next = 1;
  for (int round = 0; round < 10'000; ++round) {
    Client& client = *clients[random() % clients.size()];
    client.disconnect(random() % 5);
    Numbers values(random() % 4);
    std::iota(values.begin(), values.end(), next);
    next += static_cast<int>(values.size());
    publish(topic, values);
    client.connect(random() % 8);
    clients[random() % clients.size()]->allow(random() % 20);
  }
  std::size_t events = 0;
  for (const auto& client : clients) {
    client->allow(1'000'000);
    client->disconnect(0);
    EXPECT_EQ(client->resets, 1u) << "a reset though the history was never exceeded, besides the first beginning";
    events += client->events;
  }
  EXPECT_GT(events, 100'000u);
}

}  // namespace
}  // namespace serinus
