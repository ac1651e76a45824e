#include <serinus/pipeline/identity.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace serinus::pipeline {
namespace {

using namespace std::chrono_literals;
using Wall = std::chrono::system_clock;

constexpr TimePoint now{1000s};
const Wall::time_point wallNow{std::chrono::sys_days(std::chrono::year(2030) / 1 / 1)};

Identity untilWall(std::chrono::sys_seconds end) {
  return {Principal("ada").expiresAt(end), wallNow, now};
}
Identity lasting(std::chrono::seconds time) {
  return untilWall(std::chrono::floor<std::chrono::seconds>(wallNow) + time);
}

TEST(AnIdentity, ThatSaysNoEndNeverExpires) {
  Identity identity(Principal("ada"), wallNow, now);
  EXPECT_EQ(identity.expiresAt(), TimePoint::max());
  EXPECT_EQ(identity.nextDeadline(30s), TimePoint::max());
  EXPECT_FALSE(identity.hasExpired(now + 1000h));
  EXPECT_FALSE(identity.takeNotice(now + 1000h, 30s));
}

TEST(AnIdentity, ExpiresOnTheMonotonicClock) {
  const Identity identity = lasting(60s);
  EXPECT_EQ(identity.expiresAt(), now + 60s);
  EXPECT_FALSE(identity.hasExpired(now + 60s - 1ns));
  EXPECT_TRUE(identity.hasExpired(now + 60s));
}

TEST(AnIdentity, OfThePastHasExpired) {
  EXPECT_TRUE(lasting(0s).hasExpired(now));
  EXPECT_TRUE(lasting(-1s).hasExpired(now));
  EXPECT_FALSE(lasting(1s).hasExpired(now));
}

TEST(AnIdentity, IsNoticedOnceBeforeItsEnd) {
  Identity identity = lasting(60s);
  EXPECT_EQ(identity.nextDeadline(20s), now + 40s);
  EXPECT_FALSE(identity.takeNotice(now + 40s - 1ns, 20s));
  EXPECT_TRUE(identity.takeNotice(now + 40s, 20s));
  EXPECT_FALSE(identity.takeNotice(now + 50s, 20s));
  EXPECT_EQ(identity.nextDeadline(20s), now + 60s) << "what is left is the end itself";
}

TEST(AnIdentity, ShorterThanTheNoticeIsNoticedAtOnce) {
  Identity identity = lasting(10s);
  EXPECT_TRUE(identity.takeNotice(now, 30s));
}

TEST(AnIdentity, MayEndBeyondEveryClock) {
  using std::chrono::sys_seconds;
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(untilWall(sys_seconds(std::chrono::seconds(253'402'300'799))).expiresAt(), TimePoint::max()) << "9999";
  EXPECT_EQ(untilWall(sys_seconds(std::chrono::seconds(most))).expiresAt(), TimePoint::max());
  const Identity longAgo = untilWall(sys_seconds(std::chrono::seconds(-most)));
  EXPECT_TRUE(longAgo.hasExpired(TimePoint{}));
  EXPECT_EQ(longAgo.nextDeadline(30s), TimePoint::min());
}

TEST(AnIdentity, MayEndInACentury) {
  constexpr auto century = std::chrono::hours(24 * 365 * 100);
  EXPECT_EQ(lasting(century).expiresAt(), now + century);
  EXPECT_EQ(lasting(century + 1s).expiresAt(), TimePoint::max());
}

TEST(APrincipal, HasRolesAndClaims) {
  Principal ada = Principal("ada").role("admin").role("writer").claim("tenant", "a").claim("tenant", "b");
  EXPECT_EQ(ada.id(), "ada");
  EXPECT_TRUE(ada.hasRole("admin"));
  EXPECT_TRUE(ada.hasRole("writer"));
  EXPECT_FALSE(ada.hasRole("write"));
  EXPECT_EQ(ada.claim("tenant"), "b");
  EXPECT_EQ(ada.claim("other"), std::nullopt);
  ada.role("admin");
  EXPECT_EQ(ada.roles().size(), 2U);
}

TEST(APrincipal, HasAnIdOf1To255Bytes) {
  EXPECT_THROW(Principal(""), std::invalid_argument);
  EXPECT_EQ(Principal(std::string(255, 'a')).id().size(), 255U);
  EXPECT_THROW(Principal(std::string(256, 'a')), std::invalid_argument);
}

TEST(APrincipal, ExpiresInWholeSeconds) {
  const Principal ada = Principal("ada").expiresAt(wallNow + 1999ms);
  EXPECT_EQ(ada.expiresAt(), wallNow + 1s);
}

}  // namespace
}  // namespace serinus::pipeline
