#include <serinus/base/cron.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <stdexcept>
#include <string>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

/// `2026-03-29 02:30`, with seconds or without.
sys_seconds at(const char* text) {
  int year = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::sscanf(text, "%d-%u-%u %u:%u:%u", &year, &month, &day, &hour, &minute, &second);
  return sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day)) +
         std::chrono::seconds(hour * 3600 + minute * 60 + second);
}
std::string text(sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const auto seconds = static_cast<long>((time - day).count());
  char out[64];
  std::snprintf(out, sizeof out, "%d-%02u-%02u %02ld:%02ld", int(date.year()), unsigned(date.month()),
                unsigned(date.day()), seconds / 3600, seconds / 60 % 60);
  return out;
}

struct Row {
  const char* cron;
  const char* after;
  const char* next;
};
class CronNext : public testing::TestWithParam<Row> {};

TEST_P(CronNext, IsFound) {
  EXPECT_EQ(text(Cron(GetParam().cron).next(at(GetParam().after))), GetParam().next) << GetParam().cron;
}

INSTANTIATE_TEST_SUITE_P(Utc, CronNext,
                         testing::Values(
                             // strictly behind
                             Row{"* * * * *", "2026-01-01 00:00", "2026-01-01 00:01"},
                             Row{"* * * * *", "2026-01-01 00:00:59", "2026-01-01 00:01"},
                             Row{"* * * * *", "2025-12-31 23:59", "2026-01-01 00:00"},
                             Row{"0 3 * * *", "2026-01-01 02:59:59", "2026-01-01 03:00"},
                             Row{"0 3 * * *", "2026-01-01 03:00", "2026-01-02 03:00"},
                             // steps, ranges, lists
                             Row{"*/15 * * * *", "2026-01-01 00:14", "2026-01-01 00:15"},
                             Row{"*/15 * * * *", "2026-01-01 00:45", "2026-01-01 01:00"},
                             Row{"*/40 * * * *", "2026-01-01 00:40", "2026-01-01 01:00"},
                             Row{"10-20/5 * * * *", "2026-01-01 00:15", "2026-01-01 00:20"},
                             Row{"10-20/5 * * * *", "2026-01-01 00:20", "2026-01-01 01:10"},
                             Row{"59 23 31 12 *", "2026-01-01 00:00", "2026-12-31 23:59"},
                             Row{"5,3,59 1,22-23 * * *", "2026-01-01 01:05", "2026-01-01 01:59"},
                             Row{"5,3,59 1,22-23 * * *", "2026-01-01 01:59", "2026-01-01 22:03"},
                             Row{"  0\t3  * * * ", "2026-01-01 00:00", "2026-01-01 03:00"},
                             // names
                             Row{"0 0 1 JAN,jul *", "2026-01-01 00:00", "2026-07-01 00:00"},
                             Row{"0 0 * * Mon", "2026-01-01 00:00", "2026-01-05 00:00"},
                             Row{"0 3 * * mon-fri", "2026-01-02 03:00", "2026-01-05 03:00"},
                             Row{"0 0 * * sat-sun", "2026-01-03 00:00", "2026-01-04 00:00"},
                             Row{"0 0 * * 0", "2026-01-01 00:00", "2026-01-04 00:00"},
                             Row{"0 0 * * 7", "2026-01-01 00:00", "2026-01-04 00:00"},
                             Row{"0 0 * * 5-7", "2026-01-02 00:00", "2026-01-03 00:00"},
                             // both days: one is enough, unless a field begins with *
                             Row{"0 0 13 * 5", "2026-01-01 00:00", "2026-01-02 00:00"},
                             Row{"0 0 13 * 5", "2026-01-09 00:00", "2026-01-13 00:00"},
                             Row{"0 0 */2 * 1", "2026-01-01 00:00", "2026-01-05 00:00"},
                             Row{"0 0 */2 * 1", "2026-01-05 00:00", "2026-01-19 00:00"},
                             Row{"0 0 13 * */5", "2026-01-01 00:00", "2026-02-13 00:00"},
                             Row{"0 0 30 2 1", "2026-01-01 00:00", "2026-02-02 00:00"},
                             // months without such a day
                             Row{"0 0 31 * *", "2026-01-31 00:00", "2026-03-31 00:00"},
                             Row{"0 0 31 4,5 *", "2026-01-01 00:00", "2026-05-31 00:00"},
                             Row{"0 0 30 1,2 *", "2026-01-30 00:00", "2027-01-30 00:00"},
                             // leap years: not 2100
                             Row{"0 0 29 2 *", "2026-01-01 00:00", "2028-02-29 00:00"},
                             Row{"0 0 29 2 *", "2028-02-29 00:00", "2032-02-29 00:00"},
                             Row{"0 0 29 2 *", "2096-02-29 00:00", "2104-02-29 00:00"},
                             Row{"0 0 29 2 *", "2000-01-01 00:00", "2000-02-29 00:00"},
                             Row{"0 0 28-31 2 *", "2026-02-28 00:00", "2027-02-28 00:00"},
                             Row{"0 0 */31 2 1", "2026-02-02 00:00", "2027-02-01 00:00"},
                             Row{"0 0 1 * *", "1969-12-15 12:00", "1970-01-01 00:00"},
                             Row{"@hourly", "2026-01-01 00:00", "2026-01-01 01:00"},
                             Row{"@daily", "2026-01-01 00:00", "2026-01-02 00:00"},
                             Row{"@weekly", "2026-01-01 00:00", "2026-01-04 00:00"},
                             Row{"@monthly", "2026-01-01 00:00", "2026-02-01 00:00"},
                             Row{"@yearly", "2026-01-01 00:00", "2027-01-01 00:00"}));

struct Wrong {
  const char* cron;
  const char* why;
};
class WrongCron : public testing::TestWithParam<Wrong> {};

TEST_P(WrongCron, IsRefused) {
  try {
    const Cron cron(GetParam().cron);
    FAIL() << GetParam().cron;
  } catch (const std::invalid_argument& fault) {
    EXPECT_EQ(fault.what(), "cron \"" + std::string(GetParam().cron) + "\": " + GetParam().why);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rows, WrongCron,
    testing::Values(
        Wrong{"", "there are fewer than five fields"}, Wrong{"* * * *", "there are fewer than five fields"},
        Wrong{"* * * * * *", "there are more than five fields"}, Wrong{"@often", "there are fewer than five fields"},
        Wrong{"60 * * * *", "minute \"60\" is not from 0 to 59"},
        Wrong{"* 24 * * *", "hour \"24\" is not from 0 to 23"},
        Wrong{"* * 0 * *", "day of the month \"0\" is not from 1 to 31"},
        Wrong{"* * 32 * *", "day of the month \"32\" is not from 1 to 31"},
        Wrong{"* * * 0 *", "month \"0\" is not from 1 to 12"}, Wrong{"* * * 13 *", "month \"13\" is not from 1 to 12"},
        Wrong{"* * * * 8", "day of the week \"8\" is not from 0 to 7"},
        Wrong{"x * * * *", "minute \"x\" is not understood"}, Wrong{"1x * * * *", "minute \"1x\" is not understood"},
        Wrong{"-1 * * * *", "minute \"-1\" is not understood"}, Wrong{"1- * * * *", "minute \"1-\" is not understood"},
        Wrong{"1,,2 * * * *", "minute \"\" is not understood"}, Wrong{", * * * *", "minute \"\" is not understood"},
        Wrong{"*5 * * * *", "minute \"*5\" is not understood"},
        Wrong{"jan * * * *", "minute \"jan\" is not understood"},
        Wrong{"* * * mon *", "month \"mon\" is not understood"},
        Wrong{"99999999999 * * * *", "minute \"99999999999\" is not understood"},
        Wrong{"5-1 * * * *", "minute \"5-1\" goes backwards: give two ranges"},
        Wrong{"* * * * fri-mon", "day of the week \"fri-mon\" goes backwards: give two ranges"},
        Wrong{"*/0 * * * *", "minute \"*/0\" has a step that leads nowhere"},
        Wrong{"*/60 * * * *", "minute \"*/60\" has a step that leads nowhere"},
        Wrong{"*/ * * * *", "minute \"*/\" is not understood"},
        Wrong{"5/10 * * * *", "minute \"5/10\" has a step but no range"},
        Wrong{"0 0 30 2 *", "there is no such day in any year"},
        Wrong{"0 0 31 2,4,6,9,11 *", "there is no such day in any year"}));

// ---- Clocks that are changed: as Berlin does, on the last Sundays of March (01:00 UTC) and October (01:00 UTC) of
// 2026

std::chrono::seconds berlin(sys_seconds time) {
  return time >= at("2026-03-29 01:00") && time < at("2026-10-25 01:00") ? 2h : 1h;
}

class LocalCronNext : public testing::TestWithParam<Row> {};

TEST_P(LocalCronNext, IsFound) {
  EXPECT_EQ(text(Cron(GetParam().cron).next(at(GetParam().after), berlin)), GetParam().next) << GetParam().cron;
}

INSTANTIATE_TEST_SUITE_P(Berlin, LocalCronNext,
                         testing::Values(Row{"0 3 * * *", "2026-01-01 00:00", "2026-01-01 02:00"},
                                         Row{"0 3 * * *", "2026-06-01 00:00", "2026-06-01 01:00"},
                                         Row{"0 0 1 7 *", "2026-01-01 00:00", "2026-06-30 22:00"},
                                         // 02:00 to 03:00 is left out on 29 March
                                         Row{"30 1 * * *", "2026-03-28 12:00", "2026-03-29 00:30"},
                                         Row{"30 2 * * *", "2026-03-28 12:00", "2026-03-29 01:00"},
                                         Row{"0 2 * * *", "2026-03-28 12:00", "2026-03-29 01:00"},
                                         Row{"0,30 2 * * *", "2026-03-29 01:00", "2026-03-30 00:00"},
                                         Row{"30 2 * * *", "2026-03-29 01:00", "2026-03-30 00:30"},
                                         Row{"0 3 * * *", "2026-03-28 12:00", "2026-03-29 01:00"},
                                         Row{"30 * * * *", "2026-03-29 00:30", "2026-03-29 01:30"},
                                         Row{"*/30 * * * *", "2026-03-29 00:30", "2026-03-29 01:00"},
                                         // 02:00 to 03:00 comes twice on 25 October
                                         Row{"30 2 * * *", "2026-10-24 12:00", "2026-10-25 00:30"},
                                         Row{"30 2 * * *", "2026-10-25 00:30", "2026-10-26 01:30"},
                                         Row{"0 3 * * *", "2026-10-24 12:00", "2026-10-25 02:00"},
                                         Row{"59 2,3 * * *", "2026-10-25 00:59", "2026-10-25 02:59"},
                                         Row{"30 * * * *", "2026-10-25 00:30", "2026-10-25 01:30"},
                                         Row{"0 * * * *", "2026-10-25 00:00", "2026-10-25 01:00"},
                                         Row{"0 * * * *", "2026-10-25 01:00", "2026-10-25 02:00"}));

TEST(LocalUtcOffset, IsWithinADay) {
  EXPECT_LT(std::chrono::abs(localUtcOffset(at("2026-06-01 00:00"))), 24h);
}

}  // namespace
}  // namespace serinus
