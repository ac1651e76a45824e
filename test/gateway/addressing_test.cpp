#include "room_world.hpp"

#include <atomic>
#include <stdexcept>

namespace serinus {
namespace {

using test::Lines;
using test::RoomGateway;
using test::RoomWorld;

/// Six clients: 0, 1, 2 in blue, 2, 3 in red; 0 and 3 are Ada's, 4 is Bob's.
class Addressing : public testing::TestWithParam<std::size_t> {
protected:
  Addressing() {
    world_.connect(6);
    world_.tell({0, 1, 2}, "join blue");
    world_.tell({2, 3}, "join red");
    world_.tell({0, 3}, "user ada");
    world_.tell({4}, "user bob");
    for (std::size_t i = 0; i < 6; ++i) ids_.push_back(world_.idOf(i));
  }

  /// Who is reached, as digits; each as often as it is.
  std::string reached(const To& to) {
    gateway_.send("x", to);
    return digits(world_.heard());
  }
  static std::string digits(const std::string& heard) {
    std::string all;
    for (const char c : heard) {
      if (c >= '0' && c <= '9') all += c;
    }
    return all;
  }

  RoomWorld world_{GetParam()};
  RoomGateway& gateway_ = world_.gateway();
  std::vector<ClientId> ids_;
};
INSTANTIATE_TEST_SUITE_P(Loops, Addressing, testing::Values(1, 4),
                         [](const auto& row) { return std::to_string(row.param); });

TEST_P(Addressing, NamesClientsRoomsAndUsers) {
  EXPECT_EQ(reached(To::all()), "012345");
  EXPECT_EQ(reached(To::client(ids_[4])), "4");
  EXPECT_EQ(reached(To::client(ids_[4].text())), "4");
  EXPECT_EQ(reached(To::clients({ids_[1], ids_[5]})), "15");
  EXPECT_EQ(reached(To::room("blue")), "012");
  EXPECT_EQ(reached(To::rooms({"blue", "red"})), "0123");
  EXPECT_EQ(reached(To::user("ada")), "03");
  EXPECT_EQ(reached(To::users({"ada", "bob"})), "034");
}

TEST_P(Addressing, ReachesAClientOnceThatIsNamedInSeveralWays) {
  EXPECT_EQ(reached(To::room("blue").alsoRoom("red").alsoRoom("blue").alsoUser("ada").alsoClient(ids_[0])), "0123");
  EXPECT_EQ(reached(To::client(ids_[2]).alsoClient(ids_[2])), "2");
  EXPECT_EQ(reached(To::all().alsoRoom("blue")), "012345");
}

TEST_P(Addressing, LeavesOutWhoIsExcepted) {
  EXPECT_EQ(reached(To::allBut(ids_[3])), "01245");
  EXPECT_EQ(reached(To::all().except(ids_[3]).except(ids_[0])), "1245");
  EXPECT_EQ(reached(To::room("blue").except(ids_[0])), "12");
  EXPECT_EQ(reached(To::room("blue").exceptRoom("red")), "01");
  EXPECT_EQ(reached(To::all().exceptRoom("blue")), "345");
  EXPECT_EQ(reached(To::all().exceptRoom("blue").exceptRoom("red")), "45");
  EXPECT_EQ(reached(To::all().exceptUser("ada")), "1245");
  EXPECT_EQ(reached(To::rooms({"blue", "red"}).exceptUser("ada").except(ids_[1])), "2");
  EXPECT_EQ(reached(To::client(ids_[0]).exceptRoom("blue")), "");
  EXPECT_EQ(reached(To::room("blue").exceptRoom("nowhere").exceptUser("nobody")), "012");
}

TEST_P(Addressing, NamesNobodyByNamesThatNobodyHas) {
  EXPECT_EQ(reached(To::room("green")), "");
  EXPECT_EQ(reached(To::room("")), "");
  EXPECT_EQ(reached(To::room(std::string(1000, 'x'))), "");
  EXPECT_EQ(reached(To::user("eve")), "");
  EXPECT_EQ(reached(To::user("")), "");
  EXPECT_EQ(reached(To::client("no id")), "");
  EXPECT_EQ(reached(To::client(ClientId())), "");
  EXPECT_EQ(reached(To::rooms({})), "");
}

TEST_P(Addressing, FollowsUsers) {
  world_.tell({4}, "user ada");
  EXPECT_EQ(reached(To::user("ada")), "034");
  EXPECT_EQ(reached(To::user("bob")), "");
  EXPECT_EQ(world_[4].ask("whoami"), "ada");
  world_.tell({4}, "user ");
  EXPECT_EQ(reached(To::user("ada")), "03");
  EXPECT_EQ(world_[4].ask("whoami"), "");
  world_.tell({4}, "user " + std::string(255, 'u'));
  EXPECT_EQ(reached(To::user(std::string(255, 'u'))), "4");
  EXPECT_EQ(world_[4].ask("user " + std::string(256, 'u')), "close 1011");
}

TEST_P(Addressing, AsksAPredicateOfEachClientOnItsLoop) {
  std::atomic<int> asked = 0;
  const auto isAda = [&](const WebSocketContext& client) {
    ++asked;
    EXPECT_TRUE(client.loop().isCurrent());
    return client.user() == "ada";
  };
  EXPECT_EQ(reached(To::where(isAda)), "03");
  EXPECT_EQ(asked, 6);
  asked = 0;
  EXPECT_EQ(reached(To::room("blue").andWhere(isAda)), "0");
  EXPECT_EQ(asked, 3) << "of the members alone";
  const auto isInRed = [](const WebSocketContext& client) { return client.isIn("red"); };
  EXPECT_EQ(reached(To::where(isAda).andWhere(isInRed)), "3");
  EXPECT_EQ(reached(To::where(isAda).except(ids_[0])), "3");
}

TEST_P(Addressing, LeavesOutAClientWhosePredicateThrows) {
  const auto strict = [](const WebSocketContext& client) -> bool {
    if (client.user() != "ada") throw std::runtime_error("a stranger");
    return true;
  };
  EXPECT_EQ(reached(To::where(strict)), "03");
  EXPECT_EQ(world_.warnings(), Lines(4, "the predicate of To::where threw: a stranger"));
  EXPECT_EQ(reached(To::where(nullptr)), "");
}

TEST_P(Addressing, SendsBytesAndEventsToo) {
  gateway_.sendBinary(asBytes(std::string_view("\x01\x02")), To::room("red"));
  gateway_.emit("tick", 7, To::user("bob"));
  EXPECT_EQ(world_.heard(), "2 \x01\x02, 3 \x01\x02, 4 {\"event\":\"tick\",\"data\":7}");
}

TEST_P(Addressing, ClosesClients) {
  gateway_.disconnect(To::user("ada"), CloseCode::policyViolation, "signed out");
  EXPECT_EQ(world_.heard(), "0 close 1008 signed out, 3 close 1008 signed out");
  gateway_.disconnect(To::room("blue"));
  EXPECT_EQ(world_.heard(), "1 close 1000, 2 close 1000");
  EXPECT_EQ(reached(To::all()), "45");
}

TEST_P(Addressing, MovesClientsFromOutside) {
  gateway_.joinRoom(To::user("ada"), "hall");
  EXPECT_EQ(reached(To::room("hall")), "03");
  gateway_.joinRoom(To::all().exceptRoom("hall"), "hall");
  gateway_.joinRoom(To::all(), "hall");
  EXPECT_EQ(reached(To::room("hall")), "012345");
  gateway_.leaveRoom(To::room("blue"), "hall");
  EXPECT_EQ(reached(To::room("hall")), "345");
  gateway_.leaveRoom(To::client(ids_[4]), "hall");
  EXPECT_EQ(reached(To::room("hall")), "35");
  gateway_.leaveRoom(To::all(), "hall");
  EXPECT_EQ(reached(To::room("hall")), "");
  EXPECT_EQ(world_[0].ask("allRooms"), "blue=3 red=2");
}

TEST_P(Addressing, MovesFromOneRoomToAnother) {
  gateway_.moveRoom(To::user("ada"), "blue", "hall");  // of Ada's clients one is in blue
  EXPECT_EQ(reached(To::room("hall")), "0");
  EXPECT_EQ(reached(To::room("blue")), "12");
  gateway_.moveRoom(To::all(), "blue", "hall");
  EXPECT_EQ(reached(To::room("hall")), "012");
  EXPECT_EQ(reached(To::room("blue")), "");
  EXPECT_EQ(reached(To::room("red")), "23");
  gateway_.moveRoom(To::all(), "hall", "hall");
  gateway_.moveRoom(To::all(), "nowhere", "hall");
  EXPECT_EQ(world_[0].ask("allRooms"), "hall=3 red=2");
}

TEST_P(Addressing, LetsNobodyIntoMoreRoomsThanItMayBeIn) {
  for (const char* const room : {"a", "b", "c"}) gateway_.joinRoom(To::clients({ids_[4], ids_[5]}), room);
  gateway_.joinRoom(To::clients({ids_[3], ids_[4], ids_[5]}), "d");
  gateway_.moveRoom(To::client(ids_[4]), "a", "d");
  EXPECT_EQ(reached(To::room("d")), "34");
  std::size_t clients = 0;
  for (const std::string& line : world_.warnings()) {
    clients += line.starts_with("joinRoom(\"d\"): 2 clients stay out") ? 2 : 1;
    EXPECT_NE(line.find("they are in 3 rooms already (limits.maxRooms)"), std::string::npos) << line;
  }
  EXPECT_EQ(clients, 2U);
}

// What a predicate does in the middle of a delivery changes nothing about who gets it.
TEST(AddressingFromInside, ReachesWhoWasMeantWhenItBegan) {
  RoomWorld world(1);
  RoomGateway& gateway = world.gateway();
  world.connect(6);
  world.tell({0, 1, 2, 3}, "join blue");
  const auto disturb = [&](const WebSocketContext& client) {
    gateway.send("inner", To::rooms({"blue", "red"}).except(client.clientId()));
    gateway.leaveRoom(To::all(), "blue");
    gateway.joinRoom(To::all().except(client.clientId()), "red");
    gateway.joinRoom(To::all(), "blue");
    gateway.leaveRoom(To::room("red"), "red");
    gateway.leaveRoom(To::all(), "blue");
    return true;
  };
  gateway.send("outer", To::rooms({"blue", "red"}).andWhere(disturb));
  // The first of the four finds the others in blue; the later ones find blue and red empty.
  EXPECT_EQ(world.heard(), "0 outer, 1 inner, 1 outer, 2 inner, 2 outer, 3 inner, 3 outer");
  EXPECT_EQ(world[5].ask("allRooms"), "");
}

TEST(AddressingFromInside, ClosesInTheMiddleOfADelivery) {
  RoomWorld world(1);
  RoomGateway& gateway = world.gateway();
  world.connect(4);
  world.tell({0, 1, 2, 3}, "join blue");
  const ClientId first = world.idOf(0);
  const auto closeOthers = [&](const WebSocketContext& client) {
    if (client.clientId() == first) gateway.disconnect(To::room("blue").except(first));
    return true;
  };
  gateway.send("x", To::room("blue").andWhere(closeOthers));
  EXPECT_EQ(world.heard(), "0 x, 1 close 1000, 2 close 1000, 3 close 1000");
  EXPECT_EQ(world.gateway().left.take(3).size(), 3U);
}

}  // namespace
}  // namespace serinus
