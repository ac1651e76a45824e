#include "server/limit_faults.hpp"

#include <serinus/server/memory_use.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>

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

// ---- Of an application

/// The faults of `Timeouts` with one that is something else.
Faults faultsWith(Duration Timeouts::* timeout, Duration value) {
  Timeouts timeouts;
  timeouts.*timeout = value;
  return timeoutFaults(timeouts);
}

struct TimeoutRow {
  const char* name;
  Duration Timeouts::* timeout;
  const char* zero = "";  // what it means
  Duration most = century;
};
class ATimeout : public testing::TestWithParam<TimeoutRow> {};

TEST_P(ATimeout, IsATimeThatCanBeMeant) {
  const auto& [name, timeout, zero, most] = GetParam();
  const std::string place = std::string("timeouts.") + name;
  const bool mayBeZero = *zero != '\0';
  const std::string negative = mayBeZero ? " is less than zero: give a time, or zero for " + std::string(zero)
                                         : std::string(" is not more than zero: give a time, such as 5s");
  EXPECT_EQ(faultsWith(timeout, 1ns), Faults());
  EXPECT_EQ(faultsWith(timeout, 0ns), mayBeZero ? Faults() : Faults{place + negative});
  EXPECT_EQ(faultsWith(timeout, -1ns), Faults{place + negative});
  EXPECT_EQ(faultsWith(timeout, most), Faults());
  const std::string longest = most == century ? "a hundred years" : "24 days";
  EXPECT_EQ(faultsWith(timeout, most + 1ns), Faults{place + " is more than " + longest + ": give less"});
}

INSTANTIATE_TEST_SUITE_P(
    , ATimeout,
    testing::Values(TimeoutRow{"proxyHeader", &Timeouts::proxyHeader},
                    TimeoutRow{"tlsHandshake", &Timeouts::tlsHandshake}, TimeoutRow{"header", &Timeouts::header},
                    TimeoutRow{"keepAlive", &Timeouts::keepAlive}, TimeoutRow{"request", &Timeouts::request},
                    TimeoutRow{"bodyGrace", &Timeouts::bodyGrace},
                    TimeoutRow{"handler", &Timeouts::handler, "no limit"},
                    TimeoutRow{"writeGrace", &Timeouts::writeGrace}, TimeoutRow{"writeStall", &Timeouts::writeStall},
                    TimeoutRow{"unacknowledged", &Timeouts::unacknowledged, "the system's limits", counted},
                    TimeoutRow{"linger", &Timeouts::linger}, TimeoutRow{"webSocketClose", &Timeouts::webSocketClose},
                    TimeoutRow{"message", &Timeouts::message}, TimeoutRow{"drainDelay", &Timeouts::drainDelay, "none"},
                    TimeoutRow{"drain", &Timeouts::drain, "an end at once"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(TheTimeoutsOfAnApplication, HaveRatesThatAClientCanReach) {
  constexpr std::size_t most = std::size_t{1} << 30;
  EXPECT_EQ(timeoutFaults({}), Faults());
  EXPECT_EQ(timeoutFaults({.bodyMinRate = 0, .writeMinRate = 0}), Faults());
  EXPECT_EQ(timeoutFaults({.bodyMinRate = most, .writeMinRate = most}), Faults());
  EXPECT_EQ(timeoutFaults({.bodyMinRate = most + 1}),
            Faults{"timeouts.bodyMinRate is more than 1 GiB a second: give less"});
  EXPECT_EQ(timeoutFaults({.writeMinRate = most + 1}),
            Faults{"timeouts.writeMinRate is more than 1 GiB a second: give less"});
}

TEST(TheTimeoutsOfAnApplication, AreToldAllAtOnce) {
  EXPECT_EQ(timeoutFaults({.header = -1s, .keepAlive = 0s, .drain = -1s}),
            (Faults{"timeouts.header is not more than zero: give a time, such as 5s",
                    "timeouts.keepAlive is not more than zero: give a time, such as 5s",
                    "timeouts.drain is less than zero: give a time, or zero for an end at once"}));
}

struct SizeRow {
  std::string name;
  std::function<void(http::Limits&, std::size_t)> set;
  std::size_t least = 1;
  std::size_t most = std::numeric_limits<std::size_t>::max();
};
class ARequestLimit : public testing::TestWithParam<SizeRow> {
protected:
  static Faults faultsAt(std::size_t value) {
    http::Limits limits;
    GetParam().set(limits, value);
    return requestLimitFaults(limits);
  }
};

TEST_P(ARequestLimit, LetsSomethingThroughAndCanBeCounted) {
  const std::string place = "limits." + GetParam().name;
  const std::size_t least = GetParam().least;
  EXPECT_EQ(faultsAt(least), Faults());
  if (least > 0) {
    EXPECT_EQ(faultsAt(least - 1),
              Faults{place + " is " + std::to_string(least - 1) + ", and nothing would be let through: give " +
                     std::to_string(least) + " or more"});
  }
  EXPECT_EQ(faultsAt(GetParam().most), Faults());
  if (GetParam().most < std::numeric_limits<std::size_t>::max()) {
    EXPECT_EQ(faultsAt(GetParam().most + 1), Faults{place + " is more than 1073741824: give less"});
  }
}

constexpr std::size_t gibibyte = std::size_t{1} << 30;
INSTANTIATE_TEST_SUITE_P(
    , ARequestLimit,
    testing::Values(
        SizeRow{"maxRequestLine", [](auto& limits, auto value) { limits.maxRequestLine = value; }, 1, gibibyte},
        SizeRow{"maxHeaderBytes", [](auto& limits, auto value) { limits.maxHeaderBytes = value; }, 1, gibibyte},
        SizeRow{"maxHeaders", [](auto& limits, auto value) { limits.maxHeaders = value; }, 1, gibibyte},
        SizeRow{"maxFieldName", [](auto& limits, auto value) { limits.maxFieldName = value; }, 1, gibibyte},
        SizeRow{"maxBody", [](auto& limits, auto value) { limits.maxBody = value; }, 0},
        SizeRow{"maxChunkOverhead", [](auto& limits, auto value) { limits.maxChunkOverhead = value; }, 0},
        SizeRow{"maxTrailerBytes", [](auto& limits, auto value) { limits.maxTrailerBytes = value; }, 2, gibibyte},
        SizeRow{"form.maxParts", [](auto& limits, auto value) { limits.form.maxParts = value; }},
        SizeRow{"form.maxPartHead", [](auto& limits, auto value) { limits.form.maxPartHead = value; }, 1, gibibyte},
        SizeRow{"form.maxPartFields", [](auto& limits, auto value) { limits.form.maxPartFields = value; }},
        SizeRow{"form.maxName", [](auto& limits, auto value) { limits.form.maxName = value; }},
        SizeRow{"form.maxPart", [](auto& limits, auto value) { limits.form.maxPart = value; }},
        SizeRow{"form.maxTotal", [](auto& limits, auto value) { limits.form.maxTotal = value; }},
        SizeRow{"form.maxText", [](auto& limits, auto value) { limits.form.maxText = value; }, 0},
        SizeRow{"form.filesInMemory", [](auto& limits, auto value) { limits.form.filesInMemory = value; }, 0},
        SizeRow{"maxRequestsPerConnection", [](auto& limits, auto value) { limits.maxRequestsPerConnection = value; }}),
    [](const auto& row) {
      std::string name = row.param.name;
      std::erase(name, '.');
      return name;
    });

TEST(TheLimitsOfRequests, AreRightUnlessSaid) {
  EXPECT_EQ(requestLimitFaults({}), Faults());
}

TEST(TheLimitsOfConnections, AreNumbers) {
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max() / 2;
  const std::string text = " is less than zero: give a number, or zero for ";
  EXPECT_EQ(connectionLimitFaults({}), Faults());
  EXPECT_EQ(connectionLimitFaults({0, 0, 0, 0}), Faults());
  EXPECT_EQ(connectionLimitFaults({most, most, most, most}), Faults());
  EXPECT_EQ(connectionLimitFaults({most + 1, most + 1, most + 1, most + 1}),
            (Faults{"connections.total" + text + "nine tenths of the descriptors",
                    "connections.perAddress" + text + "no limit", "connections.handshakes" + text + "no limit",
                    "connections.tlsHandshakes" + text + "no limit"}));
}

// ---- Memory

TEST(TheMemoryBudget, IsEnoughToServeAnything) {
  constexpr std::uint64_t least = std::uint64_t{16} * 1024 * 1024;
  EXPECT_EQ(memoryBudgetFaults(least), Faults());
  EXPECT_EQ(memoryBudgetFaults(least - 1),
            Faults{"memoryBudget is 16777215 bytes, and all would be refused: give 16 MiB or more, or zero for three "
                   "quarters of what the system allows"});
  EXPECT_EQ(memoryBudgetFaults(1).size(), 1U);
}

TEST(TheMemoryBudget, MayBeTheSystemsOrNone) {
  EXPECT_EQ(memoryBudgetFaults(0), Faults());
  EXPECT_EQ(memoryBudgetFaults(noMemoryBudget), Faults());
}

TEST(TheMemoryBudget, IsNotNegative) {
  const Faults faults{
      "memoryBudget is less than zero: give bytes, zero for three quarters of what the system allows, or "
      "noMemoryBudget"};
  EXPECT_EQ(memoryBudgetFaults(UINT64_MAX / 2), Faults());
  EXPECT_EQ(memoryBudgetFaults(UINT64_MAX / 2 + 1), faults);
  EXPECT_EQ(memoryBudgetFaults(noMemoryBudget - 1), faults);
}

}  // namespace
}  // namespace serinus::server
