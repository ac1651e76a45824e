#include <serinus/broker/presence.hpp>

#include "testing/manual_loop.hpp"

#include <serinus/runtime/task_scope.hpp>

#include <string>
#include <thread>
#include <vector>

namespace serinus {
namespace {

struct Person {
  std::string name;
};

using People = Presence<Person>;

class PresenceTest : public testing::Test {
protected:
  test::ManualLoop loop;
  runtime::TaskScope scope{loop.loop(), nullptr};
  People people{"people"};
  std::vector<std::string> told;

  Task<> listen(TopicRequest request) {
    auto subscription = people.topic().subscribe(request);
    while (const auto event = co_await subscription.next()) {
      const PresenceEvent<Person>& change = event->value();
      told.push_back((change.change == PresenceChange::joined ? "+" : "-") + change.user + '@' + change.place);
    }
  }
  void start(const TopicRequest& request = TopicRequest()) {
    loop.loop().post([&] { scope.spawn(listen(request)); });
    loop.settle();
  }
  std::vector<std::string> heard() {
    loop.settle();
    return std::move(told);
  }
};

using Heard = std::vector<std::string>;

TEST_F(PresenceTest, TellsOfThoseWhoComeAndGo) {
  start();
  People::Stay ada = people.enter("blue", "ada", {"Ada"});
  EXPECT_EQ(heard(), (Heard{"+ada@blue"}));
  ada.leave();
  ada.leave();
  EXPECT_EQ(heard(), (Heard{"-ada@blue"}));
}

TEST_F(PresenceTest, CountsSeveralConnectionsOfAUserOnce) {
  start();
  People::Stay first = people.enter("blue", "ada", {"Ada"});
  People::Stay second = people.enter("blue", "ada", {"Ada again"});
  EXPECT_EQ(people.count("blue"), 1u);
  const std::vector<People::Member> members = people.members("blue");
  ASSERT_EQ(members.size(), 1u);
  EXPECT_EQ(members[0].info.name, "Ada");
  EXPECT_EQ(members[0].connections, 2u);
  first.leave();
  EXPECT_EQ(heard(), (Heard{"+ada@blue"}));
  second.leave();
  EXPECT_EQ(heard(), (Heard{"-ada@blue"}));
  EXPECT_EQ(people.count("blue"), 0u);
}

TEST_F(PresenceTest, ANewcomerIsToldWhoIsThereAndThenOfChanges) {
  const People::Stay ada = people.enter("blue", "ada", {"Ada"});
  People::Stay grace = people.enter("blue", "grace", {"Grace"});
  const People::Stay alan = people.enter("red", "alan", {"Alan"});
  grace.leave();
  start(TopicRequest().filter("blue"));
  EXPECT_EQ(heard(), (Heard{"+ada@blue"}));
  const People::Stay joan = people.enter("blue", "joan", {"Joan"});
  const People::Stay ellen = people.enter("red", "ellen", {"Ellen"});
  EXPECT_EQ(heard(), (Heard{"+joan@blue"}));
}

TEST_F(PresenceTest, APlaceIsOnesOwnPerUser) {
  const People::Stay blue = people.enter("blue", "ada", {"Ada"});
  const People::Stay red = people.enter("red", "ada", {"Ada"});
  start();
  EXPECT_EQ(heard(), (Heard{"+ada@blue", "+ada@red"}));
}

TEST_F(PresenceTest, AStayMovesAndIsReplaced) {
  start();
  People::Stay stay = people.enter("blue", "ada", {"Ada"});
  People::Stay moved = std::move(stay);
  EXPECT_EQ(people.count("blue"), 1u);
  moved = people.enter("red", "ada", {"Ada"});
  EXPECT_EQ(heard(), (Heard{"+ada@blue", "+ada@red", "-ada@blue"}));
}

TEST_F(PresenceTest, IsThatOfTheFollowersOfATopic) {
  const Topic<int> prices(
      "prices", {.presence = people.at("prices", [](const std::string& user) { return Person{"the " + user}; })});
  std::vector<TopicSubscription<int>> followers;
  const auto follow = [&](const TopicRequest& request) {
    loop.loop().post([&] { followers.push_back(prices.subscribe(request)); });
    loop.settle();
  };
  const auto leave = [&] {
    loop.loop().post([&] { followers.pop_back(); });
    loop.settle();
  };
  const auto who = [&] {
    std::string all;
    for (const People::Member& member : people.members("prices"))
      all += member.user + '=' + member.info.name + '*' + std::to_string(member.connections) + ' ';
    return all;
  };
  follow(TopicRequest().user("ada").client("1"));
  follow(TopicRequest().client("2"));
  EXPECT_EQ(who(), "2=the 2*1 ada=the ada*1 ");
  follow(TopicRequest());
  EXPECT_EQ(who(), "2=the 2*1 ada=the ada*1 ") << "nobody knows who it is";
  follow(TopicRequest().user("ada"));
  EXPECT_EQ(who(), "2=the 2*1 ada=the ada*2 ");
  leave();
  leave();
  EXPECT_EQ(who(), "2=the 2*1 ada=the ada*1 ");
  leave();
  leave();
  EXPECT_EQ(who(), "");
}

TEST_F(PresenceTest, RefusesAPlaceThatIsNoName) {
  EXPECT_THROW(static_cast<void>(people.at("a/+")), TopicNameError);
  EXPECT_THROW(static_cast<void>(people.enter("a/#", "ada", {})), TopicNameError);
  EXPECT_EQ(people.count("a/#"), 0u);
}

TEST_F(PresenceTest, IsExactOnManyThreads) {
  start();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 500; ++round) {
          const People::Stay stay = people.enter("blue", "ada", {"Ada"});
        }
      });
    }
  }
  EXPECT_EQ(people.count("blue"), 0u);
  const Heard all = heard();
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], i % 2 == 0 ? "+ada@blue" : "-ada@blue");
  EXPECT_EQ(all.size() % 2, 0u);
}

}  // namespace
}  // namespace serinus
