#include "topic_world.hpp"

#include <serinus/runtime/task_scope.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::Listener;
using test::ManualLoop;
using test::onLoop;
using Numbers = std::vector<int>;

using TopicTest = test::TopicWorld;

TEST_F(TopicTest, GivesEachEventToEverySubscriberInOrder) {
  const Topic<int> topic("numbers");
  Listener first;
  Listener second;
  onLoop(loop, [&] { first.begin(topic); });
  publish(topic, {1, 2});
  onLoop(loop, [&] { second.begin(topic); });
  publish(topic, {3});
  EXPECT_EQ(first.values, (Numbers{1, 2, 3}));
  EXPECT_EQ(second.values, (Numbers{3}));
}

TEST_F(TopicTest, NumbersEventsFromOneWithOrWithoutSubscribers) {
  for (const History& history : {History(), History::none()}) {
    const Topic<int> topic("numbers", {.history = history});
    EXPECT_EQ(topic.lastOffset(), 0u);
    EXPECT_EQ(topic.publish(1), 1u);
    EXPECT_EQ(topic.publish(1), 2u);
    Listener listener;
    onLoop(loop, [&] { listener.begin(topic); });
    EXPECT_EQ(topic.publish(1), 3u);
    loop.settle();
    EXPECT_EQ(listener.values.size(), 1u);
    EXPECT_EQ(topic.lastOffset(), 3u);
  }
}

TEST_F(TopicTest, DoesNotHandOutWhatWasPublishedBeforeASubscription) {
  const Topic<int> topic("numbers");
  Listener early;
  Listener late;
  onLoop(loop, [&] { early.begin(topic); });
  onLoop(loop, [&] {
    topic.publish(1);  // on its way to this loop when the second comes
    late.begin(topic);
    topic.publish(2);
  });
  EXPECT_EQ(early.values, (Numbers{1, 2}));
  EXPECT_EQ(late.values, (Numbers{2}));
}

TEST_F(TopicTest, GivesNothingToOneThatHasLeft) {
  const Topic<int> topic("numbers");
  Listener listener;
  onLoop(loop, [&] { listener.begin(topic); });
  EXPECT_EQ(topic.subscriberCount(), 1u);
  onLoop(loop, [&] {
    topic.publish(1);
    listener.leave();
  });
  EXPECT_EQ(listener.values, (Numbers{}));
  EXPECT_EQ(topic.subscriberCount(), 0u);
}

TEST_F(TopicTest, HoldsNoMoreThan65536EventsForALoopThatDoesNotTakeThem) {
  constexpr std::size_t most = 65'536;
  for (const std::size_t published : {most - 1, most, most + 1}) {
    const Topic<int> topic("numbers", {.history = History().count(10)});
    Listener listener;
    onLoop(loop, [&] { listener.begin(topic); });
    onLoop(loop, [&] {
      for (std::size_t i = 0; i < published; ++i) topic.publish(static_cast<int>(i));
    });
    const bool fits = published <= most;
    EXPECT_EQ(listener.values.size(), fits ? published : 0U) << published;
    EXPECT_EQ(listener.resets.size(), fits ? 0U : 1U) << "what is missing is told: " << published;
    publish(topic, {7});
    ASSERT_FALSE(listener.values.empty());
    EXPECT_EQ(listener.values.back(), 7) << published;
  }
}

TEST_F(TopicTest, ReadsOnFromTheHistoryWhereMoreWasOnItsWay) {
  const Topic<int> topic("numbers", {.history = History().count(100'000).bytes(10'000'000)});
  Listener listener;
  onLoop(loop, [&] { listener.begin(topic); });
  onLoop(loop, [&] {
    for (int i = 0; i < 65'537; ++i) topic.publish(i);
  });
  ASSERT_EQ(listener.values.size(), 65'537U);
  for (int i = 0; i < 65'537; ++i) ASSERT_EQ(listener.values[static_cast<std::size_t>(i)], i);
  EXPECT_TRUE(listener.resets.empty());
}

TEST_F(TopicTest, LetsSubscribersComeAndGoDuringADelivery) {
  const Topic<int> topic("numbers");
  auto first = std::make_unique<Listener>();
  auto second = std::make_unique<Listener>();
  Listener third;
  Listener late;
  onLoop(loop, [&] {
    first->begin(topic);
    second->begin(topic);
    third.begin(topic);
  });
  first->onTake = [&] {
    second.reset();
    if (!late.isFollowing()) late.begin(topic);
    first.reset();
  };
  publish(topic, {1, 2});
  EXPECT_EQ(third.values, (Numbers{1, 2}));
  EXPECT_EQ(late.values, (Numbers{})) << "both were published before it came";
  EXPECT_EQ(topic.subscriberCount(), 2u);
}

TEST_F(TopicTest, ChoosesByName) {
  const Topic<int> topic("prices");
  Listener europe;
  Listener acme;
  Listener all;
  onLoop(loop, [&] {
    europe.begin(topic, TopicRequest().filter("+/eu"));
    acme.begin(topic, TopicRequest().filter("acme/#"));
    all.begin(topic);
    topic.publish("acme/eu", 1);
    topic.publish("acme/us", 2);
    topic.publish("other/eu", 3);
    topic.publish(4);
  });
  EXPECT_EQ(europe.values, (Numbers{1, 3}));
  EXPECT_EQ(acme.values, (Numbers{1, 2}));
  EXPECT_EQ(all.values, (Numbers{1, 2, 3, 4}));
  EXPECT_THROW(topic.publish("acme/+", 1), TopicNameError);
}

TEST_F(TopicTest, ASlowSubscriberReadsTheHistoryWhenItCan) {
  const Topic<int> topic("numbers");
  Listener slow;
  Listener fast;
  slow.room = 1;
  onLoop(loop, [&] {
    slow.begin(topic);
    fast.begin(topic);
  });
  publish(topic, {1, 2, 3});
  publish(topic, {4});
  EXPECT_EQ(slow.values, (Numbers{1}));
  EXPECT_EQ(fast.values, (Numbers{1, 2, 3, 4}));
  onLoop(loop, [&] { slow.allow(2); });
  EXPECT_EQ(slow.values, (Numbers{1, 2, 3}));
  onLoop(loop, [&] { slow.allow(100); });
  publish(topic, {5});
  EXPECT_EQ(slow.values, (Numbers{1, 2, 3, 4, 5}));
  EXPECT_TRUE(slow.resets.empty());
}

TEST_F(TopicTest, OneSlowerThanTheHistoryIsToldAndGoesOn) {
  const Topic<int> topic("numbers", {.history = History().count(2)});
  Listener slow;
  slow.room = 0;
  onLoop(loop, [&] { slow.begin(topic); });
  publish(topic, {1, 2});
  publish(topic, {3});
  onLoop(loop, [&] { slow.allow(100); });
  EXPECT_EQ(slow.values, (Numbers{}));
  EXPECT_EQ(slow.resets, (std::vector{TopicReset::gap}));
  publish(topic, {4});
  EXPECT_EQ(slow.values, (Numbers{4}));
}

TEST_F(TopicTest, OneThatIsJustFastEnoughIsNot) {
  const Topic<int> topic("numbers", {.history = History().count(2)});
  Listener slow;
  slow.room = 0;
  onLoop(loop, [&] { slow.begin(topic); });
  publish(topic, {1, 2});
  onLoop(loop, [&] { slow.allow(100); });
  EXPECT_EQ(slow.values, (Numbers{1, 2}));
  EXPECT_TRUE(slow.resets.empty());
}

TEST_F(TopicTest, AFilteredSubscriberMissesNothingByEventsItDoesNotWant) {
  const Topic<int> topic("numbers", {.history = History().count(1)});
  Listener picky;
  onLoop(loop, [&] { picky.begin(topic, TopicRequest().filter("a")); });
  onLoop(loop, [&] {
    for (int i = 0; i < 10; ++i) topic.publish("b", i);
  });
  picky.room = 0;
  onLoop(loop, [&] { topic.publish("a", 42); });
  onLoop(loop, [&] { picky.allow(1); });
  EXPECT_EQ(picky.values, (Numbers{42}));
  EXPECT_TRUE(picky.resets.empty());
}

TEST_F(TopicTest, RetainsTheLastForThoseThatComeNew) {
  const Topic<int> topic("numbers", {.retainLast = true});
  topic.publish("a", 1);
  topic.publish("b", 2);
  topic.publish("a", 3);
  Listener listener;
  Listener picky;
  onLoop(loop, [&] {
    listener.begin(topic);
    picky.begin(topic, TopicRequest().filter("b"));
  });
  EXPECT_EQ(listener.values, (Numbers{2, 3}));
  EXPECT_EQ(picky.values, (Numbers{2}));
  onLoop(loop, [&] { topic.publish("b", 4); });
  EXPECT_EQ(listener.values, (Numbers{2, 3, 4}));
}

TEST_F(TopicTest, TheLastOfANameIsGivenToNobodyNew) {
  const Topic<int> topic("numbers", {.retainLast = true});
  Listener there;
  onLoop(loop, [&] { there.begin(topic); });
  topic.publish("a", 1);
  topic.publish("b", 2);
  topic.publishLast("a", 3);
  Listener fresh;
  onLoop(loop, [&] { fresh.begin(topic); });
  EXPECT_EQ(there.values, (Numbers{1, 2, 3}));
  EXPECT_EQ(fresh.values, (Numbers{2}));
}

std::string parity(const int& value) {
  return value % 2 == 0 ? "even" : "odd";
}

TEST_F(TopicTest, ConflatesForTheSlowAlone) {
  const Topic<int> topic("numbers", {.conflate = parity});
  Listener slow;
  Listener fast;
  slow.room = 0;
  onLoop(loop, [&] {
    slow.begin(topic);
    fast.begin(topic);
  });
  publish(topic, {1, 2, 3, 4, 5});
  EXPECT_EQ(fast.values, (Numbers{1, 2, 3, 4, 5}));
  onLoop(loop, [&] { slow.allow(100); });
  EXPECT_EQ(slow.values, (Numbers{4, 5}));
  EXPECT_TRUE(slow.resets.empty());
}

TEST_F(TopicTest, DeliversNoOfterThanAsked) {
  const Topic<int> topic("numbers", {.conflate = parity});
  Listener listener;
  onLoop(loop, [&] { listener.begin(topic, TopicRequest().every(100ms)); });
  publish(topic, {1});
  loop.pass(1ms, 1ms);
  EXPECT_EQ(listener.values, (Numbers{1})) << "the first at once";
  publish(topic, {2, 3, 4});
  loop.pass(98ms, 1ms);
  publish(topic, {5});
  EXPECT_EQ(listener.values, (Numbers{1}));
  loop.pass(3ms, 1ms);
  EXPECT_EQ(listener.values, (Numbers{1, 4, 5}));
  loop.pass(1s, 10ms);
  publish(topic, {7});
  loop.pass(1ms, 1ms);
  EXPECT_EQ(listener.values, (Numbers{1, 4, 5, 7})) << "at once again after a silence";
}

TEST_F(TopicTest, ClosesBehindItsLastEvent) {
  const Topic<int> topic("numbers");
  Listener live;
  Listener slow;
  Listener picky;
  slow.room = 0;
  onLoop(loop, [&] {
    live.begin(topic);
    slow.begin(topic);
    picky.begin(topic, TopicRequest().filter("a"));
    topic.publish(1);
    topic.close();
  });
  EXPECT_EQ(live.values, (Numbers{1}));
  EXPECT_TRUE(live.isClosed);
  EXPECT_TRUE(picky.isClosed);
  EXPECT_FALSE(slow.isClosed);
  onLoop(loop, [&] { slow.allow(2); });
  EXPECT_EQ(slow.values, (Numbers{1}));
  EXPECT_TRUE(slow.isClosed);
  EXPECT_THROW(topic.publish(2), std::logic_error);

  Listener late;
  onLoop(loop, [&] { late.begin(topic); });
  EXPECT_TRUE(late.isClosed);
}

TEST_F(TopicTest, TellsOfTheFirstAndTheLastSubscriber) {
  std::string told;
  const Topic<int> topic("numbers",
                         {.onFirstSubscriber = [&] { told += '+'; }, .onLastSubscriber = [&] { told += '-'; }});
  Listener first;
  {
    Listener second;
    onLoop(loop, [&] {
      first.begin(topic);
      second.begin(topic);
    });
  }
  EXPECT_EQ(told, "+");
  first.leave();
  EXPECT_EQ(told, "+-");
}

TEST_F(TopicTest, IsFollowedOnLoopsAlone) {
  const Topic<int> topic("numbers");
  EXPECT_THROW(static_cast<void>(topic.subscribe()), std::logic_error);
  EXPECT_EQ(topic.subscriberCount(), 0u);
}

TEST_F(TopicTest, OutlivesItsHandle) {
  Listener listener;
  onLoop(loop, [&] {
    const Topic<int> topic("numbers");
    listener.begin(topic);
    topic.publish(1);
  });
  EXPECT_EQ(listener.values, (Numbers{1}));
}

// ---- In code --------------------------------------------------------------------------------------------------------

class SubscriptionTest : public TopicTest {
protected:
  runtime::TaskScope scope{loop.loop(), nullptr};
  Numbers values;
  std::vector<TopicReset> resets;
  bool hasEnded = false;

  Task<> collect(const Topic<int>& topic, TopicRequest request) {
    auto subscription = topic.subscribe(request);
    while (const auto event = co_await subscription.next()) {
      values.push_back(event->value());
      if (event->reset()) resets.push_back(*event->reset());
    }
    hasEnded = true;
  }
  void start(const Topic<int>& topic, const TopicRequest& request = TopicRequest()) {
    onLoop(loop, [&] { scope.spawn(collect(topic, request)); });
  }
};

TEST_F(SubscriptionTest, GivesEventsOneAfterTheOther) {
  const Topic<int> topic("numbers");
  start(topic);
  publish(topic, {1, 2});
  publish(topic, {3});
  EXPECT_EQ(values, (Numbers{1, 2, 3}));
}

TEST_F(SubscriptionTest, GivesMoreThanItKeepsReady) {
  const Topic<int> topic("numbers");
  start(topic);
  Numbers many;
  for (int i = 0; i < 500; ++i) many.push_back(i);
  publish(topic, many);
  EXPECT_EQ(values, many);
  EXPECT_TRUE(resets.empty());
}

TEST_F(SubscriptionTest, EndsWithItsTopic) {
  const Topic<int> topic("numbers");
  start(topic);
  onLoop(loop, [&] {
    topic.publish(1);
    topic.close();
  });
  EXPECT_EQ(values, (Numbers{1}));
  EXPECT_TRUE(hasEnded);
}

TEST_F(SubscriptionTest, LeavesWithItsReader) {
  const Topic<int> topic("numbers");
  start(topic);
  EXPECT_EQ(topic.subscriberCount(), 1u);
  onLoop(loop, [&] { scope.cancel(); });
  EXPECT_EQ(topic.subscriberCount(), 0u);
  publish(topic, {1});
  EXPECT_EQ(values, (Numbers{}));
}

TEST_F(SubscriptionTest, SaysWhatIsMissingBeforeAnEvent) {
  const Topic<int> topic("numbers");
  topic.publish(1);
  start(topic, TopicRequest().since("0000000000000000:1"));
  publish(topic, {2, 3});
  EXPECT_EQ(values, (Numbers{2, 3}));
  EXPECT_EQ(resets, (std::vector{TopicReset::epoch}));
}

TEST_F(SubscriptionTest, MayPublishToItsOwnTopic) {
  const Topic<int> topic("numbers");
  const auto count = [](const Topic<int>& numbers, Numbers& seen) -> Task<> {
    auto subscription = numbers.subscribe();
    while (const auto event = co_await subscription.next()) {
      seen.push_back(**event);
      if (**event < 5) numbers.publish(**event + 1);
    }
  };
  onLoop(loop, [&] { scope.spawn(count(topic, values)); });
  publish(topic, {1});
  EXPECT_EQ(values, (Numbers{1, 2, 3, 4, 5}));
}

}  // namespace
}  // namespace serinus
