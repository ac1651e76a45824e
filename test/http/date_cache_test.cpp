#include <serinus/http/date_cache.hpp>

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

using std::chrono::seconds;

std::chrono::sys_seconds at(long long second) {
  return std::chrono::sys_seconds(seconds(second));
}

TEST(ADate, IsWrittenAsAFixedDate) {
  EXPECT_EQ(formatDate(at(784'111'777)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(formatDate(at(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(formatDate(at(-1)), "Wed, 31 Dec 1969 23:59:59 GMT");
  EXPECT_EQ(formatDate(at(951'782'400)), "Tue, 29 Feb 2000 00:00:00 GMT");
  EXPECT_EQ(formatDate(at(4'102'444'799)), "Thu, 31 Dec 2099 23:59:59 GMT");
}

TEST(ADateCache, FollowsTheClockInBothDirections) {
  DateCache cache;
  EXPECT_EQ(cache.at(at(784'111'777)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(cache.at(at(784'111'777)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(cache.at(at(784'111'778)), "Sun, 06 Nov 1994 08:49:38 GMT");
  EXPECT_EQ(cache.at(at(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
}  // namespace serinus::http
