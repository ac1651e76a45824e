#include "room_world.hpp"

#include <map>
#include <random>

namespace serinus {
namespace {

using test::Lines;
using test::RoomGateway;
using test::RoomWorld;

class RoomChanges : public testing::TestWithParam<std::size_t> {
protected:
  RoomWorld world_{GetParam()};
  RoomGateway& gateway_ = world_.gateway();
  std::shared_ptr<test::SharedLog> changes_ = gateway_.changes;
};
INSTANTIATE_TEST_SUITE_P(Loops, RoomChanges, testing::Values(1, 4),
                         [](const auto& row) { return std::to_string(row.param); });

TEST_P(RoomChanges, AreTheFirstMemberAndTheLast) {
  world_.connect(8);
  world_.tell({0, 1, 2, 3, 4, 5, 6, 7}, "join blue");
  EXPECT_EQ(changes_->take(1), Lines{"+blue"});
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(world_[i].ask("leave blue"), "left");
  EXPECT_EQ(changes_->take(1), Lines{"-blue"});
  world_.tell({5}, "join blue");
  EXPECT_EQ(changes_->take(1), Lines{"+blue"});
  world_.disconnect(5);
  EXPECT_EQ(changes_->take(1), Lines{"-blue"});
}

TEST_P(RoomChanges, AreToldOfMovesToo) {
  world_.connect(3);
  world_.tell({0, 1, 2}, "join blue");
  EXPECT_EQ(changes_->take(1), Lines{"+blue"});
  gateway_.moveRoom(To::all(), "blue", "red");
  EXPECT_EQ(test::sorted(changes_->take(2)), "+red -blue");
}

TEST_P(RoomChanges, AreToldBeforeTheApplicationHasStopped) {
  world_.connect(8);
  world_.tell({0, 1, 2, 3, 4, 5, 6, 7}, "join blue");
  world_.tell({0, 1}, "join red");
  EXPECT_EQ(test::sorted(changes_->take(2)), "+blue +red");
  world_.stop();
  EXPECT_EQ(test::sorted(changes_->take()), "-blue -red");
}

// One client hands the room on to the next, from loop to loop.
TEST_P(RoomChanges, AreNoneWhereTheRoomAlwaysHasAMember) {
  world_.connect(12);
  world_.tell({0}, "join blue");
  EXPECT_EQ(changes_->take(1), Lines{"+blue"});
  for (std::size_t i = 0; i < 300; ++i) {
    world_.tell({(i + 1) % world_.size()}, "join blue");
    ASSERT_EQ(world_[i % world_.size()].ask("leave blue"), "left");
  }
  world_.stop();
  EXPECT_EQ(changes_->take(), Lines{"-blue"});
}

// Whatever the loops do at the same time, for each room it is first, last, first, last.
TEST_P(RoomChanges, AlternateForEachRoom) {
  world_.connect(16);
  std::mt19937 random(4);
  for (int round = 0; round < 60; ++round) {
    for (std::size_t i = 0; i < world_.size(); ++i)
      world_[i].say((random() % 2 == 0 ? "join r" : "leave r") + std::to_string(random() % 3));
    for (std::size_t i = 0; i < world_.size(); ++i) static_cast<void>(world_[i].hear());
  }
  world_.stop();
  std::map<std::string, bool> filled;
  for (const std::string& line : changes_->take())
    ASSERT_NE(std::exchange(filled[line.substr(1)], line[0] == '+'), line[0] == '+') << line;
  EXPECT_EQ(filled, (std::map<std::string, bool>{{"r0", false}, {"r1", false}, {"r2", false}}));
}

}  // namespace
}  // namespace serinus
