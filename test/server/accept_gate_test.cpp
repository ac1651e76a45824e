#include "server/accept_gate.hpp"

#include <gtest/gtest.h>

#include <string>

namespace serinus::server {
namespace {

struct Row {
  std::size_t limit;
  std::size_t reopensAt;
};
class AnAcceptGate : public testing::TestWithParam<Row> {};

TEST_P(AnAcceptGate, ShutsAtTheLimitUntilATwentiethIsFree) {
  const auto [limit, reopensAt] = GetParam();
  AcceptGate gate(limit);
  EXPECT_TRUE(gate.admits(limit - 1));
  EXPECT_FALSE(gate.admits(limit));
  EXPECT_FALSE(gate.admits(reopensAt + 1));
  EXPECT_TRUE(gate.admits(reopensAt));
  EXPECT_TRUE(gate.admits(limit - 1)) << "open again, up to the limit";
  EXPECT_FALSE(gate.admits(limit + 1));
}

INSTANTIATE_TEST_SUITE_P(Limits, AnAcceptGate,
                         testing::Values(Row{1000, 950}, Row{20, 19}, Row{21, 19}, Row{10, 9}, Row{2, 1}, Row{1, 0}),
                         [](const auto& row) { return "Of" + std::to_string(row.param.limit); });

}  // namespace
}  // namespace serinus::server
