#include "room_world.hpp"

#include <stdexcept>

namespace serinus {
namespace {

using test::join;
using test::RoomClient;
using test::RoomGateway;
using test::SharedLogger;

struct Person {
  std::string name;
};

/// Who is in its rooms is shown, but for one who has no face.
class ShownGateway : public RoomGateway {
public:
  ShownGateway() : RoomGateway({.path = "/rooms", .limits = {.maxRooms = 3}}) {
    showPresence(people, [](const WebSocketContext& client) {
      if (client.user() == "ghost") throw std::runtime_error("a ghost has no face");
      return Person{"the " + std::string(client.user())};
    });
  }
  Presence<Person> people{"people"};
};

class PlainGateway : public RoomGateway {
public:
  PlainGateway() : RoomGateway({.path = "/plain"}) { showPresence(people); }
  Presence<> people{"people"};
};

class ShownModule : public Module {
public:
  ShownModule() {
    imports<WsModule>();
    providers<ShownGateway, PlainGateway>();
  }
};

class RoomPresence : public testing::TestWithParam<std::size_t> {
protected:
  RoomPresence() { app_.start(); }

  void connect(int count, std::string_view target = "/rooms") {
    for (int i = 0; i < count; ++i) clients_.push_back(std::make_unique<RoomClient>(app_.port(), target));
  }
  std::string ask(std::size_t client, std::string_view text) { return clients_[client]->ask(text); }
  /// As if on its own, whatever loop the client is on.
  void leave(std::size_t client) {
    clients_[client].reset();
    static_cast<void>(app_.use<ShownGateway>().left.take(1));
  }

  ShownGateway& gateway() { return app_.use<ShownGateway>(); }
  std::string members(std::string_view room) {
    test::Lines lines;
    for (const auto& member : gateway().people.members(room))
      lines.push_back(member.user + "=" + member.info.name + "*" + std::to_string(member.connections));
    return join(std::move(lines), ", ");
  }

  std::shared_ptr<SharedLogger> logger_ = std::make_shared<SharedLogger>();
  Application app_ =
      Application::create<ShownModule>({.host = "127.0.0.1", .port = 0, .threads = GetParam(), .logger = logger_});
  std::vector<std::unique_ptr<RoomClient>> clients_;
};
INSTANTIATE_TEST_SUITE_P(Loops, RoomPresence, testing::Values(1, 4),
                         [](const auto& row) { return std::to_string(row.param); });

TEST_P(RoomPresence, IsThatOfTheMembers) {
  connect(2);
  EXPECT_EQ(ask(0, "user ada"), "ok");
  EXPECT_EQ(ask(1, "user grace"), "ok");
  EXPECT_EQ(ask(0, "join blue"), "ok");
  EXPECT_EQ(ask(0, "join blue"), "ok");
  EXPECT_EQ(ask(1, "join blue"), "ok");
  EXPECT_EQ(ask(1, "join red"), "ok");
  EXPECT_EQ(members("blue"), "ada=the ada*1, grace=the grace*1");
  EXPECT_EQ(ask(0, "leave blue"), "left");
  EXPECT_EQ(ask(0, "leave red"), "was not there");
  EXPECT_EQ(members("blue"), "grace=the grace*1");
  leave(1);
  EXPECT_EQ(members("blue") + members("red"), "");
}

TEST_P(RoomPresence, CountsTheConnectionsOfAUserOnce) {
  connect(3);
  for (const std::size_t client : {0u, 1u, 2u}) {
    EXPECT_EQ(ask(client, "user ada"), "ok");
    EXPECT_EQ(ask(client, "join blue"), "ok");
  }
  EXPECT_EQ(members("blue"), "ada=the ada*3");
  leave(0);
  EXPECT_EQ(ask(1, "leave blue"), "left");
  EXPECT_EQ(members("blue"), "ada=the ada*1");
}

TEST_P(RoomPresence, FollowsOneWhoBecomesAnother) {
  connect(1);
  EXPECT_EQ(ask(0, "join blue"), "ok");
  const std::string id = ask(0, "id");
  EXPECT_EQ(members("blue"), id + "=the *1");
  EXPECT_EQ(ask(0, "user ada"), "ok");
  EXPECT_EQ(members("blue"), "ada=the ada*1");
  EXPECT_EQ(ask(0, "user "), "ok");
  EXPECT_EQ(members("blue"), id + "=the *1");
}

TEST_P(RoomPresence, FollowsWhoIsMovedFromOutside) {
  connect(2);
  EXPECT_EQ(ask(0, "user ada"), "ok");
  EXPECT_EQ(ask(1, "user grace"), "ok");
  gateway().joinRoom(To::all(), "lobby");
  gateway().moveRoom(To::user("ada"), "lobby", "game");
  EXPECT_EQ(ask(0, "isIn game") + ask(1, "isIn lobby"), "yesyes");  // on whatever loops they are
  EXPECT_EQ(members("lobby"), "grace=the grace*1");
  EXPECT_EQ(members("game"), "ada=the ada*1");
  gateway().leaveRoom(To::all(), "game");
  EXPECT_EQ(ask(0, "isIn game"), "no");
  EXPECT_EQ(members("game"), "");
}

TEST_P(RoomPresence, WantsRoomsThatAreNamesOfATopic) {
  connect(1);
  EXPECT_EQ(ask(0, "join a/b"), "ok");
  EXPECT_THROW(gateway().joinRoom(To::all(), "a/#"), std::invalid_argument);
  EXPECT_THROW(gateway().moveRoom(To::all(), "a/b", "+"), std::invalid_argument);
  EXPECT_EQ(ask(0, "rooms"), "a/b");
  EXPECT_TRUE(ask(0, "join a/+").starts_with("close 1007 who is in a room is shown here")) << "and why";
}

TEST_P(RoomPresence, DoesNotKeepOutWhoCannotBeShown) {
  connect(1);
  EXPECT_EQ(ask(0, "user ghost"), "ok");
  EXPECT_EQ(ask(0, "join blue"), "ok");
  EXPECT_EQ(ask(0, "isIn blue"), "yes");
  EXPECT_EQ(members("blue"), "");
  const std::string warnings = join(logger_->take());
  EXPECT_NE(warnings.find("a ghost has no face"), std::string::npos) << warnings;
  EXPECT_EQ(ask(0, "user ada"), "ok");
  EXPECT_EQ(members("blue"), "ada=the ada*1");
  EXPECT_EQ(ask(0, "user ghost"), "ok");
  EXPECT_EQ(members("blue"), "");
}

TEST_P(RoomPresence, NeedsNothingToTellOfAnybody) {
  connect(1, "/plain");
  EXPECT_EQ(ask(0, "user ada"), "ok");
  EXPECT_EQ(ask(0, "join blue"), "ok");
  EXPECT_EQ(app_.use<PlainGateway>().people.count("blue"), 1u);
}

}  // namespace
}  // namespace serinus
