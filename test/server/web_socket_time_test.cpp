#include "world.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <stdexcept>

namespace serinus::server {
namespace {

/// Clients that say nothing by themselves, pings included.
class WebSocketTime : public testing::Test {
protected:
  WebSocketTime() { world.socket.limit.pingInterval = Duration::zero(); }

  void join() {
    peer = &world.connect();
    client = std::make_unique<WebSocketTalk>(*peer, ws::ClientHandshakeOptions{.target = "/socket"});
    client->open();
    world.time.settle();
    EXPECT_EQ(client->hear(), Lines{"open"});
  }
  Lines hear() {
    world.time.settle();
    return client->hear();
  }

  World world;
  MemoryPeer* peer = nullptr;
  std::unique_ptr<WebSocketTalk> client;
};

TEST_F(WebSocketTime, AnIdleClientIsClosedAndToldWhy) {
  world.socket.limit.idleTimeout = 60s;
  join();
  world.time.pass(59'900ms);
  EXPECT_EQ(hear(), Lines());
  world.time.pass(200ms);
  EXPECT_EQ(hear(), Lines{"close 1001 idle"});
  EXPECT_EQ(world.socket.reached, Lines{"idle"});
}

TEST_F(WebSocketTime, AClientThatDoesNotAnswerACloseIsCutOff) {
  join();
  world.socket.last->close(CloseCode::normal, "bye");
  EXPECT_EQ(hear(), Lines{"close 1000 bye"});
  world.time.pass(4'900ms);
  EXPECT_FALSE(peer->closed());
  EXPECT_EQ(world.socket.reached, Lines());
  world.time.pass(200ms);
  EXPECT_TRUE(peer->wasReset());
  EXPECT_EQ(world.socket.reached, Lines{"closeTime"});
}

TEST_F(WebSocketTime, AClientMayAnswerACloseAtTheLastMoment) {
  join();
  world.socket.last->close(CloseCode::normal, "bye");
  EXPECT_EQ(hear(), Lines{"close 1000 bye"});
  world.time.pass(4'900ms);
  client->close(CloseCode::normal);
  world.time.settle();
  peer->end();
  world.time.pass(1s);
  EXPECT_TRUE(peer->closed());
  EXPECT_FALSE(peer->wasReset());
  EXPECT_EQ(world.socket.reached, Lines());
}

TEST_F(WebSocketTime, MessagesInEitherDirectionKeepAClient) {
  world.socket.limit.idleTimeout = 60s;
  join();
  world.time.pass(50s);
  client->text("here");
  EXPECT_EQ(hear(), Lines{"text here"});
  world.time.pass(50s);
  world.socket.last->send(ws::Opcode::text, asBytes("news"));
  EXPECT_EQ(hear(), Lines{"text news"});
  world.time.pass(59'900ms);
  EXPECT_EQ(hear(), Lines());
  world.time.pass(200ms);
  EXPECT_EQ(hear(), Lines{"close 1001 idle"});
}

TEST_F(WebSocketTime, PingsAndPongsDoNotKeepAClient) {
  world.socket.limit.idleTimeout = 60s;
  join();
  for (int i = 0; i < 5; ++i) {
    world.time.pass(11s);
    client->frame(i % 2 == 0 ? ws::Opcode::ping : ws::Opcode::pong, "");
  }
  EXPECT_EQ(hear(), Lines(3, "pong"));
  world.time.pass(5'100ms);
  EXPECT_EQ(hear(), Lines{"close 1001 idle"});
}

TEST_F(WebSocketTime, AClientWhoseHandlerWaitsIsNotIdle) {
  world.socket.limit.idleTimeout = 60s;
  world.socket.onMessage = [](WebSocketConnection&, bool, std::string_view) -> Task<> { co_await sleep(1h); };
  join();
  client->text("work");
  world.time.pass(59min, 1s);
  EXPECT_EQ(hear(), Lines());
  world.time.pass(3min, 1s);
  EXPECT_EQ(hear(), Lines{"close 1001 idle"});
}

TEST_F(WebSocketTime, PiecesOfALongMessageKeepAClient) {
  world.socket.limit.idleTimeout = 20s;
  world.socket.onStream = [](WebSocketConnection& connection) -> Task<> {
    for (bool isLast = false; !isLast;) {
      const WsChunk chunk = co_await NextChunk(&connection);
      isLast = chunk.isLast();
    }
  };
  join();
  for (int i = 0; i < 10; ++i) {
    client->frame(i == 0 ? ws::Opcode::binary : ws::Opcode::continuation, "x", i == 9);
    world.time.pass(19s);
  }
  EXPECT_EQ(hear(), Lines());
  world.time.pass(1'100ms);
  EXPECT_EQ(hear(), Lines{"close 1001 idle"});
}

TEST_F(WebSocketTime, AnOldClientIsClosedWhileNothingOfItIsRead) {
  world.socket.limit.maxLifetime = 60s;
  world.socket.limit.lifetimeSpread = 1ms;
  world.socket.limit.pingInterval = 25s;
  join();
  world.socket.last->pauseReading();
  world.time.pass(59'900ms);
  EXPECT_EQ(hear(), Lines()) << "its silence proves nothing";
  world.time.pass(200ms);
  EXPECT_EQ(hear(), Lines{"close 1001 lifetime"});
}

TEST_F(WebSocketTime, AnOldClientIsClosedHoweverBusy) {
  world.socket.limit.maxLifetime = 600s;
  world.socket.limit.lifetimeSpread = 1ms;
  join();
  for (int i = 0; i < 599; ++i) {
    world.time.pass(1s, 1s);
    client->text("busy");
  }
  EXPECT_EQ(hear(), Lines(599, "text busy"));
  world.time.pass(900ms);
  EXPECT_EQ(hear(), Lines());
  world.time.pass(200ms);
  EXPECT_EQ(hear(), Lines{"close 1001 lifetime"});
  EXPECT_EQ(world.socket.reached, Lines{"lifetime"});
}

TEST_F(WebSocketTime, TheCodeOfAnOldClientMayBeAnother) {
  world.socket.limit.maxLifetime = 10s;
  world.socket.limit.lifetimeCode = CloseCode::serviceRestart;
  join();
  world.time.pass(10'100ms);
  EXPECT_EQ(hear(), Lines{"close 1012 lifetime"});
}

TEST_F(WebSocketTime, OldClientsGoInTheLastTenthOfTheirLifetimeNotAtOnce) {
  world.socket.limit.maxLifetime = 1000s;
  constexpr int count = 50;
  std::vector<MemoryPeer*> peers;
  for (int i = 0; i < count; ++i) {
    join();
    peers.push_back(peer);
  }
  world.time.pass(899s, 1s);
  EXPECT_EQ(world.socket.reached.size(), 0U);
  const auto aged = [&] { return std::ranges::count(world.socket.reached, "lifetime"); };
  std::set<std::ptrdiff_t> steps;
  for (int second = 0; second < 102; second += 2) {
    world.time.pass(2s, 1s);
    steps.insert(aged());
  }
  EXPECT_EQ(aged(), count);
  // 50 that are drawn from 100 s would fall into ten of the 51 steps or less once in very many years.
  EXPECT_GT(steps.size(), 11U);
}

TEST_F(WebSocketTime, AClientIsClosedOnceWhateverIsDue) {
  world.socket.limit.idleTimeout = 60s;
  world.socket.limit.maxLifetime = 60s;
  world.socket.limit.lifetimeSpread = 1ms;
  world.socket.limit.pingInterval = 60s;
  join();
  world.time.pass(60'100ms);
  EXPECT_EQ(hear(), Lines{"close 1001 lifetime"});
  EXPECT_EQ(world.socket.reached, Lines{"lifetime"});
  world.time.pass(5'100ms);
  EXPECT_TRUE(peer->closed());
}

// ---- What is counted

TEST_F(WebSocketTime, AnAnswerToAPingBringsTheNextOneForward) {
  world.socket.limit.pingInterval = 10s;
  world.socket.limit.pongTimeout = 60s;
  join();
  world.time.pass(10'100ms);
  EXPECT_EQ(hear(), Lines{"ping"});
  client->frame(ws::Opcode::pong, "");
  world.time.settle();
  world.time.pass(9'900ms);
  EXPECT_EQ(hear(), Lines());
  world.time.pass(200ms);
  EXPECT_EQ(hear(), Lines{"ping"}) << "not when the first would have been too late";
}

TEST_F(WebSocketTime, EveryLimitIsCounted) {
  world.socket.limit.maxMessage = 10;
  world.socket.limit.maxFragments = 2;
  world.socket.limit.controlRate = RateLimit::perSecond(1).burst(1);
  const auto reach = [&](const std::function<void()>& what) {
    world.socket.reached.clear();
    join();
    what();
    world.time.settle();
    return world.socket.reached;
  };
  EXPECT_EQ(reach([&] { client->binary(std::string(10, 'x')); }), Lines());
  EXPECT_EQ(reach([&] { client->binary(std::string(11, 'x')); }), Lines{"messageSize"});
  EXPECT_EQ(reach([&] {
              client->frame(ws::Opcode::text, "a", false);
              client->frame(ws::Opcode::continuation, "b");
            }),
            Lines());
  EXPECT_EQ(reach([&] {
              client->frame(ws::Opcode::text, "a", false);
              client->frame(ws::Opcode::continuation, "b", false);
              client->frame(ws::Opcode::continuation, "c");
            }),
            Lines{"fragments"});
  EXPECT_EQ(reach([&] { client->frame(ws::Opcode::pong, ""); }), Lines());
  EXPECT_EQ(reach([&] {
              client->frame(ws::Opcode::pong, "");
              client->frame(ws::Opcode::pong, "");
            }),
            Lines{"controlRate"});
  EXPECT_EQ(reach([&] {
              client->frame(ws::Opcode::text, "a", false);
              world.time.pass(30'200ms);
            }),
            Lines{"messageTime"});
  world.socket.limit.pingInterval = 25s;
  EXPECT_EQ(reach([&] { world.time.pass(40'300ms); }), Lines{"silence"});
  EXPECT_EQ(reach([&] { peer->send("\xFF\xFF"); }), Lines()) << "a broken frame is no limit";
}

// ---- A pause of the process (SIGSTOP)

TEST_F(WebSocketTime, APauseOfTheProcessCostsNoClientThatHasAnswered) {
  world.socket.limit.pingInterval = 25s;
  std::vector<std::unique_ptr<WebSocketTalk>> talks;
  std::vector<MemoryPeer*> peers;
  for (int i = 0; i < 100; ++i) {
    join();
    peers.push_back(peer);
    talks.push_back(std::move(client));
  }
  MemoryPeer* const silent = peers.back();
  peers.pop_back();
  world.time.pass(30s);
  world.time.pauseProcess(60s, [&] {
    for (MemoryPeer* const alive : peers) alive->send(WebSocketTalk::encode(ws::Opcode::pong, ""));
  });
  for (MemoryPeer* const alive : peers) EXPECT_FALSE(alive->closed());
  EXPECT_TRUE(silent->wasReset());
  EXPECT_EQ(world.socket.reached, Lines{"silence"});
}

TEST_F(WebSocketTime, APauseOfTheProcessCostsNoMessageThatHasArrived) {
  join();
  client->frame(ws::Opcode::text, "half", false);
  world.time.pass(1s);
  world.time.pauseProcess(60s, [&] { client->frame(ws::Opcode::continuation, " and half"); });
  EXPECT_EQ(hear(), Lines{"text half and half"});
}

TEST_F(WebSocketTime, APauseOfTheProcessCostsNoReaderThatHasRead) {
  world.socket.limit.maxMessage = 1'000'000;
  join();
  peer->stopReading(1000);
  client->binary(std::string(100'000, 'x'));
  world.time.settle();
  world.time.pauseProcess(60s, [&] { peer->readAll(); });
  EXPECT_EQ(hear(), Lines{"binary of 100000"});
  EXPECT_FALSE(peer->closed());
}

}  // namespace
}  // namespace serinus::server
