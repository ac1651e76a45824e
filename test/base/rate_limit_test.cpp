#include <serinus/base/rate_limit.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace serinus {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{1000s};

int taken(RateMeter& meter, const RateLimit& limit, TimePoint now) {
  int count = 0;
  while (count < 100'000 && meter.take(limit, now) == 0ns) ++count;
  return count;
}

struct Burst {
  const char* name;
  RateLimit limit;
  int atOnce;
  Duration next;  // from then to the next one
};
class ABurst : public testing::TestWithParam<Burst> {};

TEST_P(ABurst, MayComeAtOnceAndThenOneInEachInterval) {
  const Burst& row = GetParam();
  RateMeter meter;
  EXPECT_EQ(taken(meter, row.limit, start), row.atOnce);
  EXPECT_EQ(meter.take(row.limit, start), row.next);
  EXPECT_EQ(meter.take(row.limit, start + row.next - 1ns), 1ns);
  EXPECT_EQ(meter.take(row.limit, start + row.next), 0ns);
  EXPECT_EQ(meter.take(row.limit, start + row.next), row.next);
}

TEST_P(ABurst, IsThereAgainWhenTheMeterIsFullAndNeverMore) {
  const Burst& row = GetParam();
  RateMeter meter;
  EXPECT_EQ(taken(meter, row.limit, start), row.atOnce);
  const TimePoint full = meter.fullAt();
  EXPECT_EQ(full, start + row.atOnce * row.next);
  EXPECT_EQ(taken(meter, row.limit, full - 1ns), row.atOnce - 1);
  RateMeter rested;
  EXPECT_EQ(taken(rested, row.limit, start), row.atOnce);
  EXPECT_EQ(taken(rested, row.limit, full + 1h), row.atOnce);
}

INSTANTIATE_TEST_SUITE_P(Limits, ABurst,
                         testing::Values(Burst{"IsOfTheCountUnlessSaid", RateLimit(10, 2s), 10, 200ms},
                                         Burst{"MayBeOfOne", RateLimit::perSecond(50).burst(1), 1, 20ms},
                                         Burst{"MayBeOfMore", RateLimit::perSecond(50).burst(100), 100, 20ms},
                                         Burst{"PerSecond", RateLimit::perSecond(4), 4, 250ms},
                                         Burst{"PerMinute", RateLimit::perMinute(20).burst(3), 3, 3s},
                                         Burst{"PerHour", RateLimit::perHour(1), 1, 1h},
                                         Burst{"KeepsItsAnswer",
                                               RateLimit::perSecond(2).whenExceeded(WhenExceeded::close).burst(5), 5,
                                               500ms}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ARate, LetsASteadySenderPassForEver) {
  for (const std::uint32_t count : {1U, 3U, 7U, 50U, 999U}) {
    const RateLimit limit = RateLimit::perSecond(count).burst(1);
    RateMeter meter;
    for (int i = 0; i < 10'000; ++i) {
      const TimePoint now = start + Duration(1s) * i / count;
      ASSERT_EQ(meter.take(limit, now), 0ns) << count << " a second, the " << i << "th";
    }
  }
}

TEST(ARate, EndsASenderThatIsALittleFaster) {
  const RateLimit limit = RateLimit::perSecond(20).burst(100);
  RateMeter meter;
  int sent = 0;
  while (sent < 10'000 && meter.take(limit, start + sent * 40ms) == 0ns) ++sent;
  EXPECT_EQ(sent, 496) << "each brings the end of the burst 10 ms nearer";
}

TEST(ARate, TakesNothingOfWhatItRefuses) {
  const RateLimit limit = RateLimit::perSecond(1);
  RateMeter meter;
  EXPECT_EQ(meter.take(limit, start), 0ns);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(meter.take(limit, start), 1s);
  EXPECT_EQ(meter.take(limit, start + 1s), 0ns);
}

TEST(ARate, GivesThePatientTheirTurnsOneAfterTheOther) {
  const RateLimit limit = RateLimit::perSecond(10).burst(2);
  RateMeter meter;
  EXPECT_EQ(meter.take(limit, start, 1h), 0ms);
  EXPECT_EQ(meter.take(limit, start, 1h), 0ms);
  EXPECT_EQ(meter.take(limit, start, 1h), 100ms);
  EXPECT_EQ(meter.take(limit, start, 1h), 200ms);
  EXPECT_EQ(meter.take(limit, start + 50ms, 1h), 250ms);
  EXPECT_EQ(meter.take(limit, start + 10s, 1h), 0ms);
}

TEST(ARate, TakesNothingThatWouldTryItsPatience) {
  const RateLimit limit = RateLimit::perSecond(10).burst(1);
  RateMeter meter;
  EXPECT_EQ(meter.take(limit, start), 0ms);
  EXPECT_EQ(meter.take(limit, start, 100ms - 1ns), 100ms) << "not taken";
  EXPECT_EQ(meter.take(limit, start, 100ms), 100ms) << "taken";
  EXPECT_EQ(meter.take(limit, start, 100ms), 200ms) << "not taken";
  EXPECT_EQ(meter.take(limit, start + 200ms), 0ms);
}

TEST(ARate, OfMoreThanOneInANanosecondIsOneInANanosecond) {
  const RateLimit limit = RateLimit(std::numeric_limits<std::uint32_t>::max(), 1ns).burst(1);
  EXPECT_EQ(limit.interval(), 1ns);
}

TEST(ARate, ThatWasNotGivenLimitsNothing) {
  constexpr RateLimit none;
  EXPECT_FALSE(none.limits());
  EXPECT_TRUE(RateLimit::perHour(1).limits());
  RateMeter meter;
  EXPECT_EQ(taken(meter, none, start), 100'000);
}

TEST(ARate, SaysWhatIsDoneWhenItIsExceeded) {
  EXPECT_EQ(RateLimit::perSecond(1).whenExceededOr(WhenExceeded::delay), WhenExceeded::delay);
  EXPECT_EQ(RateLimit::perSecond(1).whenExceededOr(WhenExceeded::refuse), WhenExceeded::refuse);
  constexpr RateLimit closing = RateLimit::perSecond(1).burst(3).whenExceeded(WhenExceeded::close).burst(2);
  EXPECT_EQ(closing.whenExceededOr(WhenExceeded::delay), WhenExceeded::close);
}

TEST(ARate, OfNothingIsRefused) {
  EXPECT_THROW(RateLimit(0, 1s), std::invalid_argument);
  EXPECT_THROW(RateLimit(1, 0s), std::invalid_argument);
  EXPECT_THROW(RateLimit(1, -1s), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(RateLimit::perSecond(1).burst(0)), std::invalid_argument);
}

TEST(ARate, WhoseBurstComesBackInAHundredYearsIsTheLast) {
  constexpr std::uint32_t hours = 24 * 365 * 100;
  EXPECT_EQ(RateLimit::perHour(1).burst(hours).tolerance(), 1h * (hours - 1));
  EXPECT_THROW(static_cast<void>(RateLimit::perHour(1).burst(hours + 1)), std::invalid_argument);
}

}  // namespace
}  // namespace serinus
