#include <serinus/http/date_cache.hpp>
#include <serinus/http/preconditions.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using Outcome = Preconditions::Outcome;

constexpr sys_seconds modified{seconds(784'111'777)};
constexpr std::string_view before = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr std::string_view same = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view after = "Sun, 06 Nov 1994 08:49:38 GMT";
constexpr sys_seconds now = modified + std::chrono::hours(24);

Validators strongOne() {
  return {.tag = EntityTag::strong("1"), .lastModified = modified};
}
Validators weakOne() {
  return {.tag = EntityTag::weak("1"), .lastModified = modified};
}
Validators dated() {
  return {.lastModified = modified};
}
Validators tagged() {
  return {.tag = EntityTag::strong("1")};
}
Validators absent() {
  return {.exists = false};
}

char outcome(Method method, const Fields& fields, const Validators& current) {
  switch (judgePreconditions(method, fields, current, now).outcome) {
    case Outcome::proceed:
      return 'p';
    case Outcome::notModified:
      return 'n';
    case Outcome::preconditionFailed:
      break;
  }
  return 'f';
}

/// What becomes of a GET, HEAD, PUT and DELETE: `p`roceed, `n`ot modified, precondition `f`ailed.
std::string outcomes(const Fields& fields, const Validators& current) {
  std::string all;
  for (const Method method : {Method::get, Method::head, Method::put, Method::del}) {
    all += outcome(method, fields, current);
  }
  return all;
}

TEST(Preconditions, ThatAreAbsentLeaveAllOpen) {
  EXPECT_EQ(outcomes({}, strongOne()), "pppp");
  EXPECT_EQ(outcomes({{"Host", "a"}}, Validators{}), "pppp");
  EXPECT_EQ(outcomes({}, absent()), "pppp");
}

TEST(IfMatch, HoldsForAStrongTagOfTheCurrentState) {
  EXPECT_EQ(outcomes({{"If-Match", "\"1\""}}, strongOne()), "pppp");
  EXPECT_EQ(outcomes({{"If-Match", "\"0\", \"1\""}}, strongOne()), "pppp");
  EXPECT_EQ(outcomes({{"If-Match", "\"0\""}, {"If-Match", "\"1\""}}, strongOne()), "pppp");
  EXPECT_EQ(outcomes({{"If-Match", "\"2\""}}, strongOne()), "ffff");
  EXPECT_EQ(outcomes({{"If-Match", "W/\"1\""}}, strongOne()), "ffff");
  EXPECT_EQ(outcomes({{"If-Match", "\"1\""}}, weakOne()), "ffff");
  EXPECT_EQ(outcomes({{"If-Match", "W/\"1\""}}, weakOne()), "ffff");
  EXPECT_EQ(outcomes({{"If-Match", "\"1\""}}, dated()), "ffff");
}

TEST(IfMatch, OfAnythingHoldsWhenThereIsSomething) {
  EXPECT_EQ(outcomes({{"If-Match", "*"}}, strongOne()), "pppp");
  EXPECT_EQ(outcomes({{"If-Match", "*"}}, Validators{}), "pppp");
  EXPECT_EQ(outcomes({{"If-Match", "*"}}, absent()), "ffff");
  EXPECT_EQ(outcomes({{"If-Match", "\"1\""}}, absent()), "ffff");
}

TEST(IfMatch, ThatIsMalformedFails) {
  for (const std::string_view value : {"", "1", "\"1", "*, \"1\"", "\"1\" x"}) {
    EXPECT_EQ(outcomes({{"If-Match", value}}, strongOne()), "ffff") << value;
  }
}

TEST(IfUnmodifiedSince, ComparesDates) {
  EXPECT_EQ(outcomes({{"If-Unmodified-Since", before}}, dated()), "ffff");
  EXPECT_EQ(outcomes({{"If-Unmodified-Since", same}}, dated()), "pppp");
  EXPECT_EQ(outcomes({{"If-Unmodified-Since", after}}, dated()), "pppp");
  EXPECT_EQ(outcomes({{"If-Unmodified-Since", before}}, tagged()), "pppp");
  EXPECT_EQ(outcomes({{"If-Unmodified-Since", "Sunday, 06-Nov-94 08:49:36 GMT"}}, dated()), "ffff");
}

TEST(IfUnmodifiedSince, IsPassedOverBesideIfMatchAndWhenItIsNoDate) {
  EXPECT_EQ(outcomes({{"If-Unmodified-Since", before}, {"If-Match", "\"1\""}}, strongOne()), "pppp");
  EXPECT_EQ(outcomes({{"If-Unmodified-Since", after}, {"If-Match", "\"2\""}}, strongOne()), "ffff");
  EXPECT_EQ(outcomes({{"If-Unmodified-Since", "yesterday"}}, dated()), "pppp");
  EXPECT_EQ(outcomes({{"If-Unmodified-Since", before}, {"If-Unmodified-Since", before}}, dated()), "pppp");
}

TEST(IfNoneMatch, HoldsWhenNoTagIsAsGood) {
  EXPECT_EQ(outcomes({{"If-None-Match", "\"1\""}}, strongOne()), "nnff");
  EXPECT_EQ(outcomes({{"If-None-Match", "W/\"1\""}}, strongOne()), "nnff");
  EXPECT_EQ(outcomes({{"If-None-Match", "\"1\""}}, weakOne()), "nnff");
  EXPECT_EQ(outcomes({{"If-None-Match", "\"0\""}, {"If-None-Match", "\"1\""}}, strongOne()), "nnff");
  EXPECT_EQ(outcomes({{"If-None-Match", "\"2\", \"3\""}}, strongOne()), "pppp");
  EXPECT_EQ(outcomes({{"If-None-Match", "\"1\""}}, dated()), "pppp");
}

TEST(IfNoneMatch, OfAnythingHoldsWhenThereIsNothing) {
  EXPECT_EQ(outcomes({{"If-None-Match", "*"}}, strongOne()), "nnff");
  EXPECT_EQ(outcomes({{"If-None-Match", "*"}}, Validators{}), "nnff");
  EXPECT_EQ(outcomes({{"If-None-Match", "*"}}, absent()), "pppp");
  EXPECT_EQ(outcomes({{"If-None-Match", "\"1\""}}, absent()), "pppp");
}

TEST(IfNoneMatch, ThatIsMalformedPermitsNoChange) {
  for (const std::string_view value : {"", "1", "\"1", "*, \"1\"", "\"1\" x"}) {
    EXPECT_EQ(outcomes({{"If-None-Match", value}}, strongOne()), "ppff") << value;
  }
}

TEST(IfModifiedSince, ComparesDatesForGetAndHead) {
  EXPECT_EQ(outcomes({{"If-Modified-Since", before}}, dated()), "pppp");
  EXPECT_EQ(outcomes({{"If-Modified-Since", same}}, dated()), "nnpp");
  EXPECT_EQ(outcomes({{"If-Modified-Since", after}}, dated()), "nnpp");
  EXPECT_EQ(outcomes({{"If-Modified-Since", same}}, tagged()), "pppp");
  EXPECT_EQ(outcomes({{"If-Modified-Since", "Sun Nov  6 08:49:37 1994"}}, dated()), "nnpp");
}

TEST(IfModifiedSince, IsPassedOverBesideIfNoneMatchAndWhenItIsNoDate) {
  EXPECT_EQ(outcomes({{"If-Modified-Since", same}, {"If-None-Match", "\"2\""}}, strongOne()), "pppp");
  EXPECT_EQ(outcomes({{"If-Modified-Since", before}, {"If-None-Match", "\"1\""}}, strongOne()), "nnff");
  EXPECT_EQ(outcomes({{"If-Modified-Since", "0"}}, dated()), "pppp");
  EXPECT_EQ(outcomes({{"If-Modified-Since", same}, {"If-Modified-Since", same}}, dated()), "pppp");
}

TEST(Preconditions, OfTheFirstKindComeBeforeThoseOfTheSecond) {
  EXPECT_EQ(outcomes({{"If-None-Match", "\"1\""}, {"If-Match", "\"2\""}}, strongOne()), "ffff");
  EXPECT_EQ(outcomes({{"If-None-Match", "\"1\""}, {"If-Match", "\"1\""}}, strongOne()), "nnff");
  EXPECT_EQ(outcomes({{"If-Modified-Since", same}, {"If-Unmodified-Since", before}}, dated()), "ffff");
  EXPECT_EQ(outcomes({{"If-Modified-Since", same}, {"If-Unmodified-Since", same}}, dated()), "nnpp");
}

TEST(Preconditions, AreNothingToOptions) {
  EXPECT_EQ(outcome(Method::options, {{"If-Match", "\"2\""}}, strongOne()), 'p');
  EXPECT_EQ(outcome(Method::post, {{"If-Match", "\"2\""}}, strongOne()), 'f');
  EXPECT_EQ(outcome(Method::patch, {{"If-Match", "\"2\""}}, strongOne()), 'f');
}

bool rangeHolds(std::string_view ifRange, const Validators& current, sys_seconds at = now) {
  return judgePreconditions(Method::get, {{"Range", "bytes=0-1"}, {"If-Range", ifRange}}, current, at).rangeHolds;
}

TEST(IfRange, HoldsForTheVeryTagOrDate) {
  EXPECT_TRUE(rangeHolds("\"1\"", strongOne()));
  EXPECT_TRUE(rangeHolds(same, strongOne()));
  EXPECT_TRUE(rangeHolds(same, dated()));
  EXPECT_TRUE(rangeHolds("Sunday, 06-Nov-94 08:49:37 GMT", dated()));

  EXPECT_FALSE(rangeHolds("\"2\"", strongOne()));
  EXPECT_FALSE(rangeHolds("W/\"1\"", strongOne()));
  EXPECT_FALSE(rangeHolds("\"1\"", weakOne()));
  EXPECT_FALSE(rangeHolds("W/\"1\"", weakOne()));
  EXPECT_FALSE(rangeHolds("\"1\"", dated()));
  EXPECT_FALSE(rangeHolds(before, dated()));
  EXPECT_FALSE(rangeHolds(after, dated()));
  EXPECT_FALSE(rangeHolds(same, tagged()));
  for (const std::string_view value : {"", "1", "*", "\"1\", \"1\"", "yesterday", "\"1"}) {
    EXPECT_FALSE(rangeHolds(value, strongOne())) << value;
  }
}

TEST(IfRange, DoesNotHoldForTheDateOfThisVerySecond) {
  EXPECT_FALSE(rangeHolds(same, dated(), modified));
  EXPECT_TRUE(rangeHolds(same, dated(), modified + seconds(1)));
  EXPECT_TRUE(rangeHolds("\"1\"", strongOne(), modified));
}

TEST(ARange, IsObeyedByAGetThatProceedsAlone) {
  const Fields range{{"Range", "bytes=0-1"}};
  EXPECT_TRUE(judgePreconditions(Method::get, range, strongOne(), now).rangeHolds);
  EXPECT_FALSE(judgePreconditions(Method::head, range, strongOne(), now).rangeHolds);
  EXPECT_FALSE(judgePreconditions(Method::post, range, strongOne(), now).rangeHolds);

  Fields unchanged = range;
  unchanged.add("If-None-Match", "\"1\"");
  EXPECT_FALSE(judgePreconditions(Method::get, unchanged, strongOne(), now).rangeHolds);
  Fields twice = range;
  twice.add("If-Range", "\"1\"");
  EXPECT_TRUE(judgePreconditions(Method::get, twice, strongOne(), now).rangeHolds);
  twice.add("If-Range", "\"1\"");
  EXPECT_FALSE(judgePreconditions(Method::get, twice, strongOne(), now).rangeHolds);
}

}  // namespace
}  // namespace serinus
