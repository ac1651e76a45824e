#include "room_world.hpp"

#include <stdexcept>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::Lines;
using test::RoomGateway;

/// Refuses rooms by their names, in the ways there are.
class Bouncer : public Guard {
public:
  Task<bool> canActivate(ExecutionContext& execution) override {
    const auto* const client = execution.as<WebSocketContext>();
    if (client == nullptr || execution.door() != Door::join) throw std::logic_error("another door");
    const std::string room(execution.handler());
    asked.add(std::string(execution.owner().substr(execution.owner().rfind(':') + 1)) + " " + room);
    if (room == "slow") co_await execution.context().sleep(1ms);
    if (client->isIn(room)) throw std::logic_error("in there already");
    if (room == "members") throw UnauthorizedException("show your card");
    co_return room != "private";
  }

  test::SharedLog asked;
};

/// Deals with one refusal.
class Polite : public ExceptionFilter {
public:
  Task<bool> onException(ExecutionContext& execution, std::exception_ptr) override {
    const bool isMine = execution.handler() == "members";
    if (isMine) execution.as<WebSocketContext>()->sendText("sorry");
    co_return isMine;
  }
};

class GuardedGateway : public RoomGateway {
public:
  GuardedGateway() : RoomGateway({.path = "/rooms", .limits = {.maxRooms = 2}}) {
    use<Bouncer>(Door::join);
    use<Polite>(Door::join);
    use(
        [](ExecutionContext& execution, Next next) -> Task<> {
          if (execution.handler() != "blocked") co_await next();
        },
        Door::join);
  }
};

class GuardedModule : public Module {
public:
  GuardedModule() {
    imports<WsModule>();
    providers<Bouncer, Polite, GuardedGateway>();
  }
};

class TheDoorOfARoom : public testing::Test {
protected:
  TheDoorOfARoom()
      : app_(Application::create<GuardedModule>(
            {.host = "127.0.0.1", .port = 0, .logger = std::make_shared<NullLogger>()})) {
    app_.start();
  }

  Application app_;
};

TEST_F(TheDoorOfARoom, IsPassedByThoseWhoMay) {
  test::RoomClient client(app_.port());
  EXPECT_EQ(client.ask("join blue"), "ok");
  EXPECT_EQ(client.ask("join slow"), "ok");
  EXPECT_EQ(client.ask("rooms"), "blue slow");
  EXPECT_EQ(client.ask("join blue"), "ok") << "who is in there is not asked again";
  EXPECT_EQ(app_.use<Bouncer>().asked.take(), (Lines{"GuardedGateway blue", "GuardedGateway slow"}));
}

TEST_F(TheDoorOfARoom, IsClosedToThoseWhoMayNot) {
  const std::pair<const char*, const char*> rows[] = {
      {"private", "close 1008 Forbidden"},              // the guard says no
      {"blocked", "close 1008 not let into the room"},  // a middleware goes no further
      {"", "close 1007 the name of a room has 1 to 255 bytes, not 0"},
  };
  for (const auto& [room, answer] : rows) {
    test::RoomClient client(app_.port());
    EXPECT_EQ(client.ask("join " + std::string(room)), answer);
  }
  EXPECT_EQ(app_.use<GuardedGateway>().left.take(3), Lines(3, ":")) << "nobody was in a room";
}

// The handler does not go on as if the client were in there.
TEST_F(TheDoorOfARoom, IsClosedWhateverAFilterSays) {
  test::RoomClient client(app_.port());
  client.say("join members");
  EXPECT_EQ(client.hear(), "sorry");
  EXPECT_EQ(client.hear(), "close 1008 not let into the room");
}

TEST_F(TheDoorOfARoom, IsNotOpenToAFullClient) {
  test::RoomClient client(app_.port());
  EXPECT_EQ(client.ask("join a"), "ok");
  EXPECT_EQ(client.ask("join b"), "ok");
  EXPECT_EQ(client.ask("join a"), "ok");
  EXPECT_EQ(client.ask("join c"), "close 1008 a client may be in 2 rooms at a time (limits.maxRooms), and this one is");
}

TEST_F(TheDoorOfARoom, IsNotAskedByTheApplicationItself) {
  test::RoomClient client(app_.port());
  EXPECT_EQ(client.ask("id").size(), 32U);
  app_.use<GuardedGateway>().joinRoom(To::all(), "private");
  app_.use<GuardedGateway>().send("hello", To::room("private"));
  EXPECT_EQ(client.hear(), "hello");
  EXPECT_EQ(app_.use<Bouncer>().asked.take(), Lines{});
}

TEST_F(TheDoorOfARoom, IsForgottenByAClientThatLeavesBeforeIt) {
  for (int i = 0; i < 20; ++i) {
    const test::RoomClient client(app_.port());
    client.say("join slow");
  }
  EXPECT_EQ(app_.use<GuardedGateway>().left.take(20).size(), 20U);
  test::RoomClient client(app_.port());
  EXPECT_EQ(client.ask("allRooms"), "");
}

}  // namespace
}  // namespace serinus
