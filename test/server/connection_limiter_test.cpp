#include "server/connection_limiter.hpp"
#include "server/overload.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include <sys/resource.h>

namespace serinus::server {
namespace {

using Kind = ConnectionLimiter::Place::Kind;

auto from(std::string address) {
  return [address] { return PeerAddress(address, 1234); };
}

TEST(ALimiter, TakesSoManyConnectionsInAll) {
  ConnectionLimiter limiter({.total = 3});
  std::vector<ConnectionLimiter::Place> places;
  for (int i = 0; i < 3; ++i) {
    places.push_back(limiter.enter(from("192.0.2.1")));
    EXPECT_EQ(places.back().kind(), Kind::counted) << i;
  }
  EXPECT_EQ(limiter.enter(from("192.0.2.2")).kind(), Kind::none);
  EXPECT_EQ(limiter.open(), 3U);
  limiter.leave(places.back());
  EXPECT_EQ(limiter.enter(from("192.0.2.2")).kind(), Kind::counted);
}

TEST(ALimiter, TakesNineTenthsOfTheDescriptorsUnlessSaid) {
  rlimit descriptors{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &descriptors), 0);
  const rlimit before = descriptors;
  descriptors.rlim_cur = 200;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &descriptors), 0);
  EXPECT_EQ(ConnectionLimiter(ConnectionLimits()).limits().total, 180U);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(ConnectionLimiter({.total = 7}).limits().total, 7U);
}

TEST(ALimiter, TakesSoManyOfOneAddress) {
  ConnectionLimiter limiter({.total = 1000, .perAddress = 2});
  const auto first = limiter.enter(from("192.0.2.1"));
  const auto second = limiter.enter(from("192.0.2.1"));
  EXPECT_EQ(first.kind(), Kind::counted);
  EXPECT_EQ(second.kind(), Kind::counted);
  EXPECT_EQ(limiter.enter(from("192.0.2.1")).kind(), Kind::surplus);
  EXPECT_EQ(limiter.enter(from("192.0.2.2")).kind(), Kind::counted);
  EXPECT_EQ(limiter.counters()[Limit::address], 1U);
  limiter.leave(first);
  EXPECT_EQ(limiter.enter(from("192.0.2.1")).kind(), Kind::counted);
  EXPECT_EQ(limiter.enter(from("192.0.2.1")).kind(), Kind::surplus);
}

TEST(ALimiter, CountsIpv6ByItsFirstHalf) {
  ConnectionLimiter limiter({.total = 1000, .perAddress = 1});
  EXPECT_EQ(limiter.enter(from("2001:db8::1")).kind(), Kind::counted);
  EXPECT_EQ(limiter.enter(from("2001:db8::2")).kind(), Kind::surplus);
  EXPECT_EQ(limiter.enter(from("2001:db8:0:1::1")).kind(), Kind::counted);
}

TEST(ALimiter, ListensToNoMoreThan64WhoAreTooMany) {
  ConnectionLimiter limiter({.total = 1000, .perAddress = 1});
  const auto counted = limiter.enter(from("192.0.2.1"));
  std::vector<ConnectionLimiter::Place> surplus;
  for (int i = 0; i < 64; ++i) {
    surplus.push_back(limiter.enter(from("192.0.2.1")));
    ASSERT_EQ(surplus.back().kind(), Kind::surplus) << i;
  }
  EXPECT_EQ(limiter.enter(from("192.0.2.1")).kind(), Kind::none);
  EXPECT_EQ(limiter.open(), 65U);
  EXPECT_EQ(limiter.counters()[Limit::addressFlood], 1U);
  limiter.leave(surplus.back());
  EXPECT_EQ(limiter.enter(from("192.0.2.1")).kind(), Kind::surplus);
  limiter.leave(counted);
  EXPECT_EQ(limiter.enter(from("192.0.2.1")).kind(), Kind::counted) << "the surplus is not counted to the address";
}

TEST(ALimiter, DecidesSoManyUpgradesAtATime) {
  ConnectionLimiter limiter({.total = 1000, .handshakes = 2});
  EXPECT_TRUE(limiter.beginHandshake());
  {
    ASSERT_TRUE(limiter.beginHandshake());
    HandshakePlace place(limiter);
    HandshakePlace moved = std::move(place);
    EXPECT_FALSE(limiter.beginHandshake());
    EXPECT_EQ(limiter.counters()[Limit::handshakes], 1U);
  }
  EXPECT_TRUE(limiter.beginHandshake());
}

TEST(ALimiter, LimitsNothingUnlessSaid) {
  ConnectionLimiter limiter;
  for (int i = 0; i < 10'000; ++i) ASSERT_EQ(limiter.enter(from("192.0.2.1")).kind(), Kind::counted);
  for (int i = 0; i < 10'000; ++i) ASSERT_TRUE(limiter.beginHandshake());
}

TEST(WhoIsRefused, IsAskedToComeBackInOneToTenSeconds) {
  EXPECT_EQ(retryAfter(0), 1U);
  EXPECT_EQ(retryAfter(429'496'729), 1U);
  EXPECT_EQ(retryAfter(429'496'730), 2U);
  EXPECT_EQ(retryAfter(std::numeric_limits<std::uint32_t>::max()), 10U);
  const Response response = overloaded("too many", "/x");
  EXPECT_EQ(response.status(), Status::serviceUnavailable);
  EXPECT_TRUE(response.fields().get("Retry-After").has_value());
}

TEST(Limits, HaveNamesOfTheirOwn) {
  for (std::size_t i = 0; i < limitCount; ++i) {
    for (std::size_t j = i; j-- > 0;) EXPECT_NE(name(static_cast<Limit>(i)), name(static_cast<Limit>(j)));
  }
  EXPECT_EQ(name(Limit::connections), "connections");
  EXPECT_EQ(name(Limit::messageRate), "messageRate");
  EXPECT_EQ(name(Limit::userReplaced), "userReplaced");
}

}  // namespace
}  // namespace serinus::server
