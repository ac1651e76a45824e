#include "server/tls_handshake.hpp"

#include "../transport/tls_world.hpp"
#include "support/capturing_logger.hpp"
#include "support/raw_client.hpp"
#include "world.hpp"

#include <atomic>
#include <thread>

namespace serinus::server {
namespace {

using test::TlsClient;
using transport::TlsServer;

class SecureWorld : public testing::Test {
protected:
  explicit SecureWorld(const ConnectionLimits& limits = {.total = 1000})
      : limiter(std::make_shared<ConnectionLimiter>(limits)), world({}, limiter) {
    for (const std::string& fault : tls.load()) ADD_FAILURE() << fault;
    world.on(Method::get, "/", [](RequestContext& context) -> Task<Response> {
      co_return Response::text(std::string(context.scheme()) + ' ' + context.peer().address());
    });
  }

  /// Another client, of which nothing has come yet.
  MemoryPeer& connect(const std::function<void(MemoryPeer&)>& prepare = nullptr,
                      const PeerAddress& address = {"memory", 1}) {
    MemoryPeer& peer = *peers.emplace_back(std::make_unique<MemoryPeer>(world.time.loop(), address));
    if (prepare) prepare(peer);
    world.server.serveSecure(peer.stream(), world.endpoints, tls);
    world.time.settle();
    return peer;
  }
  /// Lets both say what they have to say.
  void talk(MemoryPeer& peer, TlsClient& client) {
    for (;;) {
      world.time.settle();
      const std::string answer = peer.take();
      if (!answer.empty()) client.receive(answer);
      const std::string bytes = client.take();
      if (bytes.empty() && answer.empty()) return;
      peer.send(bytes);
    }
  }
  [[nodiscard]] std::uint64_t counted(Limit limit) const { return limiter->counters()[limit]; }

  std::shared_ptr<test::CapturingLogger> logger = std::make_shared<test::CapturingLogger>();
  TlsServer tls{transport::onlyLocalhost(), logger};
  std::shared_ptr<ConnectionLimiter> limiter;
  World world;
  std::vector<std::unique_ptr<MemoryPeer>> peers;
};

TEST_F(SecureWorld, ServesRequests) {
  MemoryPeer& peer = connect();
  TlsClient client({.authority = transport::authority().pem()});
  talk(peer, client);
  ASSERT_TRUE(client.isOpen()) << client.fault();
  for (int i = 0; i < 3; ++i) {
    client.send(get("/"));
    talk(peer, client);
    EXPECT_EQ(answersIn(client.takeReceived()), Lines{"200 https memory"});
  }
  EXPECT_EQ(answersIn(world.ask(get("/"))), Lines{"200 http memory"});
}

TEST_F(SecureWorld, ServesARequestThatComesWithTheEndOfTheHandshake) {
  MemoryPeer& peer = connect();
  TlsClient client({.least = TLS1_3_VERSION});
  peer.send(client.take());
  world.time.settle();
  client.receive(peer.take());
  client.send(get("/", "Connection: close\r\n"));
  peer.send(client.take());
  peer.end();
  talk(peer, client);
  EXPECT_EQ(answersIn(client.received()), Lines{"200 https memory"});
  EXPECT_TRUE(client.sawClose());
  EXPECT_TRUE(peer.closed());
  EXPECT_FALSE(peer.wasReset());
}

TEST_F(SecureWorld, ServesBodiesOfEveryRecordSize) {
  world.on(Method::post, "/echo",
           [](RequestContext& context) -> Task<Response> { co_return Response::text(std::string(context.body())); });
  MemoryPeer& peer = connect();
  TlsClient client;
  for (const std::size_t size : {1U, 16'383U, 16'384U, 16'385U, 300'000U, 1'000'000U}) {
    const std::string body = transport::someText(size);
    talk(peer, client);
    client.send(post("/echo", body));
    talk(peer, client);
    EXPECT_EQ(answersIn(client.takeReceived()), Lines{"200 " + body});
  }
}

TEST_F(SecureWorld, ServesWebSocketsToPagesOfTheSameOrigin) {
  const auto upgrade = [&](const char* origin) {
    MemoryPeer& peer = connect();
    TlsClient client;
    talk(peer, client);
    client.send(get("/socket",
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: " +
                        std::string(origin) + "\r\n"));
    talk(peer, client);
    return client.received().substr(0, 12);
  };
  EXPECT_EQ(upgrade("https://a"), "HTTP/1.1 101");
  EXPECT_EQ(upgrade("http://a"), "HTTP/1.1 403");
}

TEST_F(SecureWorld, IsSpokenBehindAProxyHeader) {
  world.endpoints.proxies = TrustedProxies({"10.0.0.1"});
  world.endpoints.proxyProtocol = ProxyProtocol::required;
  const std::string header = "PROXY TCP4 203.0.113.7 127.0.0.1 51234 3000\r\n";
  for (std::size_t cut = 0; cut <= header.size() + 1; ++cut) {
    MemoryPeer& peer = connect(nullptr, {"10.0.0.1", 5});
    EXPECT_EQ(world.server.greetings(), 1U);
    TlsClient client;
    const std::string bytes = header + client.take();
    peer.send(bytes.substr(0, cut));
    world.time.settle();
    peer.send(bytes.substr(cut));
    talk(peer, client);
    ASSERT_TRUE(client.isOpen()) << cut << ": " << client.fault();
    client.send(get("/"));
    talk(peer, client);
    EXPECT_EQ(answersIn(client.takeReceived()), Lines{"200 https 203.0.113.7"});
    peer.lose(Loss::left);
    world.time.settle();
  }
  EXPECT_EQ(world.server.greetings() + world.server.handshakes() + world.server.size(), 0U);
  EXPECT_EQ(limiter->open(), 0U);
  EXPECT_TRUE(limiter->mayBeginTls());
}

// ---- Handshakes that do not end

TEST_F(SecureWorld, WaitsForAHandshakeOnlySoLong) {
  MemoryPeer& silent = connect();
  MemoryPeer& half = connect();
  TlsClient client;
  const std::string hello = client.take();
  half.send(hello.substr(0, hello.size() / 2));
  MemoryPeer& unfinished = connect();
  unfinished.send(hello);
  world.time.pass(world.timeouts.tlsHandshake - 100ms);
  EXPECT_EQ(world.server.handshakes(), 3U);
  half.send(hello.substr(hello.size() / 2, 1));  // what trickles in wins no time
  world.time.pass(300ms);
  EXPECT_EQ(world.server.handshakes(), 0U);
  for (MemoryPeer* const peer : {&silent, &half, &unfinished}) EXPECT_TRUE(peer->closed());
  EXPECT_EQ(world.server.size(), 0U);
  EXPECT_EQ(limiter->open(), 0U);
  EXPECT_EQ(counted(Limit::tlsTime), 3U);
  EXPECT_EQ(counted(Limit::tlsFailure), 0U);
  EXPECT_EQ(logger->lines(), Lines(3, "debug serinus: a TLS handshake with memory failed: it took too long"));
}

TEST_F(SecureWorld, CountsTheTimeOfTheFirstRequestFromTheEndOfTheHandshake) {
  MemoryPeer& peer = connect();
  TlsClient client;
  world.time.pass(world.timeouts.tlsHandshake - 200ms);
  talk(peer, client);
  EXPECT_EQ(world.server.handshakes(), 0U);
  EXPECT_EQ(world.server.size(), 1U);
  world.time.pass(world.timeouts.header - 200ms);
  EXPECT_FALSE(peer.closed());
  world.time.pass(500ms);
  talk(peer, client);
  EXPECT_TRUE(client.sawClose());
  EXPECT_EQ(counted(Limit::tlsTime), 0U);
}

TEST_F(SecureWorld, CountsAHandshakeAmongTheConnections) {
  MemoryPeer& peer = connect();
  EXPECT_EQ(limiter->open(), 1U);
  TlsClient client;
  talk(peer, client);
  EXPECT_EQ(limiter->open(), 1U);
  client.close();
  talk(peer, client);
  peer.end();
  world.time.settle();
  EXPECT_EQ(limiter->open(), 0U);
}

TEST_F(SecureWorld, FailsWithoutHarmToOthers) {
  MemoryPeer& plain = connect();
  plain.send(get("/"));
  MemoryPeer& garbage = connect();
  garbage.send(std::string(100, '\xFF'));
  MemoryPeer& left = connect();
  left.end();
  MemoryPeer& reset = connect();
  reset.lose(Loss::reset);
  MemoryPeer& old = connect();
  TlsClient client({.least = TLS1_VERSION, .most = TLS1_1_VERSION});
  talk(old, client);
  EXPECT_EQ(client.fault(), "tlsv1 alert protocol version");
  EXPECT_EQ(world.server.handshakes(), 0U);
  EXPECT_EQ(limiter->open(), 0U);
  EXPECT_EQ(counted(Limit::tlsFailure), 5U);
  EXPECT_TRUE(plain.received().starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(plain.sawEnd());
  for (MemoryPeer* const peer : {&plain, &garbage, &left, &reset, &old}) EXPECT_TRUE(peer->closed());
  for (const std::string& line : logger->lines()) EXPECT_TRUE(line.starts_with("debug ")) << line;
  MemoryPeer& good = connect();
  TlsClient other;
  talk(good, other);
  EXPECT_TRUE(other.isOpen());
}

TEST_F(SecureWorld, ClosesWhatTheSystemCannotWatch) {
  MemoryPeer& lost = connect([](MemoryPeer& peer) { peer.loseAfter(0, Loss::reset); });
  EXPECT_TRUE(lost.closed());
  EXPECT_EQ(world.server.handshakes(), 0U);
  EXPECT_EQ(limiter->open(), 0U);
}

TEST_F(SecureWorld, LosesAClientInEveryOperation) {
  for (const Loss loss : {Loss::reset, Loss::left, Loss::vanished}) {
    for (std::size_t at = 0;; ++at) {
      ASSERT_LT(at, 200U);
      MemoryPeer& peer = connect([&](MemoryPeer& prepared) { prepared.loseAfter(at, loss); });
      TlsClient client;
      talk(peer, client);
      if (client.isOpen()) client.send(get("/", "Connection: close\r\n"));
      talk(peer, client);
      peer.end();
      talk(peer, client);
      const bool isOver = peer.operations() <= at;
      world.time.pass(60s, 1s);
      EXPECT_TRUE(peer.closed()) << at;
      EXPECT_EQ(limiter->open(), 0U) << at;
      if (isOver) break;
    }
  }
}

// ---- The end of the server

TEST_F(SecureWorld, DropsHandshakesWhenItDrains) {
  bool isDrained = false;
  MemoryPeer& peer = connect();
  world.server.drain([&] { isDrained = true; });
  EXPECT_TRUE(isDrained);
  EXPECT_TRUE(peer.closed());
  MemoryPeer& late = connect();
  EXPECT_TRUE(late.closed());
  EXPECT_EQ(limiter->open(), 0U);
  EXPECT_EQ(counted(Limit::tlsFailure), 0U);
}

TEST_F(SecureWorld, CutsHandshakesOff) {
  MemoryPeer& peer = connect();
  world.server.cut();
  EXPECT_TRUE(peer.closed());
  EXPECT_EQ(limiter->open(), 0U);
}

// ---- Their number

class FewHandshakes : public SecureWorld {
protected:
  FewHandshakes() : SecureWorld({.total = 1000, .tlsHandshakes = 2}) {}
};

TEST_F(FewHandshakes, CountProxyHeadersThatAreUnderWay) {
  world.endpoints.proxies = TrustedProxies({"10.0.0.1"});
  world.endpoints.proxyProtocol = ProxyProtocol::required;
  connect(nullptr, {"10.0.0.1", 5});
  EXPECT_TRUE(limiter->mayBeginTls());
  connect(nullptr, {"10.0.0.1", 6});
  EXPECT_FALSE(limiter->mayBeginTls());
  world.time.pass(world.timeouts.proxyHeader + 200ms);
  EXPECT_TRUE(limiter->mayBeginTls());
  EXPECT_EQ(counted(Limit::proxyTime), 2U);
}

TEST_F(FewHandshakes, KeepOthersWaitingUntilOneHasEnded) {
  auto listener = std::make_unique<transport::Listener>(transport::Endpoint{.host = "127.0.0.1"});
  const std::uint16_t port = listener->port();
  world.server.listen(std::move(listener), world.endpoints, &tls);
  const test::RawClient first(port);
  auto second = std::make_unique<test::RawClient>(port);
  ASSERT_TRUE(world.time.waitFor([&] { return world.server.handshakes() == 2; }));
  test::RawClient third(port);
  ASSERT_TRUE(world.time.waitFor([&] { return counted(Limit::tlsHandshakes) == 1; }));
  world.time.pass(1s);
  EXPECT_EQ(world.server.handshakes(), 2U);
  EXPECT_EQ(counted(Limit::tlsHandshakes), 1U) << "a pause counts once";
  second.reset();
  ASSERT_TRUE(world.time.waitFor([&] { return world.server.handshakes() == 1; }));
  world.time.pass(200ms);
  ASSERT_TRUE(world.time.waitFor([&] { return world.server.handshakes() == 2; }));
}

TEST_F(SecureWorld, BeginsNoHandshakeAsLongAsMemoryHasToBeShed) {
  auto listener = std::make_unique<transport::Listener>(transport::Endpoint{.host = "127.0.0.1"});
  const std::uint16_t port = listener->port();
  world.server.listen(std::move(listener), world.endpoints, &tls);
  world.server.setOverload(OverloadLevel::shedding);
  const test::RawClient first(port);
  ASSERT_TRUE(world.time.waitFor([&] { return counted(Limit::memoryRefused) == 1; }));
  world.time.pass(1s);
  EXPECT_EQ(world.server.handshakes(), 0U);
  EXPECT_EQ(counted(Limit::memoryRefused), 1U) << "a pause counts once";
  world.server.setOverload(OverloadLevel::refusing);
  world.time.pass(200ms);
  ASSERT_TRUE(world.time.waitFor([&] { return world.server.handshakes() == 1; }));
  EXPECT_EQ(counted(Limit::tlsHandshakes), 0U);
}

}  // namespace
}  // namespace serinus::server
