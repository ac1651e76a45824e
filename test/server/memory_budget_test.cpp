#include "http/body_decoder.hpp"
#include "pipeline/answer_rules.hpp"
#include "pipeline/compressor.hpp"
#include "server/memory_watch.hpp"
#include "server/overload.hpp"
#include "server/shedding.hpp"
#include "support/capturing_logger.hpp"
#include "world.hpp"
#include "ws/zlib.hpp"

#include <optional>

namespace serinus::server {
namespace {

using test::CapturingLogger;

constexpr std::size_t MiB = std::size_t{1024} * 1024;

/// What a test says of the memory, and how often it was asked for what is idle.
struct Told {
  std::optional<std::uint64_t> used = 0;
  std::uint64_t idle = 0;
  int asked = 0;
};

class ToldMemory final : public MemorySource {
public:
  explicit ToldMemory(Told& told) : told_(&told) {}
  [[nodiscard]] std::optional<std::uint64_t> resident() noexcept override { return told_->used; }
  [[nodiscard]] std::uint64_t idle(std::uint64_t) noexcept override {
    ++told_->asked;
    return told_->idle;
  }

private:
  Told* told_;
};

/// A server with a budget of 100 MiB: a percent is a MiB.
class MemoryBudgetTest : public testing::Test {
protected:
  MemoryBudgetTest() {
    world.on(Method::get, "/hello", [](RequestContext&) -> Task<Response> { co_return Response::text("hello"); });
    world.on(Method::post, "/note", [](RequestContext&) -> Task<Response> { co_return Response::text("noted"); });
    world.endpoints.routes.add(Method::get, routing::Pattern("/live"), world.endpoints.plain.size(), "World");
    world.endpoints.plain.emplace_back(HttpRoute{
        [](RequestContext&) -> Task<Response> { co_return Response::text("alive"); }, &world.services, {}, true});
    world.socket.limit.backpressure = Backpressure::close().maxBytes(64 * MiB);
    world.stream.limit.backpressure = Backpressure::close().maxBytes(64 * MiB);
    watch.start();
  }

  /// So much is used from now on, and has been looked at.
  void use(std::uint64_t percent) {
    told.used = percent * MiB;
    look();
  }
  /// Until the server has looked once.
  void look() { world.time.pass(300ms); }

  [[nodiscard]] OverloadLevel level() const { return gauge.read().level; }
  [[nodiscard]] std::uint64_t counted(Limit limit) const { return limiter->counters()[limit]; }

  struct Socket {
    MemoryPeer& peer;
    WebSocketTalk talk;
    WebSocketConnection* connection;
    /// It reads again, everything.
    Lines catchUp(ManualLoop& time) {
      peer.readAll();
      time.settle();
      return talk.hear();
    }
  };
  /// A WebSocket client that has stopped to read, and for which so much waits behind a first message.
  std::unique_ptr<Socket> stuckSocket(std::size_t bytes) {
    MemoryPeer& peer = world.connect();
    auto socket = std::make_unique<Socket>(
        Socket{peer, WebSocketTalk(peer, ws::ClientHandshakeOptions{.target = "/socket"}), nullptr});
    socket->talk.open();
    world.time.settle();
    EXPECT_EQ(socket->talk.hear(), Lines{"open"});
    socket->connection = world.socket.last;
    peer.stopReading();
    socket->connection->send(ws::Opcode::text, asBytes("first"));
    world.time.settle();
    if (bytes > 0) socket->connection->send(ws::Opcode::text, std::string(bytes, 'x'));
    world.time.settle();
    return socket;
  }

  static std::string upgrade() {
    return get("/socket",
               "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
  }
  /// 503, asked to come back in 1 to 10 seconds on another connection.
  static void expectRefusal(const std::string& answer, const MemoryPeer& peer) {
    EXPECT_EQ(statusesIn(answer), "503");
    EXPECT_NE(answer.find("the server is short of memory"), std::string::npos) << answer;
    EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos) << answer;
    constexpr std::string_view field = "\r\nRetry-After: ";
    const std::size_t at = answer.find(field);
    ASSERT_NE(at, std::string::npos) << answer;
    const int seconds = std::stoi(answer.substr(at + field.size()));
    EXPECT_GE(seconds, 1);
    EXPECT_LE(seconds, 10);
    EXPECT_TRUE(peer.sawEnd());
  }

  std::shared_ptr<ConnectionLimiter> limiter = std::make_shared<ConnectionLimiter>();
  std::shared_ptr<CapturingLogger> logger = std::make_shared<CapturingLogger>();
  World world{Timeouts(), limiter};
  Told told;
  MemoryGauge gauge;
  std::vector<OverloadLevel> levels;
  MemoryWatch watch{100 * MiB,
                    std::make_unique<ToldMemory>(told),
                    {{&world.time.loop(), &world.server}},
                    gauge,
                    {logger, [this](OverloadLevel now) { levels.push_back(now); }}};
};

// ---- What is seen

TEST_F(MemoryBudgetTest, IsShownAsItWasSeenLast) {
  use(79);
  EXPECT_EQ(gauge.read().used, 79 * MiB);
  EXPECT_EQ(gauge.read().budget, 100 * MiB);
  EXPECT_EQ(level(), OverloadLevel::normal);
  told.used = 80 * MiB;
  EXPECT_EQ(level(), OverloadLevel::normal) << "nobody has looked";
  look();
  EXPECT_EQ(level(), OverloadLevel::strained);
}

TEST_F(MemoryBudgetTest, TellsOfEachChangeOnce) {
  for (const std::uint64_t percent : {79U, 80U, 80U, 90U, 95U, 95U, 120U, 90U, 89U, 85U, 84U, 75U, 74U, 79U})
    use(percent);
  using enum OverloadLevel;
  EXPECT_EQ(levels, (std::vector{strained, refusing, shedding, refusing, strained, normal}));
  const std::string advice =
      "; raise memoryBudget where there is more, or lower connections.total and what may wait for each";
  EXPECT_EQ(
      logger->lines(),
      (Lines{"warning serinus: memory: 80 of 100 MiB are used (80 %), strained: clients have a quarter of their "
             "time, nothing more is compressed" +
                 advice,
             "warning serinus: memory: 90 of 100 MiB are used (90 %), refusing: new requests and upgrades are "
             "answered with 503" +
                 advice,
             "warning serinus: memory: 95 of 100 MiB are used (95 %), shedding: clients for whom the most is held "
             "are ended" +
                 advice,
             "info serinus: memory: 89 of 100 MiB are used (89 %), refusing: new requests and upgrades are "
             "answered with 503",
             "info serinus: memory: 84 of 100 MiB are used (84 %), strained: clients have a quarter of their time, "
             "nothing more is compressed",
             "info serinus: memory: 74 of 100 MiB are used (74 %), normal: all are served again as before"}));
}

TEST_F(MemoryBudgetTest, StaysAsItIsWhenTheSystemSaysNothing) {
  use(90);
  told.used.reset();
  look();
  EXPECT_EQ(level(), OverloadLevel::refusing);
  use(10);
  EXPECT_EQ(level(), OverloadLevel::normal);
}

TEST_F(MemoryBudgetTest, DoesNotCountWhatTheAllocatorKeeps) {
  use(95);
  told.idle = 20 * MiB;
  look();
  EXPECT_EQ(gauge.read().used, 75 * MiB);
  EXPECT_EQ(level(), OverloadLevel::strained);
  told.idle = 21 * MiB;
  look();
  EXPECT_EQ(level(), OverloadLevel::normal);
  told.idle = 15 * MiB;
  look();
  EXPECT_EQ(level(), OverloadLevel::strained) << "it was allocated again";
  told.idle = 200 * MiB;
  look();
  EXPECT_EQ(gauge.read().used, 0U);
}

TEST_F(MemoryBudgetTest, AsksTheAllocatorOnlyWhereThatCouldMatter) {
  use(74);
  EXPECT_EQ(told.asked, 0);
  use(75);
  EXPECT_EQ(told.asked, 1);
  look();
  EXPECT_EQ(told.asked, 2);
  told.idle = 10 * MiB;
  use(74);
  EXPECT_EQ(gauge.read().used, 74 * MiB);
}

// ---- Strained

TEST(AQuarterOfTheTime, IsForWhatClientsHaveToSay) {
  const Timeouts all;
  const Timeouts less = quartered(all);
  for (const auto wait : {&Timeouts::tlsHandshake, &Timeouts::header, &Timeouts::keepAlive, &Timeouts::request,
                          &Timeouts::bodyGrace, &Timeouts::message})
    EXPECT_EQ(less.*wait, all.*wait / 4);
  for (const auto other : {&Timeouts::handler, &Timeouts::writeGrace, &Timeouts::writeStall, &Timeouts::unacknowledged,
                           &Timeouts::linger, &Timeouts::webSocketClose, &Timeouts::drainDelay, &Timeouts::drain})
    EXPECT_EQ(less.*other, all.*other);
  EXPECT_EQ(less.bodyMinRate, all.bodyMinRate);
}

TEST_F(MemoryBudgetTest, LeavesClientsTheirTimeBelowEightyPercent) {
  use(79);
  MemoryPeer& peer = world.connect();
  world.ask(peer, get("/hello"));
  world.time.pass(74'900ms);
  EXPECT_FALSE(peer.sawEnd());
  world.time.pass(300ms);
  EXPECT_TRUE(peer.sawEnd());
}

TEST_F(MemoryBudgetTest, LeavesIdleClientsAQuarterOfTheirTime) {
  use(80);
  MemoryPeer& peer = world.connect();
  world.ask(peer, get("/hello"));
  world.time.pass(18'700ms);  // of 75 s
  EXPECT_FALSE(peer.sawEnd());
  world.time.pass(200ms);
  EXPECT_TRUE(peer.sawEnd());
  EXPECT_EQ(counted(Limit::keepAliveTime), 1U);
}

TEST_F(MemoryBudgetTest, EndsThoseWhoHaveBeenIdleForLongerThanThatAtOnce) {
  MemoryPeer& older = world.connect();
  world.ask(older, get("/hello"));
  world.time.pass(15s);
  MemoryPeer& younger = world.connect();
  world.ask(younger, get("/hello"));
  world.time.pass(5s);
  use(80);
  world.time.pass(100ms);
  EXPECT_TRUE(older.sawEnd());
  EXPECT_FALSE(younger.sawEnd());
}

TEST_F(MemoryBudgetTest, GivesIdleClientsTheirTimeBack) {
  use(80);
  MemoryPeer& peer = world.connect();
  world.ask(peer, get("/hello"));
  world.time.pass(10s);
  use(75);
  EXPECT_EQ(level(), OverloadLevel::strained);
  use(74);
  world.time.pass(64'200ms);
  EXPECT_FALSE(peer.sawEnd());
  world.time.pass(300ms);
  EXPECT_TRUE(peer.sawEnd());
}

TEST_F(MemoryBudgetTest, LeavesHeadsAQuarterOfTheirTime) {
  use(80);
  MemoryPeer& silent = world.connect();
  MemoryPeer& slow = world.connect();
  slow.send("GET /hello HTTP/1.1\r\n");
  world.time.pass(2'400ms);  // of 10 s
  EXPECT_FALSE(silent.sawEnd());
  EXPECT_FALSE(slow.sawEnd());
  world.time.pass(200ms);
  EXPECT_TRUE(silent.sawEnd());
  EXPECT_EQ(statusesIn(slow.take()), "408");
}

TEST_F(MemoryBudgetTest, LeavesBodiesAQuarterOfTheirGrace) {
  use(80);
  MemoryPeer& peer = world.connect();
  peer.send("POST /note HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
  world.time.pass(1'200ms);  // of 5 s
  EXPECT_FALSE(peer.sawEnd());
  world.time.pass(200ms);
  EXPECT_EQ(statusesIn(peer.take()), "408");
  MemoryPeer& steady = world.connect();
  steady.send("POST /note HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
  for (int i = 0; i < 10; ++i) {
    world.time.pass(300ms);
    steady.send(std::string(100, 'x'));
  }
  world.time.settle();
  EXPECT_EQ(statusesIn(steady.take()), "200") << "one that is quick enough has its time";
}

TEST_F(MemoryBudgetTest, LeavesMessagesAQuarterOfTheirTime) {
  use(80);
  MemoryPeer& peer = world.connect();
  WebSocketTalk talk(peer, ws::ClientHandshakeOptions{.target = "/socket"});
  talk.open();
  world.time.settle();
  talk.frame(ws::Opcode::text, "half", false);
  world.time.pass(7'400ms);  // of 30 s
  EXPECT_EQ(talk.hear(), Lines{"open"});
  world.time.pass(200ms);
  EXPECT_EQ(talk.hear(), Lines{"close 1008 the message took too long to arrive"});
}

TEST_F(MemoryBudgetTest, LeavesHandlersTheirTime) {
  world.on(Method::get, "/slow", [](RequestContext&) -> Task<Response> {
    co_await sleep(20s);
    co_return Response::text("slow");
  });
  use(80);
  MemoryPeer& peer = world.connect();
  peer.send(get("/slow"));
  world.time.pass(20'100ms);
  EXPECT_EQ(answersIn(peer.take()), Lines{"200 slow"});
}

TEST_F(MemoryBudgetTest, CompressesNoMoreAnswers) {
  if (http::acceptedCodings() == "identity") GTEST_SKIP() << "built without zlib";
  world.on(Method::get, "/text", [](RequestContext& context) -> Task<Response> {
    context.state<pipeline::AnswerRules>().compressor =
        std::make_shared<const pipeline::Compressor>(CompressionOptions{.codings = {"gzip"}});
    co_return Response::text(std::string(10'000, 'x'));
  });
  const std::string request = get("/text", "Accept-Encoding: gzip\r\n");
  use(79);
  EXPECT_NE(world.ask(request).find("\r\nContent-Encoding: gzip\r\n"), std::string::npos);
  use(80);
  const std::string answer = world.ask(request);
  EXPECT_EQ(answer.find("Content-Encoding"), std::string::npos);
  EXPECT_NE(answer.find("\r\nVary: Accept-Encoding\r\n"), std::string::npos) << "caches are told all the same";
  EXPECT_EQ(answersIn(answer), Lines{"200 " + std::string(10'000, 'x')});
  use(74);
  EXPECT_NE(world.ask(request).find("\r\nContent-Encoding: gzip\r\n"), std::string::npos);
}

class CompressedMessages : public MemoryBudgetTest, public testing::WithParamInterface<bool> {};

TEST_P(CompressedMessages, AreSentAsTheyAre) {
  if (!ws::hasZlib()) GTEST_SKIP() << "built without zlib";
  const bool remembers = GetParam();
  world.socket.onOpen = [remembers](WebSocketConnection& connection) -> Task<> {
    connection.compress({.server = {.takeover = remembers}, .client = {.takeover = false}},
                        remembers ? Deflate::dedicated() : Deflate::shared());
    return {};
  };
  MemoryPeer& peer = world.connect();
  WebSocketTalk talk(peer, ws::ClientHandshakeOptions{.target = "/socket"});
  talk.open();
  world.time.settle();
  static_cast<void>(talk.hear());
  const std::string text(2000, 'x');
  const auto sentOf = [&](bool isShared) {
    ws::MessageFrames frames(ws::Opcode::text, ws::encodeMessage(ws::Opcode::text, asBytes(text)));
    isShared ? world.socket.last->send(frames) : world.socket.last->send(ws::Opcode::text, asBytes(text));
    world.time.settle();
    return peer.take();
  };
  const std::string plain = std::string("\x81\x7E\x07\xD0", 4) + text;
  for (const bool isShared : {false, true}) {
    use(79);
    EXPECT_EQ(static_cast<unsigned char>(sentOf(isShared)[0]), 0xC1U) << "with RSV1";
    use(80);
    EXPECT_EQ(sentOf(isShared), plain);
    use(10);
    EXPECT_EQ(static_cast<unsigned char>(sentOf(isShared)[0]), 0xC1U);
  }
}
INSTANTIATE_TEST_SUITE_P(, CompressedMessages, testing::Bool(),
                         [](const auto& row) { return row.param ? "OfAContextOfTheirOwn" : "OfNoContext"; });

// ---- Refusing

TEST_F(MemoryBudgetTest, RefusesNewRequestsFromNinetyPercentOn) {
  MemoryPeer& kept = world.connect();
  use(89);
  EXPECT_EQ(statusesIn(world.ask(kept, get("/hello"))), "200");
  use(90);
  expectRefusal(world.ask(kept, get("/hello")), kept);
  MemoryPeer& fresh = world.connect();
  expectRefusal(world.ask(fresh, get("/nowhere")), fresh);
  EXPECT_EQ(counted(Limit::memoryRefused), 2U);
  use(85);
  EXPECT_EQ(statusesIn(world.ask(get("/hello"))), "503") << "not yet";
  use(84);
  EXPECT_EQ(statusesIn(world.ask(get("/hello"))), "200");
  EXPECT_EQ(counted(Limit::memoryRefused), 3U);
}

TEST_F(MemoryBudgetTest, RefusesARequestBeforeItsBody) {
  use(90);
  MemoryPeer& peer = world.connect();
  expectRefusal(world.ask(peer, "POST /note HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"), peer);
}

TEST_F(MemoryBudgetTest, AnswersWhatItHadBegunToRead) {
  MemoryPeer& peer = world.connect();
  world.ask(peer, "POST /note HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n");
  use(90);
  EXPECT_EQ(answersIn(world.ask(peer, "note"), Method::post), Lines{"200 noted"});
}

TEST_F(MemoryBudgetTest, RefusesUpgradesAndEventStreams) {
  use(89);
  EXPECT_NE(world.ask(upgrade()).find(" 101 "), std::string::npos);
  EXPECT_NE(world.ask(get("/events")).find(" 200 "), std::string::npos);
  use(90);
  MemoryPeer& socket = world.connect();
  expectRefusal(world.ask(socket, upgrade()), socket);
  MemoryPeer& stream = world.connect();
  expectRefusal(world.ask(stream, get("/events")), stream);
  EXPECT_EQ(counted(Limit::memoryRefused), 2U);
  EXPECT_EQ(world.socket.clients, 1);
  EXPECT_EQ(world.stream.clients, 1);
}

TEST_F(MemoryBudgetTest, GoesOnWithTheSocketsAndStreamsThereAre) {
  const auto socket = stuckSocket(0);
  static_cast<void>(socket->catchUp(world.time));
  MemoryPeer& reader = world.connect();
  world.ask(reader, get("/events"));
  EventStreamConnection* const stream = world.stream.last;
  use(100);
  socket->talk.text("hello");
  EXPECT_EQ(socket->catchUp(world.time), Lines{"text hello"});
  EXPECT_EQ(stream->send(EncodedEvent(SseEvent("news"))), SendResult::delivered);
  world.time.settle();
  EXPECT_NE(reader.take().find("data: news\n"), std::string::npos);
}

TEST_F(MemoryBudgetTest, AnswersThoseWhoWatchOverIt) {
  use(120);
  MemoryPeer& peer = world.connect();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(answersIn(world.ask(peer, get("/live"))), Lines{"200 alive"});
  EXPECT_FALSE(peer.sawEnd());
  EXPECT_EQ(counted(Limit::memoryRefused), 0U);
}

// ---- Shedding

TEST_F(MemoryBudgetTest, EndsTheClientForWhomTheMostWaits) {
  const auto large = stuckSocket(6 * MiB);
  const auto small = stuckSocket(MiB);
  use(94);
  EXPECT_TRUE(large->connection->isOpen());
  use(95);  // 5 MiB and a byte too much
  EXPECT_FALSE(large->connection->isOpen());
  EXPECT_LT(large->connection->queued(), 100U) << "what waited is gone";
  EXPECT_TRUE(small->connection->isOpen());
  EXPECT_EQ(counted(Limit::memoryShed), 1U);
  use(10);
  EXPECT_EQ(large->catchUp(world.time), (Lines{"text first", "close 1013 the server is short of memory"}));
  EXPECT_EQ(small->catchUp(world.time), (Lines{"text first", "text of 1048576"}));
  EXPECT_TRUE(small->connection->isOpen());
}

TEST_F(MemoryBudgetTest, GivesTheOneThatIsEndedASecond) {
  const auto large = stuckSocket(6 * MiB);
  use(95);
  use(10);
  world.time.pass(400ms);
  EXPECT_FALSE(large->peer.wasReset());
  world.time.pass(500ms);
  EXPECT_TRUE(large->peer.wasReset());
  EXPECT_EQ(world.socket.log.back(), "closed 1013 the server is short of memory");
}

TEST_F(MemoryBudgetTest, EndsMoreAtEachLookUntilThatIsEnough) {
  const auto first = stuckSocket(8 * MiB);
  const auto second = stuckSocket(7 * MiB);
  const auto third = stuckSocket(6 * MiB);
  use(95);
  EXPECT_FALSE(first->connection->isOpen());
  EXPECT_TRUE(second->connection->isOpen());
  look();  // it was not given back
  EXPECT_FALSE(second->connection->isOpen());
  EXPECT_TRUE(third->connection->isOpen());
  use(89);
  look();
  EXPECT_TRUE(third->connection->isOpen());
}

TEST_F(MemoryBudgetTest, EndsThoseWhoHaveSentTheMost) {
  world.endpoints.limits.maxBody = 64 * MiB;
  MemoryPeer& idle = world.connect();
  world.ask(idle, get("/hello"));
  MemoryPeer& body = world.connect();
  body.send("POST /note HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n" + std::string(15 * MiB, 'x'));
  world.socket.limit.maxMessage = 64 * MiB;
  MemoryPeer& message = world.connect();
  WebSocketTalk talk(message, ws::ClientHandshakeOptions{.target = "/socket"});
  talk.open();
  world.time.settle();
  talk.frame(ws::Opcode::text, std::string(6 * MiB, 'x'), false);
  world.time.settle();
  EXPECT_EQ(talk.hear(), Lines{"open"});
  EXPECT_EQ(body.take(), "");
  EXPECT_EQ(world.server.mostHeld().size(), 2U);
  use(95);
  EXPECT_TRUE(body.wasReset());
  EXPECT_EQ(talk.hear(), Lines{});
  look();
  EXPECT_EQ(talk.hear(), Lines{"close 1013 the server is short of memory"});
  EXPECT_FALSE(idle.sawEnd());
  EXPECT_EQ(counted(Limit::memoryShed), 2U);
}

TEST_F(MemoryBudgetTest, EndsAsManyAsItTakesAtOnce) {
  const auto a = stuckSocket(MiB);
  const auto b = stuckSocket(3 * MiB);
  const auto c = stuckSocket(3 * MiB);
  use(95);
  EXPECT_FALSE(b->connection->isOpen());
  EXPECT_FALSE(c->connection->isOpen());
  EXPECT_TRUE(a->connection->isOpen());
  EXPECT_EQ(counted(Limit::memoryShed), 2U);
}

TEST_F(MemoryBudgetTest, EndsNobodyForALittle) {
  constexpr std::size_t heads = 11;  // of the two frames, with the payload of the first
  const auto little = stuckSocket(leastShed - heads - 1);
  const auto enough = stuckSocket(leastShed - heads);
  use(200);
  look();
  EXPECT_TRUE(little->connection->isOpen());
  EXPECT_FALSE(enough->connection->isOpen());
  EXPECT_EQ(counted(Limit::memoryShed), 1U);
}

TEST_F(MemoryBudgetTest, CutsReadersOfEventStreamsOff) {
  MemoryPeer& reader = world.connect();
  world.ask(reader, get("/events"));
  EventStreamConnection* const stream = world.stream.last;
  reader.stopReading();
  const EncodedEvent event{SseEvent(std::string(1000, 'x'))};
  for (std::size_t i = 0; i < 6 * 1024; ++i) {
    stream->send(event);
    if (i == 0) world.time.settle();
  }
  use(94);
  EXPECT_FALSE(reader.wasReset());
  use(95);
  EXPECT_TRUE(reader.wasReset());
  EXPECT_EQ(world.stream.log.back(), "closed");
  EXPECT_EQ(counted(Limit::memoryShed), 1U);
}

TEST_F(MemoryBudgetTest, CutsLargeAnswersOff) {
  world.on(Method::get, "/large",
           [](RequestContext&) -> Task<Response> { co_return Response::text(std::string(6 * MiB, 'x')); });
  MemoryPeer& idle = world.connect();
  world.ask(idle, get("/hello"));
  MemoryPeer& peer = world.connect([](MemoryPeer& one) { one.stopReading(100); });
  world.ask(peer, get("/large"));
  use(95);
  EXPECT_TRUE(peer.wasReset());
  EXPECT_FALSE(idle.sawEnd());
  EXPECT_EQ(counted(Limit::memoryShed), 1U);
}

TEST_F(MemoryBudgetTest, CutsOffWhatIsEndingWithMuchToSay) {
  world.on(Method::get, "/large",
           [](RequestContext&) -> Task<Response> { co_return Response::text(std::string(6 * MiB, 'x')); });
  MemoryPeer& peer = world.connect([](MemoryPeer& one) { one.stopReading(100); });
  world.ask(peer, get("/large", "Connection: close\r\n"));
  use(95);
  EXPECT_TRUE(peer.wasReset());
}

TEST_F(MemoryBudgetTest, ServesAllAgainAfterwards) {
  const auto large = stuckSocket(6 * MiB);
  use(120);
  use(10);
  EXPECT_EQ(statusesIn(world.ask(get("/hello"))), "200");
  EXPECT_NE(world.ask(upgrade()).find(" 101 "), std::string::npos);
}

// ---- Several loops

class MemoryOfTwoLoops : public MemoryBudgetTest {
protected:
  MemoryOfTwoLoops() { both.start(); }

  /// A client of the other loop for whose answer so much waits.
  MemoryPeer& stuckElsewhere(std::size_t bytes) {
    world.on(Method::get, '/' + std::to_string(bytes),
             [bytes](RequestContext&) -> Task<Response> { co_return Response::text(std::string(bytes, 'x')); });
    MemoryPeer& peer = *peers.emplace_back(std::make_unique<MemoryPeer>(other.loop()));
    peer.stopReading(100);
    second.serve(peer.stream(), world.endpoints);
    peer.send(get('/' + std::to_string(bytes)));
    other.settle();
    return peer;
  }
  void lookTogether() {
    look();
    settleTogether();
  }
  void settleTogether() {
    for (int i = 0; i < 3; ++i) {
      other.settle();
      world.time.settle();
    }
  }

  ManualLoop other;
  Timeouts timeouts;
  std::vector<std::unique_ptr<MemoryPeer>> peers;
  LoopServer second{other.loop(), timeouts, limiter};
  Told toldBoth;
  MemoryGauge gaugeOfBoth;
  MemoryWatch both{100 * MiB,
                   std::make_unique<ToldMemory>(toldBoth),
                   {{&world.time.loop(), &world.server}, {&other.loop(), &second}},
                   gaugeOfBoth,
                   {logger}};
};

TEST_F(MemoryOfTwoLoops, RefusesOnBoth) {
  toldBoth.used = 90 * MiB;
  lookTogether();
  EXPECT_EQ(statusesIn(world.ask(get("/hello"))), "503");
  MemoryPeer peer(other.loop());
  second.serve(peer.stream(), world.endpoints);
  peer.send(get("/hello"));
  other.settle();
  EXPECT_EQ(statusesIn(peer.take()), "503");
}

TEST_F(MemoryOfTwoLoops, EndsTheLargestWhereverItIs) {
  const auto here = stuckSocket(5 * MiB);
  const MemoryPeer& there = stuckElsewhere(6 * MiB);
  toldBoth.used = 95 * MiB;
  lookTogether();
  EXPECT_TRUE(there.wasReset());
  EXPECT_TRUE(here->connection->isOpen());
  toldBoth.used = 96 * MiB;
  lookTogether();
  EXPECT_FALSE(here->connection->isOpen());
}

TEST_F(MemoryOfTwoLoops, DoesNotWaitForALoopThatIsBusy) {
  const auto here = stuckSocket(6 * MiB);
  const MemoryPeer& there = stuckElsewhere(7 * MiB);
  toldBoth.used = 95 * MiB;
  look();
  EXPECT_TRUE(here->connection->isOpen()) << "the other may have larger ones";
  look();
  EXPECT_FALSE(here->connection->isOpen());
  EXPECT_FALSE(there.wasReset());
  toldBoth.used = 10 * MiB;
  look();
  settleTogether();
  EXPECT_FALSE(there.wasReset()) << "it was asked too late";
}

}  // namespace
}  // namespace serinus::server
