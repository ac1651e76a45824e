#include "gateway/user_table.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace serinus::gateway {
namespace {

constexpr auto refuse = WhenUserIsFull::refuse;
constexpr auto closeOldest = WhenUserIsFull::closeOldest;

ClientId client(std::uint32_t number) {
  return {1, 2, number};
}

TEST(AUser, HasSoManySeatsAndNoMore) {
  UserTable table;
  std::vector<UserTable::Seat> seats;
  for (int i = 0; i < 3; ++i) {
    auto entered = table.enter("ada", 3, refuse);
    ASSERT_TRUE(entered.seat.has_value()) << i;
    EXPECT_EQ(entered.replaced, std::nullopt);
    seats.push_back(std::move(*entered.seat));
  }
  EXPECT_FALSE(table.enter("ada", 3, refuse).seat.has_value());
  EXPECT_TRUE(table.enter("grace", 3, refuse).seat.has_value());
}

TEST(AUser, HasAFreeSeatWhenAConnectionEnds) {
  UserTable table;
  auto first = table.enter("ada", 1, refuse);
  EXPECT_FALSE(table.enter("ada", 1, refuse).seat.has_value());
  first.seat.reset();
  EXPECT_TRUE(table.enter("ada", 1, refuse).seat.has_value());
  EXPECT_TRUE(table.enter("ada", 1, refuse).seat.has_value()) << "the one before was given back at once";
}

TEST(AUser, GivesTheSeatOfTheOldestToTheNewest) {
  UserTable table;
  auto a = table.enter("ada", 2, closeOldest);
  a.seat->take(client(1));
  auto b = table.enter("ada", 2, closeOldest);
  b.seat->take(client(2));
  EXPECT_EQ(b.replaced, std::nullopt);
  auto c = table.enter("ada", 2, closeOldest);
  EXPECT_EQ(c.replaced, client(1));
  c.seat->take(client(3));
  auto d = table.enter("ada", 2, closeOldest);
  EXPECT_EQ(d.replaced, client(2));
  a.seat.reset();  // which it lost: the others keep theirs
  d.seat->take(client(4));
  EXPECT_EQ(table.enter("ada", 2, closeOldest).replaced, client(3));
}

TEST(AUser, KeepsTheSeatsOfThoseWhoHaveNotSatDown) {
  UserTable table;
  const auto coming = table.enter("ada", 1, closeOldest);
  EXPECT_FALSE(table.enter("ada", 1, closeOldest).seat.has_value());
}

TEST(ASeat, MovesWithItsOwner) {
  UserTable table;
  auto first = table.enter("ada", 1, refuse);
  UserTable::Seat seat = std::move(*first.seat);
  first.seat.reset();
  EXPECT_EQ(seat.user(), "ada");
  EXPECT_FALSE(table.enter("ada", 1, refuse).seat.has_value());
  auto other = table.enter("grace", 1, refuse);
  seat = std::move(*other.seat);
  other.seat.reset();
  EXPECT_TRUE(table.enter("ada", 1, refuse).seat.has_value());
  EXPECT_FALSE(table.enter("grace", 1, refuse).seat.has_value());
}

}  // namespace
}  // namespace serinus::gateway
