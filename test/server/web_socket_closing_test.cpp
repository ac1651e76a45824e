#include "slow_client.hpp"

#include "loss.hpp"

#include <serinus/runtime/task_scope.hpp>

#include <stdexcept>

namespace serinus::server {
namespace {

Task<> sayGoodbye(World& world, WebSocketConnection& connection, CloseCode closeCode, std::string_view reason) {
  const Living living(world.handlers);
  world.socket.log.push_back("closing " + std::to_string(code(closeCode)) + ' ' + std::string(reason));
  if (connection.send(ws::Opcode::text, asBytes("too late")) == SendResult::closed)
    world.socket.log.emplace_back("nothing is sent");
  co_await sleep(1s);
  world.socket.log.push_back("said goodbye to " + std::string(reason));
}

/// Clients whose Close is answered a second late.
class ClosingTest : public SlowClientTest {
protected:
  ClosingTest() {
    world.socket.onClosing = [this](WebSocketConnection& connection, CloseCode closeCode, std::string_view reason) {
      return sayGoodbye(world, connection, closeCode, reason);
    };
  }

  const Lines begun{"closing 4001 ada", "nothing is sent"};
};

TEST_F(ClosingTest, IsAnsweredWhenTheApplicationHasHadItsSay) {
  join();
  client->close(static_cast<CloseCode>(4001), "ada");
  client->text("behind it");
  world.time.pass(990ms);
  EXPECT_EQ(client->hear(), Lines());
  EXPECT_EQ(world.socket.log, begun);
  world.time.pass(20ms);
  EXPECT_EQ(client->hear(), Lines{"close 4001 ada"});
  EXPECT_TRUE(peer->sawEnd());
  peer->end();
  world.time.settle();
  EXPECT_FALSE(peer->wasReset());
  EXPECT_EQ(world.socket.log, (Lines{"closing 4001 ada", "nothing is sent", "said goodbye to ada", "closed 4001 ada"}));
}

TEST_F(ClosingTest, ToldWithoutACodeIsAnsweredWithoutOne) {
  join();
  peer->send(WebSocketTalk::encode(ws::Opcode::close, ""));
  world.time.pass(1100ms);
  EXPECT_EQ(world.socket.log.front(), "closing 1005 ");
  EXPECT_EQ(client->hear(), Lines{"close 1005"});
}

Task<> stay(int& handlers) {
  const Living living(handlers);
  co_await sleep(1h);
}

TEST_F(ClosingTest, IsAnsweredAtTheDeadlineWhateverTheApplicationDoes) {
  world.socket.onClosing = [this](WebSocketConnection&, CloseCode, std::string_view) { return stay(world.handlers); };
  join();
  client->close(CloseCode::normal, "bye");
  world.time.pass(4900ms);
  EXPECT_EQ(world.handlers, 1);
  EXPECT_EQ(client->hear(), Lines());
  world.time.pass(200ms);
  EXPECT_EQ(world.handlers, 0);
  EXPECT_EQ(client->hear(), Lines{"close 1000 bye"});
  EXPECT_FALSE(peer->wasReset());
}

TEST_F(ClosingTest, IsNoneWhenTheServerClosedFirst) {
  join();
  connection().close(CloseCode::goingAway, "bye");
  client->close(CloseCode::normal, "ada");
  EXPECT_EQ(hear(), Lines{"close 1001 bye"});
  EXPECT_EQ(world.socket.log, Lines());
  EXPECT_TRUE(peer->sawEnd());
}

TEST_F(ClosingTest, ByTheServerLeavesThePingsOfTheClientTheirAnswer) {
  join();
  connection().close(CloseCode::goingAway, "bye");
  world.time.settle();
  EXPECT_EQ(client->hear(), Lines{"close 1001 bye"});
  client->frame(ws::Opcode::ping, "still there");
  world.time.settle();
  EXPECT_EQ(peer->take(), "\x8A\x0Bstill there");
  client->close(CloseCode::goingAway, "bye");
  client->frame(ws::Opcode::ping, "and now");
  world.time.settle();
  EXPECT_EQ(peer->take(), "");
  EXPECT_TRUE(peer->sawEnd());
}

TEST_F(ClosingTest, IsNoneForAClientThatBrokeTheProtocol) {
  join();
  client->frame(ws::Opcode::close, "\x03");
  EXPECT_EQ(hear().size(), 1U);
  EXPECT_EQ(world.socket.log, Lines());
}

TEST_F(ClosingTest, IsNotUndoneByTheApplicationOrTheServer) {
  join();
  client->close(static_cast<CloseCode>(4001), "ada");
  world.time.settle();
  connection().close(CloseCode::internalError, "mine");
  world.server.drain([] {});
  world.time.pass(1100ms);
  EXPECT_EQ(client->hear(), Lines{"close 4001 ada"});
}

TEST_F(ClosingTest, IsCancelledByAnAbort) {
  join();
  client->close(static_cast<CloseCode>(4001), "ada");
  world.time.settle();
  ASSERT_EQ(world.handlers, 1);
  connection().abort();
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
  EXPECT_TRUE(peer->wasReset());
  EXPECT_EQ(world.socket.log.back(), "closed 4001 ada");
}

TEST_F(ClosingTest, MayAbortBeforeItWaits) {
  world.socket.onClosing = [](WebSocketConnection& connection, CloseCode, std::string_view) {
    connection.abort();
    return Task<>();
  };
  join();
  client->close(CloseCode::normal, "bye");
  EXPECT_EQ(hear(), Lines());
  EXPECT_TRUE(peer->wasReset());
}

// Who has ended the connection may still read what is said to it.
TEST_F(ClosingTest, IsCutShortByAnEndAndAnsweredAllTheSame) {
  join();
  client->close(static_cast<CloseCode>(4001), "ada");
  peer->end();
  EXPECT_EQ(hear(), Lines{"close 4001 ada"});
  EXPECT_EQ(world.handlers, 0);
  EXPECT_EQ(world.socket.log, (Lines{"closing 4001 ada", "nothing is sent", "closed 4001 ada"}));
  EXPECT_TRUE(peer->closed());
}

struct Throwing {
  std::string name;
  std::function<Task<>()> handler;
};
class AThrowingGoodbye : public SlowClientTest, public testing::WithParamInterface<Throwing> {};

TEST_P(AThrowingGoodbye, IsToldToTheApplicationAndNotToTheClient) {
  world.socket.onClosing = [](WebSocketConnection&, CloseCode, std::string_view) { return GetParam().handler(); };
  join();
  client->close(CloseCode::normal, "bye");
  world.time.pass(10ms);
  EXPECT_EQ(client->hear(), Lines{"close 1000 bye"});
  peer->end();
  world.time.settle();
  EXPECT_EQ(world.socket.log, (Lines{"fault", "closed 1000 bye"}));
}

Task<> throwAfter(Duration time) {
  if (time > Duration::zero()) co_await sleep(time);
  throw std::runtime_error("a fault");
}

INSTANTIATE_TEST_SUITE_P(, AThrowingGoodbye,
                         testing::Values(Throwing{"AtOnce", [] { return throwAfter(0s); }},
                                         Throwing{"Later", [] { return throwAfter(1ms); }},
                                         Throwing{"WithoutACoroutine",
                                                  []() -> Task<> { throw std::runtime_error("a fault"); }}),
                         [](const auto& row) { return row.param.name; });

// ---- What else goes on with the client

Task<> waitAside(World& world, WebSocketConnection& connection) {
  const Living living(world.handlers);
  connection.readAside();
  co_await sleep(1h);
}

TEST_F(ClosingTest, CancelsTheHandlerThatWaitsForTheClient) {
  handle([this](WebSocketConnection& to, const std::string&) { return waitAside(world, to); });
  join();
  client->text("ask me");
  client->text("kept");
  world.time.settle();
  client->close(static_cast<CloseCode>(4001), "ada");
  world.time.settle();
  EXPECT_EQ(world.handlers, 1) << "the goodbye alone";
  EXPECT_EQ(world.socket.log, begun);
  world.time.pass(1100ms);
  EXPECT_EQ(client->hear(), Lines{"close 4001 ada"});
}

Task<> echoLater(WebSocketConnection& connection, std::string text) {
  co_await sleep(100ms);
  connection.send(ws::Opcode::text, asBytes(text));
}

TEST_F(ClosingTest, WaitsForTheHandlerOfAMessageBeforeIt) {
  handle(echoLater);
  join();
  client->text("last words");
  client->close(static_cast<CloseCode>(4001), "ada");
  world.time.pass(200ms);
  EXPECT_EQ(client->hear(), Lines{"text last words"});
  EXPECT_EQ(world.socket.log, begun);
}

Task<> readToTheEnd(int& handlers, WebSocketConnection& connection) {
  const Living living(handlers);
  for (bool isLast = false; !isLast;) {
    const WsChunk chunk = co_await NextChunk(&connection);
    isLast = chunk.isLast();
  }
}

TEST_F(ClosingTest, EndsTheReaderOfAMessageThatWillHaveNoEnd) {
  world.socket.onStream = [this](WebSocketConnection& connection) { return readToTheEnd(world.handlers, connection); };
  join();
  client->frame(ws::Opcode::text, "begun", false);
  world.time.settle();
  client->close(static_cast<CloseCode>(4001), "ada");
  world.time.settle();
  EXPECT_EQ(world.handlers, 1) << "the goodbye alone";
  world.time.pass(1100ms);
  EXPECT_EQ(client->hear(), Lines{"close 4001 ada"});
}

Task<> tellOfDrain(WebSocketConnection& connection, Lines& log) {
  const SendResult result = co_await Drained(&connection);
  log.emplace_back(result == SendResult::closed ? "closed" : "drained");
}

TEST_F(ClosingTest, LetsThoseGoOnWhoWaitForTheClient) {
  rules.watermarks(1000, 500);
  Lines log;
  runtime::TaskScope scope(world.time.loop(), [](std::exception_ptr) { ADD_FAILURE(); });
  joinAndStop();
  say(std::string(900, 'x'));
  scope.spawn(tellOfDrain(connection(), log));
  world.time.settle();
  EXPECT_EQ(log, Lines{"drained"}) << "it is not congested";
  client->close(static_cast<CloseCode>(4001), "ada");
  world.time.settle();
  scope.spawn(tellOfDrain(connection(), log));
  world.time.settle();
  EXPECT_EQ(log, (Lines{"drained", "closed"}));
  world.time.pass(1100ms);
  EXPECT_EQ(catchUp(), (Lines{"text first", "close 4001 ada"})) << "what waited is not wanted any more";
}

TEST_F(ClosingTest, IsNotHeldAgainstTheClient) {
  world.socket.limit.pingInterval = 100ms;
  world.socket.limit.pongTimeout = 100ms;
  join();
  client->close(static_cast<CloseCode>(4001), "ada");
  world.time.pass(1100ms, 10ms);
  EXPECT_EQ(client->hear(), Lines{"close 4001 ada"});
}

// ---- Losses at any moment

const Scenario goodbye{[](World& world) {
                         world.socket.onClosing = [&world](WebSocketConnection& connection, CloseCode closeCode,
                                                           std::string_view reason) {
                           return sayGoodbye(world, connection, closeCode, reason);
                         };
                       },
                       [](World& world, MemoryPeer& peer) {
                         WebSocketTalk client(peer, {.target = "/socket"});
                         client.open();
                         world.time.settle();
                         client.text("hello");
                         client.close(CloseCode::normal, "ada");
                         world.time.settle();
                         world.time.pass(1100ms, 100ms);
                         peer.end();
                         world.time.settle();
                         return client.hear() == Lines{"open", "text hello", "close 1000 ada"} && peer.closed();
                       }};

class LostWhileClosing : public testing::TestWithParam<Loss> {};

TEST_P(LostWhileClosing, LeavesNothingBehind) {
  loseEverywhere(goodbye, GetParam());
}

INSTANTIATE_TEST_SUITE_P(, LostWhileClosing, everyLoss, nameOfLoss);

}  // namespace
}  // namespace serinus::server
