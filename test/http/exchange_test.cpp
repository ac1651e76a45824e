#include <serinus/http/exchange.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace serinus::http {
namespace {

using After = Exchange::After;
using Body = HeadComplete::Body;

Request post(int minorVersion = 1) {
  RequestParser parser;
  const RequestParser::Step step =
      parser.parse("POST / HTTP/1." + std::to_string(minorVersion) + "\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(std::holds_alternative<HeadComplete>(step.event));
  return std::move(parser.request());
}

const Response ok = Response::text("a");

TEST(AnExchange, KeepsTheConnectionOfAClientThatWantsIt) {
  for (const auto& [minorVersion, keeps] :
       {std::pair(1, true), std::pair(1, false), std::pair(0, false), std::pair(0, true)}) {
    Exchange exchange;
    exchange.onHead(post(minorVersion), {.keepAlive = keeps});
    exchange.onComplete();
    EXPECT_EQ(exchange.keepsAlive(ok), keeps);
    EXPECT_EQ(exchange.framing(ok, "now").keepAlive, keeps);
    EXPECT_EQ(exchange.framing(ok, "now").minorVersion, minorVersion);
    EXPECT_EQ(exchange.framing(ok, "now").method, Method::post);
    EXPECT_EQ(exchange.framing(ok, "now").date, "now");
    EXPECT_EQ(exchange.after(keeps), keeps ? After::nextRequest : After::close);
  }
}

TEST(AnExchange, ClosesWhenTheResponseOrTheServerWantsIt) {
  Exchange exchange;
  exchange.onHead(post(), {});
  exchange.onComplete();
  EXPECT_FALSE(exchange.keepsAlive(Response::text("a").close()));
  EXPECT_TRUE(exchange.keepsAlive(ok));
  exchange.drain();
  EXPECT_FALSE(exchange.keepsAlive(ok));
}

TEST(AnExchange, ClosesBehindTheLastRequestAllowed) {
  Exchange exchange({.maxRequestsPerConnection = 2});
  for (const bool keeps : {true, false}) {
    exchange.onHead(post(), {});
    exchange.onComplete();
    EXPECT_EQ(exchange.keepsAlive(ok), keeps);
  }
  EXPECT_EQ(exchange.requests(), 2U);
}

TEST(AnExchange, ReadsALittleRestToKeepTheConnection) {
  for (const std::uint64_t length : {Exchange::maxUnreadBody, Exchange::maxUnreadBody + 1}) {
    Exchange exchange;
    exchange.onHead(post(), {.body = Body::fixed, .contentLength = length});
    const bool little = length == Exchange::maxUnreadBody;
    EXPECT_EQ(exchange.keepsAlive(ok), little);
    EXPECT_EQ(exchange.after(little), little ? After::readRest : After::close);
    exchange.onBody(1);
    EXPECT_TRUE(exchange.keepsAlive(ok));
    exchange.onComplete();
    EXPECT_EQ(exchange.after(true), After::nextRequest);
  }
}

TEST(AnExchange, DoesNotReadARestOfUnknownLength) {
  Exchange exchange;
  exchange.onHead(post(), {.body = Body::chunked});
  EXPECT_FALSE(exchange.keepsAlive(ok));
  exchange.onComplete();
  EXPECT_TRUE(exchange.keepsAlive(ok));
}

TEST(AnExchange, AsksForTheBodyOnceWhenTheClientWaits) {
  Exchange exchange;
  exchange.onHead(post(), {.body = Body::fixed, .contentLength = 5, .expectContinue = true});
  EXPECT_TRUE(exchange.wantsContinue());
  exchange.onContinueSent();
  EXPECT_FALSE(exchange.wantsContinue());
  EXPECT_TRUE(exchange.keepsAlive(ok));
}

TEST(AnExchange, DoesNotAskForABodyThatComesAnyway) {
  Exchange exchange;
  exchange.onHead(post(), {.body = Body::fixed, .contentLength = 5, .expectContinue = true});
  exchange.onBody(1);
  EXPECT_FALSE(exchange.wantsContinue());
}

TEST(AnExchange, ClosesBehindAFinalAnswerToAClientThatWaits) {
  Exchange exchange;
  exchange.onHead(post(), {.body = Body::fixed, .contentLength = 5, .expectContinue = true});
  EXPECT_FALSE(exchange.keepsAlive(ok));
  EXPECT_EQ(exchange.after(false), After::close);
}

TEST(AnExchange, ClosesBehindTheAnswerToAFault) {
  Exchange exchange;
  exchange.onFault();
  EXPECT_FALSE(exchange.keepsAlive(ok));
  EXPECT_EQ(exchange.framing(ok, "").method, Method::get);
}

TEST(AnExchange, AnswersAFaultInTheNextHeadWithABodyThoughTheLastRequestWasHead) {
  const Request head(Method::head, "/");
  Exchange exchange;
  exchange.onHead(head, {});
  EXPECT_EQ(exchange.framing(ok, "").method, Method::head);
  exchange.onComplete();
  exchange.onFault();
  EXPECT_EQ(exchange.framing(ok, "").method, Method::get);
}

TEST(AnExchange, AnswersAFaultInTheBodyOfAHeadRequestWithoutOne) {
  const Request head(Method::head, "/");
  Exchange exchange;
  exchange.onHead(head, {.body = Body::chunked});
  exchange.onFault();
  EXPECT_EQ(exchange.framing(ok, "").method, Method::head);
}

}  // namespace
}  // namespace serinus::http
