#include "server/limit_faults.hpp"

#include <gtest/gtest.h>

namespace serinus::server {
namespace {

using namespace std::chrono_literals;
using Faults = std::vector<std::string>;

constexpr Duration counted = 24h * 24;
constexpr Duration century = 24h * 365 * 100;

TEST(TheLimitsOfAGateway, AreRightUnlessSaid) {
  EXPECT_EQ(limitFaults({}), Faults());
}

TEST(TheLimitsOfAGateway, MayBeOffOrAsLongAsTheyAreCounted) {
  EXPECT_EQ(limitFaults({.pingInterval = 0s, .pongTimeout = 0s, .expiryNotice = 0s}), Faults());
  EXPECT_EQ(limitFaults({.pingInterval = counted,
                         .pongTimeout = counted,
                         .idleTimeout = counted,
                         .maxLifetime = century,
                         .lifetimeSpread = century,
                         .expiryNotice = century}),
            Faults());
}

TEST(TheLimitsOfAGateway, AreNoLongerThanTheyAreCounted) {
  const std::string days = " is more than 24 days: give less, or zero";
  const std::string years = " is more than a hundred years: give less, or zero";
  EXPECT_EQ(limitFaults({.pingInterval = counted + 1ns}), Faults{"limits.pingInterval" + days});
  EXPECT_EQ(limitFaults({.pongTimeout = counted + 1ns}), Faults{"limits.pongTimeout" + days});
  EXPECT_EQ(limitFaults({.idleTimeout = counted + 1ns}), Faults{"limits.idleTimeout" + days});
  EXPECT_EQ(limitFaults({.maxLifetime = century + 1ns}), Faults{"limits.maxLifetime" + years});
  EXPECT_EQ(limitFaults({.expiryNotice = century + 1ns}), Faults{"limits.expiryNotice" + years});
}

TEST(TheLimitsOfAGateway, AreNotNegative) {
  const std::string text = " is less than zero: give a time, or zero";
  EXPECT_EQ(limitFaults({.pingInterval = -1ns}), Faults{"limits.pingInterval" + text});
  EXPECT_EQ(limitFaults({.pongTimeout = -1ns}), Faults{"limits.pongTimeout" + text});
  EXPECT_EQ(limitFaults({.idleTimeout = -1ns}), Faults{"limits.idleTimeout" + text});
  EXPECT_EQ(limitFaults({.expiryNotice = -1ns}), Faults{"limits.expiryNotice" + text});
}

TEST(TheLimitsOfAGateway, LeaveAClientTimeToAnswerAPing) {
  EXPECT_EQ(limitFaults({.pongTimeout = 1ns}), Faults());
  EXPECT_EQ(limitFaults({.pongTimeout = 0s}),
            Faults{"limits.pongTimeout is zero: no client answers a ping at once; pingInterval = 0 sends none"});
}

TEST(TheLimitsOfAGateway, SpreadEndsOverTheLifetimeAtMost) {
  const Faults faults{"limits.lifetimeSpread is no part of maxLifetime: give a time from zero to that"};
  EXPECT_EQ(limitFaults({.maxLifetime = 1h, .lifetimeSpread = 1h}), Faults());
  EXPECT_EQ(limitFaults({.maxLifetime = 1h, .lifetimeSpread = 1h + 1ns}), faults);
  EXPECT_EQ(limitFaults({.maxLifetime = 1h, .lifetimeSpread = -1ns}), faults);
  EXPECT_EQ(limitFaults({.lifetimeSpread = 1ns}), faults);
}

TEST(TheLimitsOfAGateway, EndALifetimeWithACodeThatMayBeSent) {
  EXPECT_EQ(limitFaults({.lifetimeCode = CloseCode::serviceRestart}), Faults());
  EXPECT_EQ(limitFaults({.lifetimeCode = static_cast<CloseCode>(4999)}), Faults());
  EXPECT_EQ(limitFaults({.lifetimeCode = CloseCode::abnormal}),
            Faults{"limits.lifetimeCode is 1006, which no Close frame may carry: give 1001, 1012, or one of 3000 to "
                   "4999"});
}

}  // namespace
}  // namespace serinus::server
