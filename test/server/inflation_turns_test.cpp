#include "server/inflation_turns.hpp"

#include <gtest/gtest.h>

namespace serinus::server {
namespace {

constexpr std::size_t all = InflationTurns::perTurn;

TEST(InflationTurns, GoOnUntilEnoughIsMadeInATurn) {
  InflationTurns turns;
  bool first = false;
  bool second = false;
  EXPECT_TRUE(turns.mayBegin(1, first));
  turns.made(all - 1);
  EXPECT_TRUE(turns.mayBegin(1, second));
  turns.made(1);
  EXPECT_FALSE(turns.mayBegin(1, first));
  EXPECT_TRUE(turns.mayBegin(2, first));
}

TEST(InflationTurns, AreForThoseWhoWaitBeforeThoseWhoCome) {
  InflationTurns turns;
  bool busy = false;
  bool waits = false;
  bool comes = false;
  EXPECT_TRUE(turns.mayBegin(1, busy));
  turns.made(all);
  EXPECT_FALSE(turns.mayBegin(1, waits));
  EXPECT_FALSE(turns.mayBegin(2, comes)) << "somebody has waited for longer";
  EXPECT_TRUE(turns.mayBegin(2, waits));
  EXPECT_TRUE(turns.mayBegin(2, comes)) << "and has had its turn now";
}

TEST(InflationTurns, AreNotKeptForThoseWhoHaveLeft) {
  InflationTurns turns;
  bool leaves = false;
  bool comes = false;
  EXPECT_TRUE(turns.mayBegin(1, leaves));
  turns.made(all);
  EXPECT_FALSE(turns.mayBegin(1, leaves));
  turns.leave(leaves);
  turns.leave(leaves);
  EXPECT_TRUE(turns.mayBegin(2, comes));
}

}  // namespace
}  // namespace serinus::server
