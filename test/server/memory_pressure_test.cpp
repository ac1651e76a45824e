#include "server/memory_pressure.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus::server {
namespace {

using Level = OverloadLevel;

/// A use of 1,000 bytes, and what is judged of it from each level.
struct Judged {
  std::uint64_t used;
  Level fromNormal, fromStrained, fromRefusing, fromShedding;
};
class MemoryInUse : public testing::TestWithParam<Judged> {
protected:
  /// Enters `level`, then judges.
  static Level judgedFrom(Level level) {
    constexpr std::uint64_t ways[] = {0, 800, 900, 950};
    MemoryPressure pressure(1000);
    EXPECT_EQ(pressure.judge(ways[static_cast<std::size_t>(level)]), level);
    const Level judged = pressure.judge(GetParam().used);
    EXPECT_EQ(pressure.level(), judged);
    return judged;
  }
};

TEST_P(MemoryInUse, IsJudgedByWhatWasBefore) {
  EXPECT_EQ(judgedFrom(Level::normal), GetParam().fromNormal);
  EXPECT_EQ(judgedFrom(Level::strained), GetParam().fromStrained);
  EXPECT_EQ(judgedFrom(Level::refusing), GetParam().fromRefusing);
  EXPECT_EQ(judgedFrom(Level::shedding), GetParam().fromShedding);
}

INSTANTIATE_TEST_SUITE_P(
    OfAThousand, MemoryInUse,
    testing::Values(Judged{0, Level::normal, Level::normal, Level::normal, Level::normal},
                    Judged{749, Level::normal, Level::normal, Level::normal, Level::normal},
                    Judged{750, Level::normal, Level::strained, Level::strained, Level::strained},
                    Judged{799, Level::normal, Level::strained, Level::strained, Level::strained},
                    Judged{800, Level::strained, Level::strained, Level::strained, Level::strained},
                    Judged{849, Level::strained, Level::strained, Level::strained, Level::strained},
                    Judged{850, Level::strained, Level::strained, Level::refusing, Level::refusing},
                    Judged{899, Level::strained, Level::strained, Level::refusing, Level::refusing},
                    Judged{900, Level::refusing, Level::refusing, Level::refusing, Level::shedding},
                    Judged{949, Level::refusing, Level::refusing, Level::refusing, Level::shedding},
                    Judged{950, Level::shedding, Level::shedding, Level::shedding, Level::shedding},
                    Judged{1000, Level::shedding, Level::shedding, Level::shedding, Level::shedding},
                    Judged{UINT64_MAX, Level::shedding, Level::shedding, Level::shedding, Level::shedding}),
    [](const auto& row) { return "At" + std::to_string(row.param.used); });

TEST(MemoryPressure, StaysWhereItIsWhileItGoesUpAndDownByLess) {
  MemoryPressure pressure(1000);
  std::vector<Level> levels;
  for (const std::uint64_t used : {899U, 900U, 851U, 899U, 850U, 849U, 899U}) levels.push_back(pressure.judge(used));
  EXPECT_EQ(levels, (std::vector{Level::strained, Level::refusing, Level::refusing, Level::refusing, Level::refusing,
                                 Level::strained, Level::strained}));
}

TEST(MemoryPressure, TakesPartsOfABudgetThatIsNoMultipleOfThem) {
  MemoryPressure odd(1001);
  EXPECT_EQ(odd.judge(800), Level::normal) << "79.9 %";
  EXPECT_EQ(odd.judge(801), Level::strained);
  MemoryPressure one(1);
  EXPECT_EQ(one.judge(0), Level::normal);
  EXPECT_EQ(one.judge(1), Level::shedding);
}

TEST(MemoryPressure, DoesNotOverflow) {
  constexpr std::uint64_t most = UINT64_MAX / 2;
  MemoryPressure pressure(most);
  EXPECT_EQ(pressure.judge(most / 100 * 94), Level::refusing);
  EXPECT_EQ(pressure.judge(most), Level::shedding);
  EXPECT_GT(pressure.excess(most), most / 11);
}

TEST(MemoryPressure, WantsBackWhatEndsTheShedding) {
  MemoryPressure pressure(1000);
  EXPECT_EQ(pressure.judge(949), Level::refusing);
  EXPECT_EQ(pressure.excess(949), 0U);
  EXPECT_EQ(pressure.judge(950), Level::shedding);
  EXPECT_EQ(pressure.excess(950), 51U);
  EXPECT_EQ(pressure.excess(900), 1U);
  EXPECT_EQ(pressure.excess(899), 0U);
  EXPECT_EQ(pressure.judge(950 - 50), Level::shedding);
  EXPECT_EQ(pressure.judge(950 - 51), Level::refusing);
}

TEST(MemoryPressure, SaysFromWhenOnItCouldMatter) {
  EXPECT_EQ(MemoryPressure(1000).least(), 750U);
  EXPECT_EQ(MemoryPressure(1001).least(), 751U);
}

TEST(OverloadLevels, HaveNames) {
  std::string names;
  for (const Level level : {Level::normal, Level::strained, Level::refusing, Level::shedding})
    names.append(name(level)).append(" ");
  EXPECT_EQ(names, "normal strained refusing shedding ");
}

}  // namespace
}  // namespace serinus::server
