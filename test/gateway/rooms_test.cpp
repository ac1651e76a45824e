#include "room_world.hpp"

#include <set>

namespace serinus {
namespace {

using test::Lines;
using test::RoomGateway;
using test::RoomWorld;

/// With one loop and with several.
class Rooms : public testing::TestWithParam<std::size_t> {
protected:
  RoomWorld world_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Loops, Rooms, testing::Values(1, 4),
                         [](const auto& row) { return std::to_string(row.param); });

TEST_P(Rooms, ReachTheirMembersAndNobodyElse) {
  world_.connect(6);
  world_.tell({0, 2, 4}, "join blue");
  world_.tell({1, 2}, "join red");
  world_.tell({0}, "to blue hello");
  EXPECT_EQ(world_.heard(), "0 hello, 2 hello, 4 hello");
}

TEST_P(Rooms, ReachWhoeverJoinedBefore) {
  world_.connect(8);
  for (std::size_t i = 0; i < 8; ++i) {
    world_.tell({i}, "join blue");
    std::string expected;
    for (std::size_t member = 0; member <= i; ++member)
      expected += (member == 0 ? "" : ", ") + std::to_string(member) + " news";
    world_.tell({i}, "to blue news");
    EXPECT_EQ(world_.heard(), expected);
  }
}

TEST_P(Rooms, LeaveTheSpeakerOutWhenAskedTo) {
  world_.connect(4);
  world_.tell({0, 1, 2}, "join blue");
  world_.tell({0, 3}, "others blue hello");
  EXPECT_EQ(world_.heard(), "0 hello, 1 hello, 1 hello, 2 hello, 2 hello");
}

TEST_P(Rooms, KeepTheOrderOfEachSpeaker) {
  world_.connect(4);
  world_.tell({0, 1, 2, 3}, "join blue");
  for (int i = 0; i < 50; ++i) world_.tell({0}, "to blue " + std::to_string(i));
  Lines expected;
  for (int i = 0; i < 50; ++i) expected.push_back(std::to_string(i));
  world_.gateway().send("end");
  EXPECT_EQ(world_[3].hearUntil("end"), expected);
}

TEST_P(Rooms, AreLeft) {
  world_.connect(2);
  world_.tell({0, 1}, "join blue");
  EXPECT_EQ(world_[0].ask("leave red"), "was not there");
  EXPECT_EQ(world_[0].ask("leave blue"), "left");
  EXPECT_EQ(world_[0].ask("leave blue"), "was not there");
  world_.tell({0}, "to blue hello");
  EXPECT_EQ(world_.heard(), "1 hello");
}

TEST_P(Rooms, AreKnownToTheirMembers) {
  world_.connect(2);
  world_.tell({0}, "join blue");
  world_.tell({0}, "join red");
  world_.tell({0}, "join red");
  EXPECT_EQ(world_[0].ask("rooms"), "blue red");
  EXPECT_EQ(world_[0].ask("isIn blue"), "yes");
  EXPECT_EQ(world_[0].ask("isIn green"), "no");
  EXPECT_EQ(world_[1].ask("rooms"), "");
  EXPECT_EQ(world_[1].ask("isIn blue"), "no");
}

TEST_P(Rooms, AreCountedAndListed) {
  world_.connect(5);
  EXPECT_EQ(world_[0].ask("count blue"), "0");
  EXPECT_EQ(world_[0].ask("members blue"), "");
  EXPECT_EQ(world_[0].ask("allRooms"), "");
  world_.tell({0, 1, 2, 3}, "join blue");
  world_.tell({3, 4}, "join red");
  EXPECT_EQ(world_[0].ask("count blue"), "4");
  EXPECT_EQ(world_[0].ask("allRooms"), "blue=4 red=2");
  EXPECT_EQ(world_[0].ask("members red"), test::sorted({world_.idOf(3).text(), world_.idOf(4).text()}));
  world_.tell({3}, "user ada");
  EXPECT_EQ(world_[0].ask("clients red"), "(red) ada(blue red)");
  for (const std::size_t i : {0U, 1U, 2U, 3U}) EXPECT_EQ(world_[i].ask("leave blue"), "left");
  EXPECT_EQ(world_[0].ask("allRooms"), "red=2");
}

TEST_P(Rooms, AreLeftByWhoIsLost) {
  world_.connect(3);
  world_.tell({0, 1, 2}, "join blue");
  world_.tell({1}, "join red");
  world_.tell({1}, "user herald");
  world_.disconnect(1);
  // The handler is told of the rooms, and may speak to them, but is in none.
  EXPECT_EQ(world_.gateway().left.take(1), Lines{"herald:blue red blue"});
  EXPECT_EQ(world_.heard(), "0 somebody has left, 2 somebody has left");
  EXPECT_EQ(world_[0].ask("allRooms"), "blue=2");
  world_.tell({0}, "to blue hello");
  world_.gateway().send("to a user", To::user("herald"));
  EXPECT_EQ(world_.heard(), "0 hello, 2 hello");
}

TEST_P(Rooms, AreNotThoseOfAnotherGateway) {
  world_.connect(2);
  world_.connect("/other");
  world_.connect("/other");
  world_.tell({0, 1, 2, 3}, "join blue");
  world_.tell({1, 2}, "user ada");
  world_.tell({0}, "to blue hello");
  world_.gateway().send("user", To::user("ada"));
  world_.gateway().leaveRoom(To::all(), "blue");
  world_.gateway().send("---");
  EXPECT_EQ(world_[0].hearUntil("---"), Lines{"hello"});
  EXPECT_EQ(world_[1].hearUntil("---"), (Lines{"hello", "user"}));
  EXPECT_EQ(world_[1].ask("allRooms"), "");
  EXPECT_EQ(world_[2].ask("isIn blue"), "yes");
  EXPECT_EQ(world_[3].ask("allRooms"), "blue=2");
}

TEST_P(Rooms, TakeAClientIntoSoManyAndNoMore) {
  world_.connect(2);  // maxRooms is 3
  for (const char* const room : {"a", "b", "c", "a"}) world_.tell({0}, std::string("join ") + room);
  EXPECT_EQ(world_[1].ask("join a"), "ok");
  EXPECT_EQ(world_[0].ask("leave b"), "left");
  world_.tell({0}, "join d");
  EXPECT_EQ(world_[0].ask("join e"),
            "close 1008 a client may be in 3 rooms at a time (limits.maxRooms), and this one is");
  EXPECT_EQ(world_[1].ask("rooms"), "a");
}

TEST_P(Rooms, HaveNamesOfALimitedLength) {
  const std::string longest(255, 'n');
  world_.connect(3);
  world_.tell({0}, "join x");
  world_.tell({0}, "join " + longest);
  EXPECT_EQ(world_[0].ask("join " + longest + "n"), "close 1007 the name of a room has 1 to 255 bytes, not 256");
  EXPECT_EQ(world_[1].ask("join "), "close 1007 the name of a room has 1 to 255 bytes, not 0");
  RoomGateway& gateway = world_.gateway();
  EXPECT_THROW(gateway.joinRoom(To::all(), longest + "n"), std::invalid_argument);
  EXPECT_THROW(gateway.joinRoom(To::all(), ""), std::invalid_argument);
  EXPECT_THROW(gateway.moveRoom(To::all(), "x", longest + "n"), std::invalid_argument);
  EXPECT_THROW(gateway.moveRoom(To::all(), "x", ""), std::invalid_argument);
  gateway.joinRoom(To::all(), longest);
  gateway.send("---");
  EXPECT_EQ(world_[2].hearUntil("---"), Lines{});
  EXPECT_EQ(world_[2].ask("rooms"), longest);
}

TEST_P(Rooms, OfManyClientsOnSeveralLoopsAreOne) {
  world_.connect(48);
  std::set<std::string> loops;
  for (std::size_t i = 0; i < world_.size(); ++i) {
    loops.insert(world_[i].ask("loop"));
    world_.tell({i}, i % 3 == 0 ? "join blue" : "join red");
  }
  EXPECT_EQ(loops.size() > 1, GetParam() > 1) << "the kernel deals connections out";
  EXPECT_EQ(world_[0].ask("allRooms"), "blue=16 red=32");
  std::string expected;
  for (std::size_t i = 0; i < world_.size(); i += 3) expected += (i == 0 ? "" : ", ") + std::to_string(i) + " x";
  world_.tell({1}, "to blue x");
  EXPECT_EQ(world_.heard(), expected);
}

// Clients that leave while their handlers wait for the other loops: answers come for nobody.
TEST_P(Rooms, AreAskedForByClientsThatLeave) {
  world_.connect(4);
  world_.tell({0, 1, 2, 3}, "join blue");
  for (int i = 0; i < 100; ++i) {
    const test::RoomClient passerBy(world_.port());
    passerBy.say("members blue");
  }
  EXPECT_EQ(world_.gateway().left.take(100).size(), 100U);
  EXPECT_EQ(world_[0].ask("allRooms"), "blue=4");
}

TEST_P(Rooms, CloseASlowMemberAmongOthers) {
  world_.connect(2);
  test::RoomClient slow(world_.port(), "/rooms", 4096);
  world_.connect(2);
  world_.tell({0, 1, 2, 3}, "join blue");
  ASSERT_EQ(slow.ask("join blue"), "ok");
  const std::string large(std::size_t{1} << 20, 'x');
  for (int i = 0; i < 16; ++i) {
    world_.gateway().send(large, To::room("blue"));
    for (std::size_t k = 0; k < world_.size(); ++k) ASSERT_EQ(world_[k].hear(), "1048576 bytes");
  }
  EXPECT_EQ(world_.gateway().left.take(1), Lines{":blue blue"});
  EXPECT_EQ(world_.heard(), "");
  EXPECT_EQ(world_[0].ask("allRooms"), "blue=4");
}

}  // namespace
}  // namespace serinus
