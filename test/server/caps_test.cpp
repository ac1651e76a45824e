#include "world.hpp"

namespace serinus::server {
namespace {

class Caps : public testing::Test {
protected:
  explicit Caps(const ConnectionLimits& limits = {.total = 1000, .perAddress = 2, .handshakes = 2})
      : limiter(std::make_shared<ConnectionLimiter>(limits)), world({}, limiter) {
    world.on(Method::get, "/hello", [](RequestContext&) -> Task<Response> { co_return Response::text("hello"); });
  }

  /// The seconds of the answer's Retry-After; 0 when it has none.
  static int retryAfterOf(const std::string& answer) {
    constexpr std::string_view field = "\r\nRetry-After: ";
    const std::size_t at = answer.find(field);
    return at == std::string::npos ? 0 : std::stoi(answer.substr(at + field.size()));
  }
  static std::string upgrade() {
    return get("/socket",
               "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
  }

  std::shared_ptr<ConnectionLimiter> limiter;
  World world;
};

// All connections in memory have one address.
TEST_F(Caps, OneConnectionTooManyOfAnAddressIsToldSo) {
  MemoryPeer& first = world.connect();
  MemoryPeer& second = world.connect();
  EXPECT_EQ(statusesIn(world.ask(first, get("/hello"))), "200");
  EXPECT_EQ(statusesIn(world.ask(second, get("/hello"))), "200");
  MemoryPeer& third = world.connect();
  const std::string answer = world.ask(third, get("/hello"));
  EXPECT_EQ(statusesIn(answer), "503");
  EXPECT_NE(answer.find("too many connections from this address"), std::string::npos) << answer;
  EXPECT_GE(retryAfterOf(answer), 1);
  EXPECT_LE(retryAfterOf(answer), 10);
  EXPECT_TRUE(third.sawEnd());
  EXPECT_EQ(limiter->counters()[Limit::address], 1U);
}

TEST_F(Caps, AnUpgradeTooManyOfAnAddressIsToldSo) {
  world.connect();
  world.connect();
  const std::string answer = world.ask(upgrade());
  EXPECT_EQ(statusesIn(answer), "503");
  EXPECT_EQ(world.socket.visitors, 0);
}

TEST_F(Caps, APlaceIsFreeWhenAConnectionHasEnded) {
  MemoryPeer& first = world.connect();
  world.connect();
  first.end();
  world.time.settle();
  EXPECT_TRUE(first.closed());
  EXPECT_EQ(limiter->open(), 1U);
  EXPECT_EQ(statusesIn(world.ask(get("/hello"))), "200");
  EXPECT_EQ(statusesIn(world.ask(get("/hello"))), "503");
}

TEST_F(Caps, OneWhoIsTooManyHasTheTimeOfARequestLikeAnyOther) {
  world.connect();
  world.connect();
  MemoryPeer& third = world.connect();
  world.time.pass(9'900ms);
  EXPECT_FALSE(third.sawEnd());
  world.time.pass(300ms);
  EXPECT_TRUE(third.sawEnd());
}

TEST_F(Caps, AFloodFromOneAddressIsClosedUnheard) {
  for (int i = 0; i < 2 + 64; ++i) world.connect();
  EXPECT_EQ(world.server.size(), 66U);
  const MemoryPeer& one = world.connect();
  EXPECT_TRUE(one.closed());
  EXPECT_EQ(world.server.size(), 66U);
  EXPECT_EQ(limiter->counters()[Limit::addressFlood], 1U);
}

TEST_F(Caps, NothingIsCountedOfAServerThatWasCut) {
  for (int i = 0; i < 5; ++i) world.connect();
  world.server.cut();
  EXPECT_EQ(limiter->open(), 0U);
  EXPECT_EQ(statusesIn(world.ask(get("/hello"))), "200");
}

class UpgradesUnderWay : public Caps {
protected:
  UpgradesUnderWay() : Caps({.total = 1000, .handshakes = 2}) {
    world.socket.onAdmit = [] { return wait(); };
  }
  static Task<> wait() { co_await sleep(5s); }
};

TEST_F(UpgradesUnderWay, AreSoManyAndNoMore) {
  MemoryPeer& first = world.connect();
  EXPECT_EQ(world.ask(first, upgrade()), "");
  EXPECT_EQ(world.ask(upgrade()), "");
  const std::string answer = world.ask(upgrade());
  EXPECT_EQ(statusesIn(answer), "503");
  EXPECT_NE(answer.find("too many clients connect at the moment"), std::string::npos) << answer;
  EXPECT_GE(retryAfterOf(answer), 1);
  EXPECT_EQ(limiter->counters()[Limit::handshakes], 1U);
  EXPECT_EQ(statusesIn(world.ask(get("/hello"))), "200") << "others are not concerned";
  world.time.pass(5'100ms);
  EXPECT_NE(first.take().find(" 101 "), std::string::npos);
  EXPECT_EQ(world.ask(upgrade()), "") << "there is room again";
}

TEST_F(UpgradesUnderWay, EndWhenTheirClientsLeave) {
  for (int i = 0; i < 5; ++i) {
    MemoryPeer& visitor = world.connect();
    EXPECT_EQ(world.ask(visitor, upgrade()), "") << i;
    visitor.lose(Loss::reset);
    world.time.settle();
  }
}

TEST_F(UpgradesUnderWay, EndWhenTheyTakeTooLongOrAreRefused) {
  world.timeouts.handler = 2s;
  for (int i = 0; i < 5; ++i) {
    MemoryPeer& visitor = world.connect();
    EXPECT_EQ(world.ask(visitor, upgrade()), "") << i;
    world.time.pass(2'200ms);
    EXPECT_EQ(statusesIn(visitor.take()), "503");
  }
  world.socket.onAdmit = []() -> Task<> { throw std::runtime_error("no"); };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(statusesIn(world.ask(upgrade())), "500");
  world.socket.onVisit = [] { throw std::runtime_error("no"); };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(statusesIn(world.ask(upgrade())), "500");
  EXPECT_EQ(limiter->counters()[Limit::handshakes], 0U);
}

}  // namespace
}  // namespace serinus::server
