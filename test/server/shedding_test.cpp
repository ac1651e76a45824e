#include "server/shedding.hpp"

#include <gtest/gtest.h>

#include <string>

namespace serinus::server {
namespace {

using Sizes = std::vector<std::size_t>;

struct Choice {
  std::string name;
  std::vector<Sizes> waiting;  // by loop
  std::uint64_t wanted;
  Sizes chosen;
};
class TheChosen : public testing::TestWithParam<Choice> {};

TEST_P(TheChosen, AreTheLargestAndNoMoreThanItTakes) {
  EXPECT_EQ(chooseLargest(GetParam().waiting, GetParam().wanted), GetParam().chosen);
}

INSTANTIATE_TEST_SUITE_P(, TheChosen,
                         testing::Values(Choice{"OfNoLoop", {}, 10, {}}, Choice{"OfNobody", {{}, {}}, 10, {0, 0}},
                                         Choice{"ForNothing", {{9}}, 0, {0}}, Choice{"ForOneByte", {{9, 8}}, 1, {1}},
                                         Choice{"ForExactlyTheLargest", {{9, 8}}, 9, {1}},
                                         Choice{"ForOneByteMore", {{9, 8}}, 10, {2}},
                                         Choice{"OfTheLoopThatHasIt", {{5, 4}, {9, 1}, {7}}, 9, {0, 1, 0}},
                                         Choice{"OfSeveralLoops", {{5, 4}, {9, 1}, {7}}, 20, {1, 1, 1}},
                                         Choice{"InTheOrderOfTheirSize", {{8, 7, 6}, {5, 4}}, 21, {3, 0}},
                                         Choice{"AreAllWhereThatIsNotEnough", {{5, 4}, {9}}, 100, {2, 1}}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace serinus::server
