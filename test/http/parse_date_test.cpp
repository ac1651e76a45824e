#include "parser_dialogue.hpp"

#include <serinus/http/date_cache.hpp>
#include <serinus/http/parse_date.hpp>

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

using namespace std::chrono;

constexpr sys_seconds november2026 = sys_days(2026y / November / 28) + hours(12);

std::optional<long long> parsed(std::string_view text, sys_seconds now = november2026) {
  const ExactBlock block(text);
  const auto time = parseDate(block.view(), now);
  if (!time) return std::nullopt;
  return time->time_since_epoch().count();
}

TEST(ADate, IsReadInEachOfItsThreeForms) {
  EXPECT_EQ(parsed("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777);
  EXPECT_EQ(parsed("Sunday, 06-Nov-94 08:49:37 GMT"), 784'111'777);
  EXPECT_EQ(parsed("Sun Nov  6 08:49:37 1994"), 784'111'777);
  EXPECT_EQ(parsed("Sat Nov 26 08:49:37 1994"), 785'839'777);
  EXPECT_EQ(parsed("Sun Nov 06 08:49:37 1994"), 784'111'777);
  EXPECT_EQ(parsed("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
  EXPECT_EQ(parsed("Wed, 31 Dec 1969 23:59:59 GMT"), -1);
  EXPECT_EQ(parsed("Tue, 29 Feb 2000 00:00:00 GMT"), 951'782'400);
  EXPECT_EQ(parsed("Sat, 01 Jan 0000 00:00:00 GMT"), -62'167'219'200);
  EXPECT_EQ(parsed("Fri, 31 Dec 9999 23:59:59 GMT"), 253'402'300'799);
}

TEST(ADate, MayNameAnotherDayOfTheWeek) {
  EXPECT_EQ(parsed("Mon, 06 Nov 1994 08:49:37 GMT"), 784'111'777);
}

TEST(ADate, MayFallOnALeapSecond) {
  EXPECT_EQ(parsed("Sat, 31 Dec 2016 23:59:60 GMT"), parsed("Sun, 01 Jan 2017 00:00:00 GMT"));
}

TEST(ADate, IsNothingWhenItIsMalformed) {
  for (const std::string_view text : {"",
                                      " ",
                                      "Sun",
                                      "Sun,",
                                      "0",
                                      "784111777",
                                      "Sun, 06 Nov 1994 08:49:37",
                                      "Sun, 06 Nov 1994 08:49:37 ",
                                      "Sun, 06 Nov 1994 08:49:37 GM",
                                      "Sun, 06 Nov 1994 08:49:37 GMTx",
                                      "Sun, 06 Nov 1994 08:49:37 GMT ",
                                      " Sun, 06 Nov 1994 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 08:49:37 UTC",
                                      "Sun, 06 Nov 1994 08:49:37 +0000",
                                      "sun, 06 Nov 1994 08:49:37 GMT",
                                      "Sun, 06 nov 1994 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 08:49:37 gmt",
                                      "Syn, 06 Nov 1994 08:49:37 GMT",
                                      "Sun, 06 Nox 1994 08:49:37 GMT",
                                      "Sun,06 Nov 1994 08:49:37 GMT",
                                      "Sun, 6 Nov 1994 08:49:37 GMT",
                                      "Sun, 006 Nov 1994 08:49:37 GMT",
                                      "Sun, 06  Nov 1994 08:49:37 GMT",
                                      "Sun, 06-Nov-1994 08:49:37 GMT",
                                      "Sun, 06 Nov 94 08:49:37 GMT",
                                      "Sun, 06 Nov 19940 08:49:37 GMT",
                                      "Sun, 06 Nov -994 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 8:49:37 GMT",
                                      "Sun, 06 Nov 1994 08.49.37 GMT",
                                      "Sun, 06 Nov 1994 08:49 GMT",
                                      "Sun, 06 Nov 1994 +8:49:37 GMT",
                                      "Sunday, 06-Nov-1994 08:49:37 GMT",
                                      "Sunday, 06 Nov 1994 08:49:37 GMT",
                                      "Sunday, 06-Nov-9x 08:49:37 GMT",
                                      "Sun, 06-Nov-94 08:49:37 GMT",
                                      "Sundae, 06-Nov-94 08:49:37 GMT",
                                      "Sun Nov 6 08:49:37 1994",
                                      "Sun Nov   6 08:49:37 1994",
                                      "Sun Nov  6 08:49:37 94",
                                      "Sun Nov  6 08:49:37 1994 GMT",
                                      "Sunday Nov  6 08:49:37 1994"}) {
    EXPECT_EQ(parsed(text), std::nullopt) << text;
  }
}

TEST(ADate, IsNothingWhenThereIsNoSuchTime) {
  for (const std::string_view text :
       {"Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 32 Dec 1994 08:49:37 GMT",
        "Wed, 29 Feb 2023 08:49:37 GMT", "Mon, 29 Feb 1900 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT", "Sun Nov  0 08:49:37 1994",
        "Sunday, 29-Feb-23 08:49:37 GMT"}) {
    EXPECT_EQ(parsed(text), std::nullopt) << text;
  }
}

TEST(ADate, IsReadWithinItsBoundsWhereverItIsCutAndWhateverByteStandsInIt) {
  for (const std::string_view sound :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
    for (std::size_t size = 0; size < sound.size(); ++size) EXPECT_EQ(parsed(sound.substr(0, size)), std::nullopt);
    for (std::size_t at = 0; at < sound.size(); ++at) {
      for (const char byte : {'\0', '\xFF', '\n', '/', ':', ','}) {
        std::string broken(sound);
        broken[at] = byte;
        if (broken == sound) continue;
        EXPECT_EQ(parsed(broken), std::nullopt) << broken;
      }
    }
  }
}

struct Century {
  sys_seconds now;
  std::string_view text;
  int year;
};

TEST(AYearOfTwoDigits, IsTheLastOneThatIsNoMoreThanFiftyYearsAhead) {
  for (const auto& [now, text, expected] : {
           Century{november2026, "Sunday, 06-Nov-94 08:49:37 GMT", 1994},
           Century{november2026, "Sunday, 06-Nov-26 08:49:37 GMT", 2026},
           Century{november2026, "Sunday, 31-Dec-26 08:49:37 GMT", 2026},
           Century{november2026, "Sunday, 28-Nov-76 12:00:00 GMT", 2076},
           Century{november2026, "Sunday, 28-Nov-76 12:00:01 GMT", 1976},
           Century{november2026, "Sunday, 01-Jan-77 00:00:00 GMT", 1977},
           Century{november2026, "Saturday, 01-Jan-00 00:00:00 GMT", 2000},
           Century{sys_days(2099y / 1 / 1), "Saturday, 01-Jan-01 00:00:00 GMT", 2101},
           Century{sys_days(2049y / 12 / 31), "Saturday, 31-Dec-99 00:00:00 GMT", 2099},
           Century{sys_days(2049y / 12 / 31), "Saturday, 01-Jan-00 00:00:00 GMT", 2000},
           Century{sys_days(2050y / 6 / 1), "Friday, 01-Jan-00 00:00:00 GMT", 2100},
           Century{sys_days(2050y / 6 / 1), "Friday, 31-Dec-00 00:00:00 GMT", 2000},
           Century{sys_days(2024y / 2 / 29), "Thursday, 01-Mar-74 00:00:00 GMT", 2074},
       }) {
    const auto time = parseDate(text, now);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(static_cast<int>(year_month_day(floor<days>(*time)).year()), expected) << text;
  }
}

TEST(ADate, ThatIsWrittenIsReadBack) {
  for (long long second = -60'000'000'000; second < 250'000'000'000; second += 1'234'567'891) {
    const sys_seconds time{seconds(second)};
    EXPECT_EQ(parseDate(formatDate(time), november2026), time);
  }
}

}  // namespace
}  // namespace serinus::http
