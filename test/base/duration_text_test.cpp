#include <serinus/base/duration_text.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using Time = std::chrono::nanoseconds;

struct Written {
  const char* text;
  Time time;
};
class DurationText : public testing::TestWithParam<Written> {};

TEST_P(DurationText, IsReadAndWritten) {
  EXPECT_EQ(parseDuration(GetParam().text), GetParam().time);
  EXPECT_EQ(durationText(GetParam().time), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Times, DurationText,
                         testing::Values(Written{"0s", 0s}, Written{"15s", 15s}, Written{"250ms", 250ms},
                                         Written{"1h30m", 90min}, Written{"1us", 1us}, Written{"7ns", 7ns},
                                         Written{"2d", 48h}, Written{"1d1h1m1s1ms1us1ns", 25h + 61s + 1ms + 1us + 1ns},
                                         Written{"106751d23h47m16s854ms775us807ns", Time::max()}));

TEST(Duration, IsReadInOtherWordsToo) {
  EXPECT_EQ(parseDuration("0"), Time(0));
  EXPECT_EQ(parseDuration("90s"), Time(90s));
  EXPECT_EQ(parseDuration("0h5s"), Time(5s));
}

TEST(Duration, IsRefused) {
  for (const char* text :
       {"", "s", "15", "15 s", " 15s", "15s ", "15x", "-1s", "+1s", "1.5s", "15S", "1s1h", "1s1s", "1m1m", "1h1",
        "106751d23h47m16s854ms775us808ns", "9223372036854775808ns", "99999999999999999999s"})
    EXPECT_EQ(parseDuration(text), std::nullopt) << text;
}

TEST(Duration, ThatIsNegativeIsWritten) {
  EXPECT_EQ(durationText(-90s), "-1m30s");
  EXPECT_EQ(durationText(Time::min()), "-106751d23h47m16s854ms775us808ns");
}

}  // namespace
}  // namespace serinus
