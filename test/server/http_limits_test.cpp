#include "world.hpp"

#include <serinus/pipeline/streamed.hpp>

namespace serinus::server {
namespace {

/// A server, and what it counts.
class HttpLimits : public testing::Test {
protected:
  HttpLimits() {
    world.on(Method::post, "/echo",
             [](RequestContext& context) -> Task<Response> { co_return Response::text(std::string(context.body())); });
    world.on(Method::get, "/sleep", [](RequestContext& context) -> Task<Response> {
      co_await context.sleep(1h);
      co_return Response();
    });
    world.on(Method::get, "/large",
             [](RequestContext&) -> Task<Response> { co_return Response::text(std::string(1'000'000, 'x')); });
    world.on(Method::get, "/streamed", [](RequestContext&) -> Task<Response> { co_return streamed(pieces()); });
    world.on(Method::get, "/seldom", [](RequestContext&) -> Task<Response> { co_return streamed(seldom()); });
  }
  static AsyncGenerator<std::string> pieces() {
    for (int i = 0; i < 1000; ++i) co_yield std::string(1000, 'x');
  }
  static AsyncGenerator<std::string> seldom() {
    for (int i = 0; i < 100; ++i) {
      co_await sleep(1s);
      co_yield "a few bytes";
    }
  }

  /// The counters that are not zero: `bodySize 1`.
  [[nodiscard]] Lines counted() const {
    Lines lines;
    const LimitCounters counters = limiter->counters();
    for (const Limit limit : allLimits()) {
      if (counters[limit] > 0) lines.push_back(std::string(name(limit)) + ' ' + std::to_string(counters[limit]));
    }
    return lines;
  }

  std::shared_ptr<ConnectionLimiter> limiter = std::make_shared<ConnectionLimiter>();
  World world{Timeouts(), limiter};
};

const std::string chunkedPost = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

// ---- What is refused

struct TooMuch {
  std::string name;
  std::string request;
  std::string status;
};
class TooMuchOf : public HttpLimits, public testing::WithParamInterface<TooMuch> {};

TEST_P(TooMuchOf, IsCountedOnceByItsReason) {
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(statusesIn(world.ask(peer, GetParam().request)), GetParam().status);
  EXPECT_EQ(counted(), Lines{GetParam().name + " 1"});
  peer.end();
  world.time.settle();
  EXPECT_EQ(counted(), Lines{GetParam().name + " 1"});
}

INSTANTIATE_TEST_SUITE_P(
    , TooMuchOf,
    testing::Values(TooMuch{"requestLine", "GET /" + std::string(8192, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", "414"},
                    TooMuch{"headerSize", get("/", "A: " + std::string(16'384, 'x') + "\r\n"), "431"},
                    TooMuch{"fieldName", get("/", std::string(257, 'x') + ": a\r\n"), "431"},
                    TooMuch{"bodySize", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", "413"},
                    TooMuch{"chunkOverhead", chunkedPost + "1;" + std::string(4096, 'x') + "\r\n", "413"},
                    TooMuch{"trailerSize", chunkedPost + "0\r\nA: " + std::string(4096, 'x') + "\r\n\r\n", "431"}),
    [](const auto& row) { return row.param.name; });

TEST_F(HttpLimits, AreNotCountedWhereARequestIsMalformed) {
  EXPECT_EQ(statusesIn(world.ask("GET nonsense\r\n\r\n")), "400");
  EXPECT_EQ(counted(), Lines());
}

TEST_F(HttpLimits, CountAConnectionThatHasHadItsLastRequest) {
  world.endpoints.limits.maxRequestsPerConnection = 3;
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(statusesIn(world.ask(peer, get("/") + get("/"))), "404 404");
  EXPECT_EQ(counted(), Lines());
  EXPECT_EQ(statusesIn(world.ask(peer, get("/") + get("/"))), "404");
  EXPECT_EQ(counted(), Lines{"requestCount 1"});
}

// ---- What takes too long

struct TooLate {
  std::string name;
  std::string request;
  Duration limit;
};
class TooLong : public HttpLimits, public testing::WithParamInterface<TooLate> {};

TEST_P(TooLong, IsCountedByItsReasonWhenItsTimeIsOver) {
  MemoryPeer& peer = world.connect();
  static_cast<void>(world.ask(peer, GetParam().request));
  world.time.pass(GetParam().limit - 100ms);
  EXPECT_EQ(counted(), Lines());
  world.time.pass(200ms);
  EXPECT_EQ(counted(), Lines{GetParam().name + " 1"});
  peer.end();
  world.time.pass(10s);
  EXPECT_EQ(counted(), Lines{GetParam().name + " 1"});
}

INSTANTIATE_TEST_SUITE_P(, TooLong,
                         testing::Values(TooLate{"firstByteTime", "", 10s}, TooLate{"headerTime", "GET /", 10s},
                                         TooLate{"keepAliveTime", get("/"), 75s},
                                         TooLate{"bodyRate", post("/echo", "body").substr(0, 51), 5s},
                                         TooLate{"handlerTime", get("/sleep"), 30s}),
                         [](const auto& row) { return row.param.name; });

TEST_F(HttpLimits, CountAWholeRequestThatTakesTooLong) {
  MemoryPeer& peer = world.connect();
  static_cast<void>(world.ask(peer, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"));
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(counted(), Lines()) << i;
    peer.send(std::string(1000, 'x'));
    world.time.pass(1s, 1s);
  }
  EXPECT_EQ(counted(), Lines{"requestTime 1"});
}

// ---- Answers that are taken slowly

struct Pace {
  std::string path;
  std::size_t rate;
  bool lasts;
};
class PaceOf : public HttpLimits, public testing::WithParamInterface<Pace> {};

// The default: 240 bytes a second, behind a grace of 5 s.
TEST_P(PaceOf, AnAnswerThatIsTakenIsTheLeastThereMayBe) {
  const std::size_t rate = GetParam().rate;
  MemoryPeer& peer = world.connect([&](MemoryPeer& made) { made.stopReading(rate); });
  peer.send(get(GetParam().path));
  int seconds = 0;
  for (; seconds < 1500 && !peer.wasReset(); ++seconds) {
    world.time.pass(1s, 1s);
    peer.read(rate);
    world.time.settle();
  }
  EXPECT_EQ(peer.wasReset(), !GetParam().lasts) << seconds;
  EXPECT_EQ(counted(), GetParam().lasts ? Lines() : Lines{"writeRate 1"});
  if (!GetParam().lasts) {
    EXPECT_NEAR(seconds, 5 * 240, 250) << "each costs it a 240th of the grace";
  }
}

INSTANTIATE_TEST_SUITE_P(, PaceOf,
                         testing::Values(Pace{"/large", 239, false}, Pace{"/large", 240, true},
                                         Pace{"/large", 241, true}, Pace{"/streamed", 239, false},
                                         Pace{"/streamed", 240, true}, Pace{"/streamed", 241, true}),
                         [](const auto& row) { return row.param.path.substr(1) + std::to_string(row.param.rate); });

TEST_F(HttpLimits, SetNoPaceWhileTheProcessIsStopped) {
  MemoryPeer& peer = world.connect([](MemoryPeer& made) { made.stopReading(240); });
  peer.send(get("/large"));
  world.time.settle();
  world.time.pauseProcess(60s, [&] { peer.read(240); });
  EXPECT_EQ(counted(), Lines());
  world.time.pass(4'900ms);
  EXPECT_FALSE(peer.wasReset());
  world.time.pass(1'300ms);
  EXPECT_TRUE(peer.wasReset());
}

TEST_F(HttpLimits, SetNoPaceWhereItIsOff) {
  world.timeouts.writeMinRate = 0;
  MemoryPeer& peer = world.connect([](MemoryPeer& made) { made.stopReading(1); });
  peer.send(get("/large"));
  for (int i = 0; i < 100; ++i) {
    world.time.pass(19s, 1s);
    peer.read(1);
    world.time.settle();
  }
  EXPECT_EQ(counted(), Lines());
  world.time.pass(21s, 1s);
  EXPECT_EQ(counted(), Lines{"writeStall 1"});
}

TEST_F(HttpLimits, SetNoPaceForAnAnswerThatIsMadeSlowly) {
  MemoryPeer& peer = world.connect();
  peer.send(get("/seldom"));
  world.time.pass(101s, 1s);
  EXPECT_EQ(statusesIn(peer.received()), "200");
  EXPECT_EQ(counted(), Lines());
}

// Who is slow there is closed for what waits for it, by rules of its own, and for taking nothing at all.
TEST_F(HttpLimits, SetNoPaceForEventStreams) {
  world.stream.onStart = [](EventStreamConnection&) -> AsyncGenerator<SseEvent> {
    const SseEvent event(std::string(50'000, 'x'));
    co_yield event;
    co_await sleep(1h);
  };
  MemoryPeer& peer = world.connect([](MemoryPeer& made) { made.stopReading(1); });
  peer.send(get("/events"));
  for (int i = 0; i < 100; ++i) {
    world.time.pass(19s, 1s);
    peer.read(1);
    world.time.settle();
  }
  EXPECT_EQ(counted(), Lines());
  EXPECT_EQ(world.stream.clients, 1);
  world.time.pass(21s, 1s);
  EXPECT_EQ(counted(), Lines{"writeStall 1"});
  EXPECT_EQ(world.stream.clients, 0);
}

TEST_F(HttpLimits, SetNoPaceForWebSockets) {
  world.socket.limit.pingInterval = Duration::zero();
  MemoryPeer& peer = world.connect();
  WebSocketTalk client(peer, ws::ClientHandshakeOptions{.target = "/socket"});
  client.open();
  world.time.settle();
  EXPECT_EQ(client.hear(), Lines{"open"});
  peer.stopReading(1);
  world.socket.last->send(ws::Opcode::text, asBytes(std::string(50'000, 'x')));
  for (int i = 0; i < 100; ++i) {
    world.time.pass(19s, 1s);
    peer.read(1);
    world.time.settle();
  }
  EXPECT_EQ(counted(), Lines());
  EXPECT_EQ(world.socket.clients, 1);
  world.time.pass(21s, 1s);
  EXPECT_EQ(counted(), Lines{"writeStall 1"});
}

}  // namespace
}  // namespace serinus::server
