#include "world.hpp"

#include <serinus/http/http_exception.hpp>

#include <new>
#include <stdexcept>

namespace serinus::server {
namespace {

class HttpConnectionTest : public testing::Test {
protected:
  HttpConnectionTest() {
    world.on(Method::post, "/echo", [this](RequestContext& context) -> Task<Response> {
      handled.emplace_back(context.body());
      co_return Response::text(std::string(context.body()));
    });
    world.on(Method::get, "/name/:name", [this](RequestContext& context) -> Task<Response> {
      handled.emplace_back(context.param("name"));
      co_return Response::text(std::string(context.param("name")));
    });
    world.on(Method::get, "/slow/:name", [this](RequestContext& context) { return slow(world, context); });
    world.on(Method::get, "/large",
             [](RequestContext&) -> Task<Response> { co_return Response::text(std::string(100'000, 'x')); });
  }
  static Task<Response> slow(World& world, RequestContext& context) {
    const Living living(world.handlers);
    co_await context.sleep(1s);
    co_return Response::text(std::string(context.param("name")));
  }

  World world;
  Lines handled;
};

// ---- Requests

TEST_F(HttpConnectionTest, AnswersTheSameWhereverItsInputIsCut) {
  const std::string bytes = post("/echo", "body") +
                            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n" +
                            get("/name/you") + get("/nothing");
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    MemoryPeer& peer = world.connect();
    std::string wire = world.ask(peer, std::string_view(bytes).substr(0, cut));
    wire += world.ask(peer, std::string_view(bytes).substr(cut));
    const Lines answers = answersIn(wire);
    ASSERT_EQ(answers.size(), 4U) << cut;
    EXPECT_EQ(answers[0], "200 body");
    EXPECT_EQ(answers[1], "200 onetwo");
    EXPECT_EQ(answers[2], "200 you");
    EXPECT_TRUE(answers[3].starts_with("404 ")) << answers[3];
    EXPECT_FALSE(peer.sawEnd());
    peer.lose(Loss::reset);
  }
}

TEST_F(HttpConnectionTest, AnswersByteByByte) {
  MemoryPeer& peer = world.connect();
  std::string wire;
  for (const char byte : post("/echo", "body") + get("/name/you")) wire += world.ask(peer, std::string(1, byte));
  EXPECT_EQ(answersIn(wire), (Lines{"200 body", "200 you"}));
}

TEST_F(HttpConnectionTest, AnswersInOrderWhateverTimeAHandlerTakes) {
  MemoryPeer& peer = world.connect();
  std::string wire = world.ask(peer, get("/name/1") + get("/slow/2") + get("/name/3") + get("/slow/4"));
  EXPECT_EQ(answersIn(wire), Lines{"200 1"});
  EXPECT_EQ(handled, Lines{"1"}) << "one request at a time";
  world.time.pass(1s);
  world.time.pass(1s);
  wire += peer.take();
  EXPECT_EQ(answersIn(wire), (Lines{"200 1", "200 2", "200 3", "200 4"}));
}

TEST_F(HttpConnectionTest, AnswersAHundredRequestsInOneWrite) {
  MemoryPeer& peer = world.connect();
  std::string requests;
  Lines expected;
  for (int i = 0; i < 100; ++i) {
    requests += get("/name/" + std::to_string(i));
    expected.push_back("200 " + std::to_string(i));
  }
  const std::size_t before = peer.operations();
  EXPECT_EQ(answersIn(world.ask(peer, requests)), expected);
  EXPECT_LE(peer.operations() - before, 7U) << "an edge, a read, a write for each 32; its peer is asked for once";
}

TEST_F(HttpConnectionTest, LetsOthersHaveTheirTurnAfterThirtyTwoRequestsOfAClient) {
  MemoryPeer& many = world.connect();
  MemoryPeer& one = world.connect();
  std::string requests;
  for (int i = 1; i <= 100; ++i) requests += get("/name/" + std::to_string(i));
  many.send(requests);
  one.send(get("/name/other"));
  world.time.settle();
  ASSERT_EQ(handled.size(), 101U);
  EXPECT_EQ(handled[31], "32");
  EXPECT_EQ(handled[32], "other");
  EXPECT_EQ(handled[33], "33");
}

TEST_F(HttpConnectionTest, AnswersAllRequestsOfAClientThatHasEndedItsSide) {
  for (const int count : {32, 33, 64, 65}) {
    MemoryPeer& peer = world.connect();
    Lines expected;
    for (int i = 0; i < count; ++i) {
      peer.send(get("/name/" + std::to_string(i)));
      expected.push_back("200 " + std::to_string(i));
    }
    peer.send("GET /incomplete");
    peer.end();
    world.time.settle();
    EXPECT_EQ(answersIn(peer.received()), expected);
    EXPECT_TRUE(peer.closed()) << count << " requests, and a part of another";
    EXPECT_FALSE(peer.wasReset());
  }
}

TEST_F(HttpConnectionTest, AnswersWhatWaitsForItsTurnWhenTheServerStops) {
  MemoryPeer& peer = world.connect();
  std::string requests;
  for (int i = 0; i < 32; ++i) requests += get("/name/" + std::to_string(i));
  world.on(Method::get, "/stop", [this](RequestContext&) -> Task<Response> {
    world.server.drain(nullptr);
    co_return Response::text("stopping");
  });
  MemoryPeer& stopping = world.connect();
  peer.send(requests + get("/name/last"));
  stopping.send(get("/stop"));
  world.time.settle();
  EXPECT_EQ(answersIn(stopping.received()), Lines{"200 stopping"});
  const Lines answers = answersIn(peer.received());
  ASSERT_EQ(answers.size(), 33U);
  EXPECT_EQ(answers.back(), "200 last");
  EXPECT_TRUE(peer.sawEnd());
}

TEST_F(HttpConnectionTest, SendsNoBodyToHead) {
  const std::string wire = world.ask("HEAD /name/you HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answersIn(wire, Method::head), Lines{"200"});
  EXPECT_NE(wire.find("Content-Length: 3\r\n"), std::string::npos);
}

struct Kept {
  std::string name;
  std::string request;
  bool isKept;
};
class KeepAlive : public HttpConnectionTest, public testing::WithParamInterface<Kept> {};

TEST_P(KeepAlive, IsWhatTheRequestSays) {
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(statusesIn(world.ask(peer, GetParam().request)), "200");
  EXPECT_EQ(peer.sawEnd(), !GetParam().isKept);
  const std::string second = world.ask(peer, get("/name/2"));
  EXPECT_EQ(second.empty(), !GetParam().isKept) << second;
  peer.end();
  world.time.settle();
  EXPECT_TRUE(peer.closed());
  EXPECT_FALSE(peer.wasReset());
}

INSTANTIATE_TEST_SUITE_P(
    , KeepAlive,
    testing::Values(Kept{"Http11", get("/name/1"), true}, Kept{"Close", get("/name/1", "Connection: close\r\n"), false},
                    Kept{"Http10", "GET /name/1 HTTP/1.0\r\n\r\n", false},
                    Kept{"Http10KeepAlive", "GET /name/1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true}),
    [](const auto& row) { return row.param.name; });

TEST_F(HttpConnectionTest, ClosesWhereTheHandlerSaysSo) {
  world.on(Method::get, "/last", [](RequestContext&) -> Task<Response> { co_return Response::text("x").close(); });
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(answersIn(world.ask(peer, get("/last") + get("/name/2"))), Lines{"200 x"});
  EXPECT_TRUE(peer.sawEnd());
  EXPECT_EQ(handled, Lines());
}

TEST_F(HttpConnectionTest, AnswersTheLastRequestThatAConnectionMayHaveAndNoMore) {
  world.endpoints.limits.maxRequestsPerConnection = 3;
  MemoryPeer& peer = world.connect();
  const std::string two = world.ask(peer, get("/name/1") + get("/name/2"));
  EXPECT_EQ(two.find("Connection: close"), std::string::npos);
  EXPECT_FALSE(peer.sawEnd());
  const std::string third = world.ask(peer, get("/name/3") + get("/name/4"));
  EXPECT_EQ(answersIn(third), Lines{"200 3"});
  EXPECT_NE(third.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(peer.sawEnd());
}

TEST_F(HttpConnectionTest, TellsWhatIsAllowedWhereAMethodIsNot) {
  const std::string wire = world.ask("DELETE /echo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(statusesIn(wire), "405");
  EXPECT_NE(wire.find("Allow: POST\r\n"), std::string::npos) << wire;
}

TEST_F(HttpConnectionTest, TellsTheMethodsOfTheServer) {
  const std::string wire = world.ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(statusesIn(wire), "204");
  EXPECT_NE(wire.find("Allow: "), std::string::npos) << wire;
}

TEST_F(HttpConnectionTest, GivesWhatBelongsToHttpsOverTlsAlone) {
  EXPECT_EQ(answersIn(world.ask("GET http://a/name/you HTTP/1.1\r\nHost: a\r\n\r\n")), Lines{"200 you"});
  for (const std::string target : {"https://a/name/you", "HTTPS://a/name/you", "https://a", "https://a/socket"}) {
    EXPECT_EQ(statusesIn(world.ask("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")), "421") << target;
  }
  PeerAddress secure("memory", 1);
  secure.setSecure(true);
  MemoryPeer& peer = world.connect(nullptr, secure);
  EXPECT_EQ(answersIn(world.ask(peer, "GET https://a/name/you HTTP/1.1\r\nHost: a\r\n\r\n")), Lines{"200 you"});
}

TEST_F(HttpConnectionTest, SwitchesNoProtocolForAHandler) {
  world.on(Method::get, "/switch",
           [](RequestContext&) -> Task<Response> { co_return Response::empty(Status::switchingProtocols); });
  EXPECT_EQ(statusesIn(world.ask(get("/switch") + get("/name/next"))), "500 200");
}

TEST_F(HttpConnectionTest, StaysWithHttpWhereAnotherProtocolIsOfferedWithABody) {
  const std::string offer =
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";
  EXPECT_EQ(answersIn(world.ask("POST /echo HTTP/1.1\r\nHost: a\r\n" + offer + "Content-Length: 4\r\n\r\nbody" +
                                get("/name/next"))),
            (Lines{"200 body", "200 next"}));
}

TEST_F(HttpConnectionTest, AsksForTheBodyOfAClientThatWaits) {
  MemoryPeer& peer = world.connect();
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";
  EXPECT_EQ(world.ask(peer, head), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(answersIn(world.ask(peer, "body")), Lines{"200 body"});
  EXPECT_EQ(answersIn(world.ask(peer, head + "more")), Lines{"200 more"}) << "it did not wait";
}

TEST_F(HttpConnectionTest, AsksForNoBodyThatNobodyWants) {
  for (const std::string path : {"/nothing", "/events", "/name/you"}) {
    MemoryPeer& peer = world.connect();
    const std::string wire = world.ask(peer, "POST " + path +
                                                 " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                                                 "Content-Length: 4\r\n\r\n");
    EXPECT_EQ(statusesIn(wire), path == "/nothing" ? "404" : "405") << wire;
    peer.end();
    world.time.settle();
    EXPECT_TRUE(peer.closed());
  }
}

// ---- What cannot be answered with the connection intact

struct Refused {
  std::string name;
  std::string request;
  std::string status;
};
class RefusedRequest : public HttpConnectionTest, public testing::WithParamInterface<Refused> {};

// The client goes on sending without reading, as clients do in the middle of a body: it must not be reset for that.
TEST_P(RefusedRequest, IsAnsweredReadablyAndNothingBehindItIsInterpreted) {
  MemoryPeer& peer = world.connect();
  peer.stopReading(1'000'000);
  peer.send(GetParam().request + get("/name/smuggled"));
  world.time.settle();
  for (int i = 0; i < 10; ++i) {
    peer.send(std::string(100'000, 'x'));
    world.time.pass(100ms);
  }
  EXPECT_FALSE(peer.wasReset());
  peer.readAll();
  world.time.settle();
  EXPECT_EQ(statusesIn(peer.received()), GetParam().status);
  EXPECT_NE(peer.received().find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(peer.sawEnd());
  peer.end();
  world.time.settle();
  EXPECT_TRUE(peer.closed());
  EXPECT_FALSE(peer.wasReset());
  EXPECT_EQ(handled, Lines());
}

INSTANTIATE_TEST_SUITE_P(
    , RefusedRequest,
    testing::Values(
        Refused{"Framing", "GET /name/a HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n", "400"},
        Refused{"NoHost", "GET /name/a HTTP/1.1\r\n\r\n", "400"},
        Refused{"TwoLengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "400"},
        Refused{"Version", "GET /name/a HTTP/2.0\r\nHost: a\r\n\r\n", "505"},
        Refused{"Method", "BREW /name/a HTTP/1.1\r\nHost: a\r\n\r\n", "501"},
        Refused{"LongLine", "GET /" + std::string(8192, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", "414"},
        Refused{"LongHead", "GET /name/a HTTP/1.1\r\nHost: a\r\nX: " + std::string(16'384, 'x') + "\r\n\r\n", "431"},
        Refused{"AnnouncedBody", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", "413"},
        Refused{"ChunkedBody",
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n" +
                    std::string(1'048'577, 'x'),
                "413"},
        Refused{"Chunk", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
        Refused{"Connect", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", "405"}),
    [](const auto& row) { return row.param.name; });

TEST_F(HttpConnectionTest, TakesABodyOfExactlyTheLimit) {
  const std::string body(1'048'576, 'x');
  EXPECT_EQ(answersIn(world.ask(post("/echo", body))), Lines{"200 " + body});
}

TEST_F(HttpConnectionTest, LingersNoLongerThanItMayForAClientThatNeverEnds) {
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(statusesIn(world.ask(peer, "GET nonsense\r\n\r\n")), "400");
  for (int i = 0; i < 19; ++i) {
    world.time.pass(100ms);
    peer.send("x");
  }
  world.time.settle();
  EXPECT_FALSE(peer.closed());
  world.time.pass(200ms);
  EXPECT_TRUE(peer.closed());
}

// ---- What handlers throw

struct Thrown {
  std::string name;
  std::function<void()> act;
  std::string status;
  int told;
};
class ThrowingRequest : public HttpConnectionTest, public testing::WithParamInterface<Thrown> {
protected:
  ThrowingRequest() {
    world.endpoints.onFault = [this](std::exception_ptr fault, const Request& request, std::string_view) {
      EXPECT_TRUE(fault);
      EXPECT_EQ(request.path(), "/throws");
      ++told;
    };
  }
  static Task<Response> throwing(World& world, RequestContext& context, const std::function<void()>& act, bool waits) {
    const Living living(world.handlers);
    if (waits) co_await context.sleep(1s);
    act();
    co_return Response();
  }
  void expectAnswer() {
    MemoryPeer& peer = world.connect();
    peer.send(get("/throws") + get("/name/next"));
    world.time.pass(1s);
    const Lines answers = answersIn(peer.received());
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_TRUE(answers[0].starts_with(GetParam().status + " ")) << answers[0];
    EXPECT_EQ(answers[0].find("secret"), std::string::npos);
    EXPECT_EQ(answers[1], "200 next");
    EXPECT_EQ(told, GetParam().told);
    EXPECT_EQ(world.handlers, 0);
  }
  int told = 0;
};

TEST_P(ThrowingRequest, CostsOneAnswerBeforeItWaited) {
  world.on(Method::get, "/throws",
           [this](RequestContext& context) { return throwing(world, context, GetParam().act, false); });
  expectAnswer();
}
TEST_P(ThrowingRequest, CostsOneAnswerAfterItWaited) {
  world.on(Method::get, "/throws",
           [this](RequestContext& context) { return throwing(world, context, GetParam().act, true); });
  expectAnswer();
}
TEST_P(ThrowingRequest, CostsOneAnswerWhereItIsNoCoroutine) {
  world.on(Method::get, "/throws", [this](RequestContext& context) -> Task<Response> {
    GetParam().act();
    return slow(world, context);
  });
  expectAnswer();
}

INSTANTIATE_TEST_SUITE_P(, ThrowingRequest,
                         testing::Values(Thrown{"HttpException", [] { throw ConflictException("twice"); }, "409", 0},
                                         Thrown{"RuntimeError", [] { throw std::runtime_error("secret"); }, "500", 1},
                                         Thrown{"BadAlloc", [] { throw std::bad_alloc(); }, "500", 1},
                                         Thrown{"Int", [] { throw 1; }, "500", 1}),
                         [](const auto& row) { return row.param.name; });

TEST_F(HttpConnectionTest, AnswersForAHandlerThoughNobodyWantsToKnow) {
  world.on(Method::get, "/throws", [](RequestContext&) -> Task<Response> { throw std::runtime_error("x"); });
  EXPECT_EQ(statusesIn(world.ask(get("/throws"))), "500");
}

// ---- Handlers that wait when the client leaves

TEST_F(HttpConnectionTest, DestroysTheHandlerThatWaitsWhenTheConnectionIsReset) {
  MemoryPeer& peer = world.connect();
  static_cast<void>(world.ask(peer, get("/slow/x")));
  ASSERT_EQ(world.handlers, 1);
  peer.lose(Loss::reset);
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
  EXPECT_EQ(world.server.size(), 0U);
}

// An end alone says that no more requests come; many clients send it with their last one.
TEST_F(HttpConnectionTest, StillAnswersAClientThatHasEndedItsSide) {
  MemoryPeer& peer = world.connect();
  peer.send(get("/name/1") + get("/slow/2") + get("/name/3"));
  peer.end();
  world.time.pass(1s);
  EXPECT_EQ(answersIn(peer.received()), (Lines{"200 1", "200 2", "200 3"}));
  EXPECT_TRUE(peer.closed());
  EXPECT_FALSE(peer.wasReset());
}

TEST_F(HttpConnectionTest, ClosesWithoutAWordWhenTheClientLeavesInTheMiddleOfARequest) {
  const std::string request = post("/echo", "body");
  for (std::size_t cut = 0; cut < request.size(); ++cut) {
    MemoryPeer& peer = world.connect();
    static_cast<void>(world.ask(peer, std::string_view(request).substr(0, cut)));
    peer.end();
    world.time.settle();
    EXPECT_EQ(peer.received(), "") << cut;
    EXPECT_TRUE(peer.closed()) << cut;
  }
}

// ---- The end of the server

TEST_F(HttpConnectionTest, EndsAtOnceWhenTheServerStopsAndNothingIsAsked) {
  MemoryPeer& fresh = world.connect();
  MemoryPeer& kept = world.connect();
  EXPECT_EQ(statusesIn(world.ask(kept, get("/name/1"))), "200");
  world.server.drain(nullptr);
  world.time.settle();
  EXPECT_TRUE(fresh.sawEnd());
  EXPECT_TRUE(kept.sawEnd());
}

TEST_F(HttpConnectionTest, AnswersWhatHadComeAndWasNotReadWhenTheServerStops) {
  MemoryPeer& fresh = world.connect();
  MemoryPeer& kept = world.connect();
  MemoryPeer& halfway = world.connect();
  EXPECT_EQ(statusesIn(world.ask(kept, get("/name/1"))), "200");
  static_cast<void>(kept.take());
  fresh.send(get("/name/2"));
  kept.send(get("/slow/3") + get("/name/4"));
  halfway.send("\r\n");
  world.server.drain(nullptr);
  world.time.settle();
  EXPECT_EQ(answersIn(fresh.received()), Lines{"200 2"});
  EXPECT_NE(fresh.received().find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(fresh.sawEnd());
  EXPECT_TRUE(halfway.sawEnd()) << "an empty line is no request";
  world.time.pass(1s);
  EXPECT_EQ(answersIn(kept.received()), Lines{"200 3"});
  EXPECT_TRUE(kept.sawEnd());
}

TEST_F(HttpConnectionTest, AnswersWhatIsAskedWhenTheServerStops) {
  MemoryPeer& waiting = world.connect();
  MemoryPeer& halfway = world.connect();
  static_cast<void>(world.ask(waiting, get("/slow/1") + get("/slow/2")));
  static_cast<void>(world.ask(halfway, "GET /name/3 HTTP/1.1\r\n"));
  world.server.drain(nullptr);
  world.time.pass(1s);
  EXPECT_EQ(answersIn(waiting.received()), Lines{"200 1"});
  EXPECT_NE(waiting.received().find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(waiting.sawEnd());
  EXPECT_FALSE(halfway.sawEnd());
  EXPECT_EQ(answersIn(world.ask(halfway, "Host: a\r\n\r\n")), Lines{"200 3"});
  EXPECT_TRUE(halfway.sawEnd());
}

// ---- Backpressure

TEST_F(HttpConnectionTest, ReadsNoMoreOfAClientThatDoesNotReadAndGoesOnWhenItDoes) {
  MemoryPeer& peer = world.connect();
  peer.stopReading();
  std::string requests;
  for (int i = 0; i < 50; ++i) requests += get("/large") + get("/name/" + std::to_string(i));
  peer.send(requests);
  world.time.settle();
  EXPECT_EQ(handled.size(), 2U) << "2 large answers are below the watermark, 3 above it";
  peer.readAll();
  world.time.settle();
  EXPECT_EQ(handled.size(), 50U);
  EXPECT_EQ(answersIn(peer.received()).size(), 100U);
}

TEST_F(HttpConnectionTest, BlamesNoClientForTheTimeInWhichItWasNotRead) {
  MemoryPeer& peer = world.connect();
  peer.stopReading(1000);
  std::string requests;
  for (int i = 0; i < 4; ++i) requests += get("/large");
  peer.send(requests);
  for (int i = 0; i < 120; ++i) {
    world.time.pass(1s);
    peer.read(1000);
  }
  peer.readAll();
  world.time.settle();
  EXPECT_EQ(statusesIn(peer.received()), "200 200 200 200");
  EXPECT_FALSE(peer.sawEnd());
}

// ---- Time

class HttpTime : public HttpConnectionTest {
protected:
  /// Whether the client is still there after `before`, and no longer after a fifth of a second more.
  void expectEndAfter(MemoryPeer& peer, Duration limit, std::string_view status) {
    world.time.pass(limit - 100ms);
    EXPECT_EQ(peer.received(), "");
    EXPECT_FALSE(peer.sawEnd());
    world.time.pass(200ms);
    EXPECT_EQ(peer.received().empty() ? "" : statusesIn(peer.received()), status);
    EXPECT_TRUE(peer.sawEnd());
  }
};

TEST_F(HttpTime, OfANewConnectionUntilItsFirstByte) {
  expectEndAfter(world.connect(), 10s, "");
}

TEST_F(HttpTime, OfAHeadFromItsFirstByte) {
  MemoryPeer& peer = world.connect();
  world.time.pass(9s);
  peer.send("GET /");
  for (int i = 0; i < 9; ++i) {
    world.time.pass(1s);
    peer.send("x");
  }
  expectEndAfter(peer, 1s, "408");
}

TEST_F(HttpTime, BetweenTwoRequests) {
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(statusesIn(world.ask(peer, get("/name/1"))), "200");
  expectEndAfter(peer, 75s, "");
}

TEST_F(HttpTime, OfTheSecondHeadFromItsFirstByte) {
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(statusesIn(world.ask(peer, get("/name/1"))), "200");
  world.time.pass(70s);
  static_cast<void>(world.ask(peer, "GET /"));
  expectEndAfter(peer, 10s, "408");
}

TEST_F(HttpTime, OfABodyThatDoesNotCome) {
  MemoryPeer& peer = world.connect();
  static_cast<void>(world.ask(peer, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n"));
  expectEndAfter(peer, 5s, "408");
}

TEST_F(HttpTime, OfABodyThatIsSlowerThanItMayBe) {
  world.timeouts.request = 1h;
  for (const std::size_t rate : {239U, 240U, 241U}) {  // bytes a second; 240 are demanded
    MemoryPeer& peer = world.connect();
    static_cast<void>(world.ask(peer, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"));
    int seconds = 0;
    for (; seconds < 1300 && peer.received().empty(); ++seconds) {
      world.time.pass(1s, 1s);
      peer.send(std::string(rate, 'x'));
      world.time.settle();
    }
    EXPECT_EQ(peer.received().empty() ? "" : statusesIn(peer.received()), rate < 240 ? "408" : "") << rate;
    if (rate < 240) {
      EXPECT_NEAR(seconds, 4 * 240, 5) << "each costs it a 240th of the grace";
    }
  }
}

TEST_F(HttpTime, OfAWholeRequest) {
  MemoryPeer& peer = world.connect();
  static_cast<void>(world.ask(peer, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"));
  for (int i = 0; i < 299; ++i) {
    world.time.pass(1s, 1s);
    peer.send(std::string(1000, 'x'));
  }
  expectEndAfter(peer, 1s, "408");
}

TEST_F(HttpTime, OfAHandler) {
  world.on(Method::get, "/forever", [this](RequestContext& context) -> Task<Response> {
    const Living living(world.handlers);
    co_await context.sleep(1h);
    co_return Response();
  });
  MemoryPeer& peer = world.connect();
  peer.send(get("/forever") + get("/name/next"));
  expectEndAfter(peer, 30s, "503");
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(HttpTime, OfAHandlerWithoutALimit) {
  world.timeouts.handler = Duration::zero();
  world.on(Method::get, "/hour", [](RequestContext& context) -> Task<Response> {
    co_await context.sleep(1h);
    co_return Response::text("late");
  });
  MemoryPeer& peer = world.connect();
  peer.send(get("/hour"));
  world.time.pass(1h, 1s);
  EXPECT_EQ(answersIn(peer.received()), Lines{"200 late"});
}

// A limit that is shorter than the one before it counts as well.
TEST_F(HttpTime, OfAnyPhaseWhateverTheOthersAre) {
  world.timeouts.keepAlive = 2s;
  world.timeouts.handler = 3s;
  world.on(Method::get, "/forever", [](RequestContext& context) -> Task<Response> {
    co_await context.sleep(1h);
    co_return Response();
  });
  MemoryPeer& kept = world.connect();
  EXPECT_EQ(statusesIn(world.ask(kept, get("/name/1"))), "200");
  expectEndAfter(kept, 2s, "");
  MemoryPeer& waiting = world.connect();
  waiting.send(get("/forever"));
  expectEndAfter(waiting, 3s, "503");
}

TEST_F(HttpTime, OfAnAnswerOfWhichNothingIsTaken) {
  MemoryPeer& peer = world.connect();
  peer.stopReading();
  peer.send(get("/large"));
  world.time.pass(4'900ms);
  EXPECT_FALSE(peer.closed());
  world.time.pass(200ms);
  EXPECT_TRUE(peer.wasReset());
}

TEST_F(HttpTime, OfAnAnswerOfWhichNoMoreIsTaken) {
  MemoryPeer& peer = world.connect();
  peer.stopReading(20'000);
  peer.send(get("/large"));
  world.time.pass(19'900ms);
  EXPECT_FALSE(peer.closed());
  world.time.pass(200ms);
  EXPECT_TRUE(peer.wasReset());
}

}  // namespace
}  // namespace serinus::server
