#include <serinus/ws/backpressure.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace serinus {
namespace {

constexpr std::size_t kib = 1024;

struct Limits {
  std::string name;
  Backpressure rules;
  std::size_t high;
  std::size_t low;
};
class TheWatermarks : public testing::TestWithParam<Limits> {};

TEST_P(TheWatermarks, LieWithinTheLimit) {
  EXPECT_EQ(GetParam().rules.highWatermark(), GetParam().high);
  EXPECT_EQ(GetParam().rules.lowWatermark(), GetParam().low);
}

INSTANTIATE_TEST_SUITE_P(
    , TheWatermarks,
    testing::Values(Limits{"Default", Backpressure(), 256 * kib, 128 * kib},
                    Limits{"AtTheHighWatermark", Backpressure().maxBytes(256 * kib), 256 * kib, 128 * kib},
                    Limits{"OneByteBelowIt", Backpressure().maxBytes(256 * kib - 1), 256 * kib - 1, 128 * kib - 1},
                    Limits{"BelowTheLowWatermark", Backpressure().maxBytes(100), 100, 50},
                    Limits{"Zero", Backpressure().maxBytes(0), 0, 0},
                    Limits{"OfOnesOwn", Backpressure().watermarks(1000, 999), 1000, 999},
                    Limits{"OfOnesOwnAtTheLimit", Backpressure().watermarks(1000, 10).maxBytes(1000), 1000, 10},
                    Limits{"OfOnesOwnAboveTheLimit", Backpressure().watermarks(1000, 10).maxBytes(999), 999, 10}),
    [](const auto& row) { return row.param.name; });

TEST(Watermarks, MustLieApart) {
  EXPECT_NO_THROW(static_cast<void>(Backpressure().watermarks(1, 0)));
  EXPECT_THROW(static_cast<void>(Backpressure().watermarks(0, 0)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(Backpressure().watermarks(7, 7)), std::invalid_argument);
  try {
    static_cast<void>(Backpressure().watermarks(10, 20));
    ADD_FAILURE() << "did not throw";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "watermarks(10, 20): the low watermark must be below the high one");
  }
}

TEST(ABackpressure, ClosesAtOneMebibyteUnlessToldOtherwise) {
  const Backpressure rules;
  EXPECT_EQ(rules.policy(), Backpressure::Policy::close);
  EXPECT_EQ(rules.maxBytes(), 1024 * kib);
  EXPECT_EQ(rules.maxMessages(), 8192U);
}

TEST(ABackpressure, IsNamedByItsPolicy) {
  EXPECT_EQ(Backpressure::close().policy(), Backpressure::Policy::close);
  EXPECT_EQ(Backpressure::wait().policy(), Backpressure::Policy::wait);
  EXPECT_EQ(Backpressure::dropNewest().policy(), Backpressure::Policy::dropNewest);
  EXPECT_EQ(Backpressure::dropOldest().policy(), Backpressure::Policy::dropOldest);
  EXPECT_EQ(Backpressure::conflate().policy(), Backpressure::Policy::conflate);
}

TEST(ABackpressure, IsSetInAChainOrStepByStep) {
  const Backpressure chained = Backpressure::conflate().maxMessages(3).maxBytes(40).watermarks(20, 10);
  Backpressure stepwise = Backpressure::conflate();
  stepwise.maxMessages(3);
  stepwise.maxBytes(40);
  stepwise.watermarks(20, 10);
  for (const Backpressure& rules : {chained, stepwise}) {
    EXPECT_EQ(rules.policy(), Backpressure::Policy::conflate);
    EXPECT_EQ(rules.maxMessages(), 3U);
    EXPECT_EQ(rules.maxBytes(), 40U);
    EXPECT_EQ(rules.highWatermark(), 20U);
    EXPECT_EQ(rules.lowWatermark(), 10U);
  }
}

}  // namespace
}  // namespace serinus
