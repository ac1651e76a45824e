#include "server/loop_server.hpp"

#include "support/raw_client.hpp"
#include "world.hpp"

#include <atomic>
#include <thread>

namespace serinus::server {
namespace {

class LoopServerTest : public testing::Test {
protected:
  LoopServerTest() {
    world.on(Method::get, "/", [](RequestContext&) -> Task<Response> { co_return Response::text("hello"); });
  }
  World world;
};

TEST_F(LoopServerTest, CountsItsConnections) {
  MemoryPeer& first = world.connect();
  MemoryPeer& second = world.connect();
  MemoryPeer& third = world.connect();
  EXPECT_EQ(world.server.size(), 3U);
  first.lose(Loss::reset);
  world.time.settle();
  EXPECT_EQ(world.server.size(), 2U);
  // Those that moved to another place are still found when they end.
  third.lose(Loss::reset);
  second.lose(Loss::reset);
  world.time.settle();
  EXPECT_EQ(world.server.size(), 0U);
}

TEST_F(LoopServerTest, ClosesWhatTheSystemCannotWatchAndServesTheOthers) {
  MemoryPeer& lost = world.connect([](MemoryPeer& peer) { peer.loseAfter(0, Loss::reset); });
  EXPECT_TRUE(lost.closed());
  EXPECT_EQ(world.server.size(), 0U);
  EXPECT_EQ(answersIn(world.ask(get("/"))), Lines{"200 hello"});
}

TEST_F(LoopServerTest, IsDrainedAtOnceWhenItHasNoConnection) {
  int told = 0;
  world.server.drain([&] { ++told; });
  EXPECT_EQ(told, 1);
}

TEST_F(LoopServerTest, TellsOnceThatTheLastConnectionHasEnded) {
  int told = 0;
  MemoryPeer& first = world.connect();
  MemoryPeer& second = world.connect();
  world.server.drain([&] { ++told; });
  first.end();
  world.time.settle();
  EXPECT_EQ(told, 0);
  second.end();
  world.time.settle();
  EXPECT_EQ(told, 1);
  MemoryPeer& late = world.connect();
  late.end();
  world.time.settle();
  EXPECT_EQ(told, 1);
}

TEST_F(LoopServerTest, EndsWhatItIsGivenWhileItDrains) {
  MemoryPeer& first = world.connect();
  world.server.drain(nullptr);
  MemoryPeer& late = world.connect();
  EXPECT_TRUE(late.sawEnd());
  EXPECT_TRUE(first.sawEnd());
}

TEST_F(LoopServerTest, CutsOffEverythingWithoutTellingThatItIsDrained) {
  int told = 0;
  WebSocketTalk client(world.connect(), {.target = "/socket"});
  client.open();
  MemoryPeer& reader = world.connect();
  static_cast<void>(world.ask(reader, get("/events")));
  world.server.drain([&] { ++told; });
  world.server.cut();
  EXPECT_EQ(world.server.size(), 0U);
  EXPECT_EQ(world.socket.clients, 0);
  EXPECT_EQ(world.stream.clients, 0);
  EXPECT_TRUE(reader.closed());
  world.time.pass(1min, 1s);
  EXPECT_EQ(told, 0);
}

// What the application does when it is told of a lost client must not find half of a server.
TEST_F(LoopServerTest, MaySendToTheOthersWhileItIsCutOff) {
  std::vector<std::unique_ptr<WebSocketTalk>> clients;
  std::vector<WebSocketConnection*> connections;
  world.socket.onOpen = [&](WebSocketConnection& connection) {
    connections.push_back(&connection);
    return Task<>();
  };
  world.socket.onClosed = [&](WebSocketConnection& connection) {
    std::erase(connections, &connection);
    for (WebSocketConnection* other : connections) other->send(ws::Opcode::text, asBytes("one is gone"));
  };
  for (int i = 0; i < 5; ++i) {
    clients.push_back(
        std::make_unique<WebSocketTalk>(world.connect(), ws::ClientHandshakeOptions{.target = "/socket"}));
    clients.back()->open();
    world.time.settle();
  }
  world.server.cut();
  EXPECT_EQ(connections.size(), 0U);
  world.time.settle();
}

TEST_F(LoopServerTest, AcceptsFromItsListenersUntilItDrains) {
  auto listener = std::make_unique<transport::Listener>(transport::Endpoint{.host = "127.0.0.1"});
  const std::uint16_t port = listener->port();
  world.server.listen(std::move(listener), world.endpoints);
  std::string wire;
  std::atomic<bool> isDone = false;
  std::thread asking([&] {
    test::RawClient client(port);
    client.send(get("/", "Connection: close\r\n"));
    wire = client.readAll();
    isDone = true;
  });
  EXPECT_TRUE(world.time.waitFor([&] { return isDone.load(); }));
  asking.join();
  EXPECT_EQ(answersIn(wire), Lines{"200 hello"});
  EXPECT_TRUE(world.time.waitFor([&] { return world.server.size() == 0; }));
  world.server.drain(nullptr);
  EXPECT_THROW(test::RawClient{port}, std::runtime_error);
}

}  // namespace
}  // namespace serinus::server
