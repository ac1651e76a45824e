#include "http/machine.hpp"

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

using Outcome = Machine::Result::Outcome;

// Below the guard, which would refuse these too: what is asked is which of llhttp's machines was compiled.
TEST(TheStrictMachine, IsTheOneThatWasBuilt) {
  for (const std::string_view forged :
       {"POST / HTTP/1.1\r\nHost: a\r\nX-Abc: \rxTransfer-Encoding: chunked\r\n\r\n",  // CVE-2023-30589
        "GET / HTTP/1.1\r\nHost: a\r\n\rZ"}) {                                         // CVE-2025-23167
    Request request;
    EXPECT_EQ(Machine().feed(forged, request).outcome, Outcome::refused) << forged;
  }
}

TEST(TheMachine, ReportsAnEndWhereTheSegmentEnds) {
  Machine machine;
  Request request;
  EXPECT_EQ(machine.feed("POST /p HTTP/1.1\r\n", request).outcome, Outcome::running);
  EXPECT_EQ(machine.method(), "POST");
  EXPECT_EQ(machine.major(), 1);
  EXPECT_EQ(machine.minor(), 1);
  EXPECT_EQ(machine.feed("Transfer-Encoding: chunked\r\n\r\n", request).outcome, Outcome::headEnd);
  EXPECT_EQ(request.target(), "/p");
  EXPECT_EQ(request.header("transfer-encoding"), "chunked");
  EXPECT_EQ(machine.feed("a;b=c\r\n", request).outcome, Outcome::chunkSize);
  EXPECT_EQ(machine.chunkSize(), 10U);
  EXPECT_EQ(machine.feed("0123456789", request).outcome, Outcome::running);
  EXPECT_EQ(machine.bodyBytes(), 10U);
  EXPECT_EQ(machine.feed("\r\n", request).outcome, Outcome::running);
  EXPECT_EQ(machine.bodyBytes(), 0U);
  EXPECT_EQ(machine.feed("0\r\n", request).outcome, Outcome::chunkSize);
  EXPECT_EQ(machine.feed("A: b\r\n\r\n", request).outcome, Outcome::messageEnd);
  EXPECT_EQ(request.fields().size(), 1U);
}

TEST(TheMachine, RefusesAnEndWithinTheSegment) {
  Machine machine;
  Request request;
  const Machine::Result result = machine.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET", request);
  EXPECT_EQ(result.outcome, Outcome::refused);
  EXPECT_EQ(result.at, 27U);
}

TEST(TheMachine, StartsAfreshAfterAResetInAnyState) {
  const std::string_view text = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  Machine machine;
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Request half;
    EXPECT_NE(machine.feed(text.substr(0, cut), half).outcome, Outcome::refused);
    machine.reset();
    Request request;
    EXPECT_EQ(machine.feed(text, request).outcome, Outcome::headEnd);
    EXPECT_EQ(request.fields().size(), 1U);
    machine.reset();
  }
}

TEST(TheMachine, NamesItsReason) {
  Request request;
  Machine unnamed;
  EXPECT_EQ(unnamed.feed("GET / HTTP/1.1\r\n: x\r\n", request).outcome, Outcome::refused);
  const Machine::Result method = Machine().feed("POZT", request);
  EXPECT_TRUE(method.badMethod);
  EXPECT_EQ(method.at, 2U);
  EXPECT_FALSE(method.reason.empty());
}

}  // namespace
}  // namespace serinus::http
