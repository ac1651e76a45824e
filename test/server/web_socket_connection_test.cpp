#include "world.hpp"

#include "ws/zlib.hpp"

#include <serinus/http/http_exception.hpp>

#include <new>
#include <stdexcept>

namespace serinus::server {
namespace {

constexpr std::size_t highWatermark = Connection::highWatermark;

class WebSocketConnectionTest : public testing::Test {
protected:
  /// A client whose handshake is done.
  WebSocketTalk& join() {
    peer = &world.connect();
    client = std::make_unique<WebSocketTalk>(*peer, ws::ClientHandshakeOptions{.target = "/socket"});
    client->open();
    world.time.settle();
    EXPECT_EQ(client->hear(), Lines{"open"});
    return *client;
  }
  Lines hear() {
    world.time.settle();
    return client->hear();
  }
  /// What the application was told since the handshake.
  [[nodiscard]] Lines told() const { return {world.socket.log.begin() + 2, world.socket.log.end()}; }

  Task<> waitAtWait(WebSocketConnection& connection, std::string_view payload) {
    const Living living(world.handlers);
    if (payload.starts_with("wait")) co_await sleep(1h);
    connection.send(ws::Opcode::text, asBytes(payload));
  }
  void handlersThatWait() {
    world.socket.onMessage = [this](WebSocketConnection& connection, bool, std::string_view payload) {
      return waitAtWait(connection, payload);
    };
  }

  World world;
  MemoryPeer* peer = nullptr;
  std::unique_ptr<WebSocketTalk> client;
};

// ---- The handshake

TEST_F(WebSocketConnectionTest, AcceptsAClientAndTellsItsPeerBeforeTheFirstMessage) {
  world.socket.asked.subprotocols = {"chat.v2", "chat.v1"};
  MemoryPeer& plain = world.connect();
  WebSocketTalk talk(plain, {.target = "/socket?room=1", .subprotocols = {"chat.v1"}});
  talk.open();
  talk.text("early");  // in the same read as the handshake
  world.time.settle();
  EXPECT_EQ(talk.hear(), (Lines{"open chat.v1", "text early"}));
  EXPECT_EQ(world.socket.log, (Lines{"accept /socket chat.v1", "open"}));
}

TEST_F(WebSocketConnectionTest, RefusesWithAStatusAndAcceptsNobody) {
  const auto answerTo = [&](ws::ClientHandshakeOptions options) {
    MemoryPeer& plain = world.connect();
    WebSocketTalk talk(plain, std::move(options));
    talk.open();
    world.time.settle();
    const Lines lines = talk.hear();
    EXPECT_TRUE(plain.sawEnd() || lines == Lines{"refused HTTP/1.1 404 Not Found"});
    return lines.at(0);
  };
  EXPECT_EQ(answerTo({.target = "/socket", .origin = "http://elsewhere"}), "refused HTTP/1.1 403 Forbidden");
  EXPECT_EQ(answerTo({.target = "/nothing"}), "refused HTTP/1.1 404 Not Found");
  EXPECT_EQ(statusesIn(world.ask("GET /socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                 "Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")),
            "426");
  EXPECT_EQ(statusesIn(world.ask("GET /socket HTTP/1.1\r\nHost: a\r\n\r\n")), "426");
  EXPECT_EQ(world.socket.log, Lines());
}

struct Refusal {
  std::string name;
  std::function<void()> thrown;
  std::string status;
};
class RefusedByTheRoute : public WebSocketConnectionTest, public testing::WithParamInterface<Refusal> {
protected:
  // Also with a target in absolute-form: the path of the request is then no beginning of anything.
  void expectRefusal() {
    for (const std::string target : {"/socket", "http://host.example/socket"}) {
      MemoryPeer& visitor = world.connect();
      WebSocketTalk talk(visitor, {.target = target, .host = "host.example"});
      talk.open();
      talk.text("never heard");
      world.time.pass(1s);
      EXPECT_EQ(statusesIn(visitor.received()), GetParam().status);
      EXPECT_TRUE(visitor.sawEnd());
      visitor.end();
      world.time.settle();
      EXPECT_TRUE(visitor.closed());
      EXPECT_FALSE(visitor.wasReset());
    }
    EXPECT_EQ(world.socket.visitors, 0);
    EXPECT_EQ(world.socket.clients, 0);
  }
};

TEST_P(RefusedByTheRoute, IsAnsweredWhenItsVisitIsRefused) {
  world.socket.onVisit = GetParam().thrown;
  expectRefusal();
}

TEST_P(RefusedByTheRoute, IsAnsweredWhenItsAdmissionIsRefused) {
  const auto refuse = [](bool waits) -> Task<> {
    if (waits) co_await sleep(1s);
    GetParam().thrown();
  };
  for (const bool waits : {false, true}) {
    world.socket.onAdmit = [&] { return refuse(waits); };
    expectRefusal();
  }
}

TEST_P(RefusedByTheRoute, IsAnsweredWhenItCannotBeTakenIn) {
  world.socket.onAccept = GetParam().thrown;
  expectRefusal();
}

INSTANTIATE_TEST_SUITE_P(, RefusedByTheRoute,
                         testing::Values(Refusal{"HttpException", [] { throw ForbiddenException("no"); }, "403"},
                                         Refusal{"RuntimeError", [] { throw std::runtime_error("x"); }, "500"},
                                         Refusal{"BadAlloc", [] { throw std::bad_alloc(); }, "500"},
                                         Refusal{"Int", [] { throw 1; }, "500"}),
                         [](const auto& row) { return row.param.name; });

class Visitor : public WebSocketConnectionTest {
protected:
  /// A client whose admission waits.
  MemoryPeer& visit() {
    world.socket.onAdmit = []() -> Task<> { co_await sleep(20s); };
    peer = &world.connect();
    client = std::make_unique<WebSocketTalk>(*peer, ws::ClientHandshakeOptions{.target = "/socket"});
    client->open();
    client->text("early");
    world.time.settle();
    EXPECT_EQ(world.socket.visitors, 1);
    return *peer;
  }
};

TEST_F(Visitor, ComesInWhenItsAdmissionHasEnded) {
  visit();
  world.time.pass(19'900ms);
  EXPECT_EQ(hear(), Lines());
  world.time.pass(100ms);
  EXPECT_EQ(hear(), (Lines{"open", "text early"}));
  EXPECT_EQ(world.socket.visitors, 0);
}

TEST_F(Visitor, IsForgottenWhenItLeavesBefore) {
  for (const Loss loss : {Loss::left, Loss::reset}) {
    visit().lose(loss);
    world.time.settle();
    EXPECT_EQ(world.socket.visitors, 0);
    EXPECT_EQ(world.server.size(), 0U);
  }
  EXPECT_EQ(world.socket.log, Lines());
}

TEST_F(Visitor, IsSentAwayWhenTheAdmissionTakesTooLong) {
  world.timeouts.handler = 3s;
  visit();
  world.time.pass(2900ms);
  EXPECT_EQ(peer->received(), "");
  world.time.pass(200ms);
  EXPECT_EQ(statusesIn(peer->received()), "503");
  EXPECT_EQ(world.socket.visitors, 0);
}

TEST_F(Visitor, IsSentAwayWhenTheServerStopsMeanwhile) {
  visit();
  world.server.drain(nullptr);
  world.time.pass(20s);
  EXPECT_EQ(statusesIn(peer->received()), "503");
  EXPECT_EQ(world.socket.clients, 0);
}

// ---- Messages

TEST_F(WebSocketConnectionTest, EchoesWhateverWayItsInputIsCut) {
  const std::string bytes =
      WebSocketTalk::encode(ws::Opcode::text, "one") +
      WebSocketTalk::encode(ws::Opcode::binary, std::string(126, 'b')) + WebSocketTalk::encode(ws::Opcode::ping, "p") +
      WebSocketTalk::encode(ws::Opcode::text, "fr", false) + WebSocketTalk::encode(ws::Opcode::continuation, "agment");
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    join();
    peer->send(std::string_view(bytes).substr(0, cut));
    world.time.settle();
    peer->send(std::string_view(bytes).substr(cut));
    ASSERT_EQ(hear(), (Lines{"text one", "binary of 126", "pong p", "text fragment"})) << cut;
    peer->lose(Loss::reset);
    world.time.settle();
  }
}

TEST_F(WebSocketConnectionTest, EchoesEveryFormOfLengthToAReaderThatIsSlow) {
  world.socket.limit.maxMessage = 1'000'000;
  for (const std::size_t size : {0U, 1U, 125U, 126U, 1023U, 1024U, 4096U, 4097U, 65'535U, 65'536U, 300'000U}) {
    join();
    peer->stopReading(1000);
    client->binary(std::string(size, 'x'));
    client->text("next");
    world.time.settle();
    Lines heard;
    for (int i = 0; heard.size() < 2; ++i) {
      ASSERT_LT(i, 1000) << size;
      peer->read(777);
      const Lines more = hear();
      heard.insert(heard.end(), more.begin(), more.end());
    }
    ASSERT_EQ(heard[0], size == 0    ? "binary"
                        : size > 100 ? "binary of " + std::to_string(size)
                                     : "binary " + std::string(size, 'x'));
    ASSERT_EQ(heard[1], "text next");
  }
}

TEST_F(WebSocketConnectionTest, HandlesOneMessageAtATimeAndInOrder) {
  int most = 0;
  int now = 0;
  const auto handle = [&](WebSocketConnection& connection, std::string text) -> Task<> {
    most = std::max(most, ++now);
    co_await sleep(10ms);
    connection.send(ws::Opcode::text, std::move(text));
    --now;
  };
  world.socket.onMessage = [&](WebSocketConnection& connection, bool, std::string_view payload) {
    return handle(connection, std::string(payload));
  };
  join();
  for (int i = 0; i < 10; ++i) client->text(std::to_string(i));
  world.time.pass(1s);
  EXPECT_EQ(hear(), (Lines{"text 0", "text 1", "text 2", "text 3", "text 4", "text 5", "text 6", "text 7", "text 8",
                           "text 9"}));
  EXPECT_EQ(most, 1);
}

TEST_F(WebSocketConnectionTest, KeepsAMessageWhereItIsAsLongAsItsHandlerWaits) {
  const auto handle = [](WebSocketConnection& connection, std::string_view payload) -> Task<> {
    co_await sleep(1s);
    connection.sendBorrowed(ws::Opcode::text, asBytes(payload));
    co_await sleep(1s);
    connection.send(ws::Opcode::text, asBytes(payload.substr(0, 3)));
  };
  world.socket.onMessage = [&](WebSocketConnection& connection, bool, std::string_view payload) {
    return handle(connection, payload);
  };
  join();
  client->text("first message");
  world.time.settle();
  // Others read into the blocks of the loop meanwhile.
  MemoryPeer& other = world.connect();
  other.send("GET /" + std::string(5000, '!') + " HTTP/1.1\r\nHost: a\r\n\r\n");
  client->text(std::string(5000, '!'));
  world.time.pass(1s);
  world.time.pass(1s);
  EXPECT_EQ(hear(), (Lines{"text first message", "text fir"}));
}

TEST_F(WebSocketConnectionTest, LetsOthersHaveTheirTurnInALongRowOfMessages) {
  int handled = 0;
  int handledBefore = 0;
  MemoryPeer& other = world.connect();
  world.on(Method::get, "/other", [&](RequestContext&) -> Task<Response> {
    handledBefore = handled;
    co_return Response();
  });
  world.socket.onMessage = [&](WebSocketConnection&, bool, std::string_view) {
    if (++handled == 100) other.send(get("/other"));
    return Task<>();
  };
  join();
  std::string row;
  for (int i = 0; i < 1000; ++i) row += WebSocketTalk::encode(ws::Opcode::text, "x");
  peer->send(row);
  world.time.settle();
  EXPECT_EQ(handled, 1000);
  EXPECT_GE(handledBefore, 100);
  EXPECT_LE(handledBefore, 600);
}

// ---- Faults of the client

struct Broken {
  std::string name;
  std::string bytes;
  std::string close;
};
class BrokenFrame : public WebSocketConnectionTest, public testing::WithParamInterface<Broken> {};

TEST_P(BrokenFrame, EndsTheConnectionAndNothingBehindItIsInterpreted) {
  join();
  peer->send(GetParam().bytes);
  client->text("behind");
  const Lines heard = hear();
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_TRUE(heard[0].starts_with("close " + GetParam().close)) << heard[0];
  EXPECT_TRUE(peer->sawEnd());
  client->text("later");
  peer->end();
  EXPECT_EQ(hear(), Lines());
  EXPECT_TRUE(peer->closed());
  EXPECT_FALSE(peer->wasReset());
  ASSERT_EQ(told().size(), 1U);
  EXPECT_TRUE(told()[0].starts_with("closed " + GetParam().close)) << told()[0];
}

INSTANTIATE_TEST_SUITE_P(
    , BrokenFrame,
    testing::Values(Broken{"Unmasked", std::string("\x81\x01x"), "1002"},
                    Broken{"Reserved", WebSocketTalk::encode(static_cast<ws::Opcode>(3), ""), "1002"},
                    Broken{"NotUtf8", WebSocketTalk::encode(ws::Opcode::text, "\xff"), "1007"},
                    Broken{"TooLong", WebSocketTalk::encode(ws::Opcode::text, std::string(65'537, 'x')), "1009"},
                    Broken{"CloseCode", WebSocketTalk::encode(ws::Opcode::close, "\x03\xe7"), "1002"}),
    [](const auto& row) { return row.param.name; });

TEST_F(WebSocketConnectionTest, TakesAMessageOfExactlyTheLimit) {
  join();
  client->binary(std::string(65'536, 'x'));
  EXPECT_EQ(hear(), Lines{"binary of 65536"});
}

TEST_F(WebSocketConnectionTest, EndsAFloodOfControlFramesButNotBefore) {
  for (const ws::Opcode opcode : {ws::Opcode::ping, ws::Opcode::pong}) {
    join();
    std::string flood;
    for (int i = 0; i < 100; ++i) flood += WebSocketTalk::encode(opcode, "");
    peer->send(flood);
    EXPECT_EQ(hear(), Lines(opcode == ws::Opcode::ping ? 100 : 0, "pong"));
    client->frame(opcode, "");
    EXPECT_EQ(hear(), Lines{"close 1008 too many control frames"});
  }
}

TEST_F(WebSocketConnectionTest, AllowsAFloodOfControlFramesWhereItIsTold) {
  world.socket.limit.controlRate = {};
  join();
  for (int i = 0; i < 1000; ++i) client->frame(ws::Opcode::ping, "");
  EXPECT_EQ(hear(), Lines(1000, "pong"));
}

// ---- Closing

TEST_F(WebSocketConnectionTest, AnswersACloseWithItsCode) {
  join();
  client->text("before");
  client->close(static_cast<CloseCode>(4001), "enough");
  client->text("behind");
  EXPECT_EQ(hear(), (Lines{"text before", "close 4001 enough"}));
  EXPECT_TRUE(peer->sawEnd());
  EXPECT_EQ(world.server.size(), 1U) << "it waits for the client's end";
  peer->end();
  world.time.settle();
  EXPECT_TRUE(peer->closed());
  EXPECT_FALSE(peer->wasReset());
  EXPECT_EQ(told(), Lines{"closed 4001 enough"});
}

TEST_F(WebSocketConnectionTest, AnswersAnEmptyCloseWithAnEmptyOne) {
  join();
  peer->send(WebSocketTalk::encode(ws::Opcode::close, ""));
  EXPECT_EQ(hear(), Lines{"close 1005"});
  peer->end();
  world.time.settle();
  EXPECT_EQ(told(), Lines{"closed 1005"});
}

TEST_F(WebSocketConnectionTest, SaysNothingAfterItsOwnClose) {
  join();
  WebSocketConnection& connection = *world.socket.last;
  EXPECT_EQ(connection.send(ws::Opcode::text, asBytes("last")), SendResult::delivered);
  connection.close(CloseCode::goingAway, "server");
  EXPECT_EQ(connection.send(ws::Opcode::text, asBytes("late")), SendResult::closed);
  EXPECT_EQ(connection.send(ws::Opcode::text, std::string(2000, 'x')), SendResult::closed);
  EXPECT_EQ(connection.sendBorrowed(ws::Opcode::text, asBytes("late")), SendResult::closed);
  ws::MessageFrames frames(ws::Opcode::text, ws::encodeMessage(ws::Opcode::text, asBytes("late")));
  EXPECT_EQ(connection.send(frames), SendResult::closed);
  connection.close(CloseCode::normal, "once more");
  client->frame(ws::Opcode::ping, "anybody there");
  client->text("crossing");
  EXPECT_EQ(hear(), (Lines{"text last", "close 1001 server"}));
  client->close(CloseCode::goingAway);
  EXPECT_EQ(hear(), Lines());
  EXPECT_TRUE(peer->sawEnd());
  peer->end();
  world.time.settle();
  EXPECT_EQ(told(), Lines{"closed 1001 server"});
}

TEST_F(WebSocketConnectionTest, SendsNoCodeThatMayNotBeSent) {
  for (const auto& [given, sent] : {std::pair{1005, "close 1005"}, std::pair{1006, "close 1011"},
                                    std::pair{1015, "close 1011"}, std::pair{0, "close 1011"}}) {
    join();
    world.socket.last->close(static_cast<CloseCode>(given), "");
    EXPECT_EQ(hear(), Lines{sent}) << given;
  }
}

TEST_F(WebSocketConnectionTest, WaitsForTheAnswerToItsCloseAsLongAsItMay) {
  join();
  world.socket.last->close(CloseCode::normal, "");
  world.time.pass(4900ms);
  EXPECT_FALSE(peer->closed());
  world.time.pass(200ms);
  EXPECT_TRUE(peer->wasReset());
  EXPECT_EQ(told(), Lines{"closed 1000"});
}

TEST_F(WebSocketConnectionTest, IsCutOffByAnAbort) {
  join();
  world.socket.last->abort();
  world.time.settle();
  EXPECT_TRUE(peer->wasReset());
  EXPECT_EQ(told(), Lines{"closed 1006"});
}

TEST_F(WebSocketConnectionTest, TellsOfAClientThatLeftWithoutAClose) {
  join();
  client->text("last words");
  peer->send(std::string_view("\x81\x85", 2));  // a frame that never ends
  peer->end();
  world.time.settle();
  EXPECT_TRUE(peer->closed());
  EXPECT_EQ(told(), Lines{"closed 1006"});
}

TEST_F(WebSocketConnectionTest, AsksItsClientsToGoWhenTheServerStops) {
  join();
  bool isEmpty = false;
  world.server.drain([&] { isEmpty = true; });
  EXPECT_EQ(hear(), Lines{"close 1001 the server stops"});
  EXPECT_FALSE(isEmpty);
  client->close(CloseCode::goingAway);
  peer->end();
  world.time.settle();
  EXPECT_TRUE(isEmpty);
}

// ---- Handlers that wait when the client leaves

struct Departure {
  std::string name;
  std::function<void(MemoryPeer&, WebSocketTalk&)> leave;
  std::string closed;
};
class Departing : public WebSocketConnectionTest, public testing::WithParamInterface<Departure> {};

TEST_P(Departing, DestroysTheHandlerThatWaits) {
  handlersThatWait();
  join();
  client->text("wait");
  world.time.settle();
  ASSERT_EQ(world.handlers, 1);
  GetParam().leave(*peer, *client);
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
  EXPECT_EQ(told(), Lines{"closed " + GetParam().closed});
  EXPECT_EQ(world.server.size(), 0U);
}

TEST_P(Departing, DestroysTheHandlerOfAMessageThatCameWithTheEnd) {
  handlersThatWait();
  join();
  client->text("wait");
  GetParam().leave(*peer, *client);
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
  EXPECT_EQ(told().size(), 1U);
  EXPECT_EQ(world.server.size(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    , Departing,
    testing::Values(Departure{"End", [](MemoryPeer& peer, WebSocketTalk&) { peer.end(); }, "1006"},
                    Departure{"Leave", [](MemoryPeer& peer, WebSocketTalk&) { peer.lose(Loss::left); }, "1006"},
                    Departure{"Reset", [](MemoryPeer& peer, WebSocketTalk&) { peer.lose(Loss::reset); }, "1006"},
                    Departure{"Close",
                              [](MemoryPeer& peer, WebSocketTalk& talk) {
                                talk.close(CloseCode::normal, "bye");
                                peer.end();
                              },
                              "1000 bye"}),
    [](const auto& row) { return row.param.name; });

TEST_F(WebSocketConnectionTest, DestroysTheHandlerThatWaitsForAClientItAbortsItself) {
  handlersThatWait();
  join();
  client->text("wait");
  world.time.settle();
  world.socket.last->abort();
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
  EXPECT_EQ(world.server.size(), 0U);
}

TEST_F(WebSocketConnectionTest, DestroysAHandlerOfOnOpenThatWaits) {
  const auto open = [this]() -> Task<> {
    const Living living(world.handlers);
    co_await sleep(1h);
  };
  world.socket.onOpen = [&](WebSocketConnection&) { return open(); };
  join();
  client->text("waits behind");
  world.time.settle();
  EXPECT_EQ(world.handlers, 1);
  peer->end();
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
  EXPECT_EQ(told(), Lines{"closed 1006"});
}

// A client that ended its side while nothing of it was read because it did not read itself.
TEST_F(WebSocketConnectionTest, NoticesAnEndThatCameWhileItsQueueWasFull) {
  handlersThatWait();
  join();
  peer->stopReading();
  const std::string large(60'000, 'x');
  for (int i = 0; i < 8; ++i) client->text(large);
  client->text("wait");
  peer->end();
  world.time.settle();
  ASSERT_EQ(world.handlers, 0);
  peer->readAll();
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
  EXPECT_EQ(world.server.size(), 0U);
}

// ---- What handlers throw

struct Thrown {
  std::string name;
  std::function<void()> act;
};
class ThrowingHandler : public WebSocketConnectionTest, public testing::WithParamInterface<Thrown> {
protected:
  void expectClosedFor(Lines before) {
    before.emplace_back("close 4000 it threw");
    EXPECT_EQ(hear(), before);
    client->close(static_cast<CloseCode>(4000));
    peer->end();
    world.time.settle();
    EXPECT_EQ(told(), (Lines{"fault", "closed 4000 it threw"}));
    EXPECT_EQ(world.server.size(), 0U);
  }
  void SetUp() override {
    world.socket.onFault = [](std::exception_ptr fault, std::string& reason) {
      EXPECT_TRUE(fault);
      reason = "it threw";
      return static_cast<CloseCode>(4000);
    };
  }
};

TEST_P(ThrowingHandler, ClosesTheConnectionBeforeItWaited) {
  const auto handle = [](const std::function<void()>& act) -> Task<> {
    act();
    co_return;
  };
  world.socket.onMessage = [&](WebSocketConnection&, bool, std::string_view) { return handle(GetParam().act); };
  join();
  client->text("x");
  expectClosedFor({});
}

TEST_P(ThrowingHandler, ClosesTheConnectionWithoutBeingACoroutine) {
  world.socket.onMessage = [&](WebSocketConnection&, bool, std::string_view) -> Task<> {
    GetParam().act();
    return {};
  };
  join();
  client->text("x");
  expectClosedFor({});
}

TEST_P(ThrowingHandler, ClosesTheConnectionAfterItWaited) {
  const auto handle = [](WebSocketConnection& connection, const std::function<void()>& act) -> Task<> {
    connection.send(ws::Opcode::text, asBytes("before"));
    co_await sleep(1s);
    act();
  };
  world.socket.onMessage = [&](WebSocketConnection& connection, bool, std::string_view) {
    return handle(connection, GetParam().act);
  };
  join();
  client->text("x");
  client->text("y");
  world.time.pass(1s);
  expectClosedFor({"text before"});
}

TEST_P(ThrowingHandler, ClosesTheConnectionInOnOpen) {
  world.socket.onOpen = [&](WebSocketConnection&) -> Task<> {
    GetParam().act();
    return {};
  };
  peer = &world.connect();
  client = std::make_unique<WebSocketTalk>(*peer, ws::ClientHandshakeOptions{.target = "/socket"});
  client->open();
  client->text("never handled");
  expectClosedFor({"open"});
}

INSTANTIATE_TEST_SUITE_P(, ThrowingHandler,
                         testing::Values(Thrown{"RuntimeError", [] { throw std::runtime_error("x"); }},
                                         Thrown{"BadAlloc", [] { throw std::bad_alloc(); }},
                                         Thrown{"Int", [] { throw 1; }},
                                         Thrown{"HttpException", [] { throw NotFoundException("x"); }}),
                         [](const auto& row) { return row.param.name; });

// ---- Time

TEST_F(WebSocketConnectionTest, PingsAQuietClientAndCutsItOffWithoutAnAnswer) {
  join();
  world.time.pass(24'900ms);
  EXPECT_EQ(hear(), Lines());
  world.time.pass(200ms);
  EXPECT_EQ(hear(), Lines{"ping"});
  world.time.pass(14'800ms);
  EXPECT_FALSE(peer->closed());
  world.time.pass(200ms);
  EXPECT_TRUE(peer->wasReset());
  EXPECT_EQ(told(), Lines{"closed 1006 no answer to a ping"});
}

TEST_F(WebSocketConnectionTest, TakesAnyByteForTheAnswerToAPing) {
  join();
  world.time.pass(25'100ms);
  EXPECT_EQ(hear(), Lines{"ping"});
  peer->send("\x81");
  world.time.pass(24'900ms);
  EXPECT_EQ(hear(), Lines());
  EXPECT_FALSE(peer->closed());
}

TEST_F(WebSocketConnectionTest, DoesNotPingWhereItIsToldNotTo) {
  world.socket.limit.pingInterval = Duration::zero();
  join();
  world.time.pass(10min, 1s);
  EXPECT_EQ(hear(), Lines());
  EXPECT_FALSE(peer->closed());
}

TEST_F(WebSocketConnectionTest, DoesNotTakeAClientForLostWhoseHandlerWaits) {
  handlersThatWait();
  join();
  client->text("wait");
  world.time.pass(59min, 1s);
  EXPECT_FALSE(peer->closed());
  world.time.pass(1min, 1s);
  EXPECT_EQ(hear(), Lines{"text wait"});
}

TEST_F(WebSocketConnectionTest, GivesAMessageInPiecesItsTimeAndNoMore) {
  join();
  client->frame(ws::Opcode::text, "part", false);
  for (int i = 0; i < 299; ++i) {
    world.time.pass(100ms);
    client->frame(ws::Opcode::continuation, "", false);
  }
  EXPECT_EQ(hear(), Lines());
  world.time.pass(200ms);
  EXPECT_EQ(hear(), Lines{"close 1008 the message took too long to arrive"});
  EXPECT_TRUE(peer->sawEnd());
}

TEST_F(WebSocketConnectionTest, GivesEachMessageItsOwnTime) {
  join();
  client->frame(ws::Opcode::text, "a", false);
  world.time.pass(20s);
  peer->send(WebSocketTalk::encode(ws::Opcode::continuation, "b") +
             WebSocketTalk::encode(ws::Opcode::text, "c", false));
  world.time.pass(20s);
  client->frame(ws::Opcode::continuation, "d");
  EXPECT_EQ(hear(), (Lines{"text ab", "text cd"}));
}

// ---- Backpressure

// What the client has already sent, and the server already read, is handled though nothing more comes.
TEST_F(WebSocketConnectionTest, HandlesWhatItHeldBackWhenTheClientHasCaughtUp) {
  world.socket.limit.maxMessage = 1'000'000;
  join();
  peer->stopReading();
  peer->send(WebSocketTalk::encode(ws::Opcode::binary, std::string(300'000, 'x')) +
             WebSocketTalk::encode(ws::Opcode::text, "held back"));
  world.time.settle();
  peer->readAll();
  EXPECT_EQ(hear(), (Lines{"binary of 300000", "text held back"}));
}

TEST_F(WebSocketConnectionTest, ReadsNoMoreOfAClientThatDoesNotReadAndGoesOnWhenItDoes) {
  join();
  peer->stopReading();
  const std::string payload(10'000, 'x');
  for (int i = 0; i < 100; ++i) {
    client->text(payload);
    world.time.settle();
  }
  EXPECT_GT(peer->unread(), 500'000U);
  EXPECT_LT(world.socket.last->queued(), highWatermark + 20'000);
  EXPECT_GT(world.socket.last->queued(), highWatermark - 20'000);
  peer->readAll();
  EXPECT_EQ(hear(), Lines(100, "text of 10000"));
  EXPECT_EQ(peer->unread(), 0U);
}

TEST_F(WebSocketConnectionTest, ReadsOnAtHalfOfTheWatermarkAndNotBefore) {
  join();
  peer->stopReading(1000);
  const std::string payload(10'000, 'x');
  for (int i = 0; i < 40; ++i) client->text(payload);
  world.time.settle();
  const std::size_t queued = world.socket.last->queued();
  ASSERT_GT(queued, highWatermark);
  client->text("one more");  // its edge makes nobody read
  world.time.settle();
  EXPECT_EQ(world.socket.last->queued(), queued);
  while (world.socket.last->queued() > highWatermark / 2 + 1000) {
    const std::size_t before = world.socket.last->queued();
    peer->read(1000);
    world.time.settle();
    ASSERT_EQ(world.socket.last->queued(), before - 1000);
  }
  peer->read(1000);
  world.time.settle();
  EXPECT_GT(world.socket.last->queued(), highWatermark / 2 + 5000) << "it has echoed more";
}

TEST_F(WebSocketConnectionTest, ClosesASlowClientAtItsLimitAndNotBelow) {
  world.socket.limit.backpressure.maxBytes(10'000);
  const auto sendUpTo = [&](std::size_t bytes) {
    join();
    peer->stopReading();
    EXPECT_EQ(world.socket.last->send(ws::Opcode::binary, std::string(bytes - 4, 'x')), SendResult::delivered);
    world.time.settle();
    EXPECT_EQ(world.socket.last->queued(), bytes);
  };
  sendUpTo(9999);
  EXPECT_EQ(world.socket.last->send(ws::Opcode::text, asBytes("fits")), SendResult::queued);
  world.time.settle();
  EXPECT_EQ(world.socket.last->send(ws::Opcode::text, asBytes("no more")), SendResult::closed);
  peer->readAll();
  EXPECT_EQ(hear(), (Lines{"binary of 9995", "close 1013 slow consumer"}));

  sendUpTo(10'000);
  EXPECT_EQ(world.socket.last->send(ws::Opcode::text, asBytes("no more")), SendResult::closed);
  world.time.pass(900ms);
  EXPECT_FALSE(peer->closed());
  world.time.pass(200ms);
  EXPECT_TRUE(peer->wasReset());
}

// The client reads well; it is the handler that says much before anything of it could be written.
TEST_F(WebSocketConnectionTest, TakesABurstAboveTheLimitToAClientThatReads) {
  world.socket.limit.backpressure.maxBytes(10'000);
  world.socket.onMessage = [](WebSocketConnection& connection, bool, std::string_view) {
    for (int i = 0; i < 100; ++i)
      EXPECT_EQ(connection.send(ws::Opcode::text, std::string(1000, 'x')), SendResult::delivered);
    return Task<>();
  };
  join();
  client->text("go");
  EXPECT_EQ(hear(), Lines(100, "text of 1000"));
}

TEST_F(WebSocketConnectionTest, CutsOffAClientThatTakesNothingForTooLong) {
  join();
  peer->stopReading();
  world.socket.last->send(ws::Opcode::text, asBytes("hello"));
  for (int i = 0; i < 199; ++i) {
    world.time.pass(100ms);
    client->frame(ws::Opcode::pong, "");  // it speaks, but it does not read
  }
  EXPECT_FALSE(peer->closed());
  world.time.pass(200ms);
  EXPECT_TRUE(peer->wasReset());
}

TEST_F(WebSocketConnectionTest, KeepsAClientThatTakesALittleNowAndThen) {
  world.socket.limit.pingInterval = Duration::zero();
  join();
  peer->stopReading(10);
  world.socket.last->send(ws::Opcode::text, std::string(1000, 'x'));
  for (int i = 0; i < 10; ++i) {
    world.time.pass(19s, 1s);
    peer->read(10);
  }
  EXPECT_FALSE(peer->closed());
}

// ---- Compression

class InflatedMessages : public WebSocketConnectionTest {
protected:
  void SetUp() override {
    if (!ws::hasZlib()) GTEST_SKIP() << "built without zlib";
    world.socket.onOpen = [](WebSocketConnection& connection) -> Task<> {
      connection.compress({.server = {.takeover = false}, .client = {.takeover = false}}, Deflate::shared());
      return {};
    };
    world.socket.onMessage = [this](WebSocketConnection&, bool, std::string_view payload) -> Task<> {
      handled.push_back(std::to_string(payload.size()));
      return {};
    };
  }

  /// A message that becomes so many bytes.
  static std::string compressedFrame(std::size_t size) {
    std::string payload;
    ws::Deflater({}).append(payload, asBytes(std::string(size, 'x')));
    std::string frame = WebSocketTalk::encode(ws::Opcode::binary, payload);
    frame[0] = static_cast<char>(frame[0] | 0x40);  // RSV1: it is compressed
    return frame;
  }

  Lines handled;  // the sizes of messages
};

TEST_F(InflatedMessages, AreMadeNoMoreInATurnThanLeavesOthersTheirs) {
  world.socket.limit.maxMessage = 2 * InflationTurns::perTurn;
  std::vector<MemoryPeer*> peers;
  for (int i = 0; i < 4; ++i) {
    static_cast<void>(join());
    peers.push_back(peer);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    peers[i]->send(compressedFrame(InflationTurns::perTurn + i));
  }
  peers[3]->send(WebSocketTalk::encode(ws::Opcode::text, "little"));
  world.time.settle();
  const std::size_t size = InflationTurns::perTurn;
  EXPECT_EQ(handled, (Lines{std::to_string(size), "6", std::to_string(size + 1), std::to_string(size + 2)}));
}

TEST_F(InflatedMessages, LeaveOthersTheirTurnWhileALargeOneIsMade) {
  constexpr std::size_t size = std::size_t{16} * 1024 * 1024;
  world.socket.limit.maxMessage = size;
  static_cast<void>(join());
  MemoryPeer& greedy = *peer;
  static_cast<void>(join());
  MemoryPeer& modest = *peer;
  // What waits in place behind it is longer than a piece.
  greedy.send(compressedFrame(size) + WebSocketTalk::encode(ws::Opcode::text, std::string(4000, 'y')));
  modest.send(WebSocketTalk::encode(ws::Opcode::text, "little"));
  world.time.settle();
  EXPECT_EQ(handled, (Lines{"6", std::to_string(size), "4000"}));
}

}  // namespace
}  // namespace serinus::server
