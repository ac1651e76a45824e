#include "server/proxy_door.hpp"

#include "world.hpp"

#include <algorithm>

namespace serinus::server {
namespace {

const PeerAddress proxy("10.0.0.1", 40'000);
const std::string line = "PROXY TCP4 203.0.113.7 10.0.0.2 51234 3000\r\n";
const std::string signature("\r\n\r\n\0\r\nQUIT\n", 12);
const std::string binary = signature + std::string("\x21\x11\0\x0C\xCB\0\x71\x07\x0A\0\0\x02\xC8\x22\x0B\xB8", 16);
const std::string local = signature + std::string("\x20\0\0\0", 4);

class ProxyProtocols : public testing::Test {
protected:
  explicit ProxyProtocols(const ConnectionLimits& limits = {.total = 100})
      : limiter(std::make_shared<ConnectionLimiter>(limits)), world({}, limiter) {
    world.endpoints.proxies = TrustedProxies({"10.0.0.0/24"});
    world.endpoints.proxyProtocol = ProxyProtocol::required;
    const auto tell = [](RequestContext& context) -> Task<Response> {
      co_return Response::text(context.peer().address() + ' ' + std::to_string(context.peer().port()) + ' ' +
                               std::string(context.scheme()) + ' ' + std::string(context.body()));
    };
    world.on(Method::get, "/", tell);
    world.on(Method::post, "/", tell);
  }
  MemoryPeer& connect(const PeerAddress& address = proxy) { return world.connect(nullptr, address); }
  Lines ask(std::string_view bytes) { return answersIn(world.ask(connect(), bytes)); }
  [[nodiscard]] std::uint64_t counted(Limit limit) const { return limiter->counters()[limit]; }
  void expectNobody() {
    EXPECT_EQ(world.server.size(), 0U);
    EXPECT_EQ(world.server.greetings(), 0U);
    EXPECT_EQ(limiter->open(), 0U);
  }

  std::shared_ptr<ConnectionLimiter> limiter;
  World world;
};

TEST_F(ProxyProtocols, SayWhoTheClientIs) {
  EXPECT_EQ(ask(line + get("/")), Lines{"200 203.0.113.7 51234 http "});
  EXPECT_EQ(ask(binary + get("/")), Lines{"200 203.0.113.7 51234 http "});
  EXPECT_EQ(ask("PROXY TCP6 2001:db8::1 ::1 5 6\r\n" + get("/")), Lines{"200 2001:db8::1 5 http "});
  const std::string secure = signature + std::string("\x21\x11\0\x14\xCB\0\x71\x07\x0A\0\0\x02\xC8\x22\x0B\xB8", 16) +
                             std::string("\x20\0\x05\x01\0\0\0\0", 8);
  EXPECT_EQ(ask(secure + get("/")), Lines{"200 203.0.113.7 51234 https "});
}

TEST_F(ProxyProtocols, AreReadFromAnyPiecesWithTheRequestBehindThem) {
  for (const std::string& header : {line, binary}) {
    const std::string bytes = header + post("/", "body") + get("/");
    const Lines answers{"200 203.0.113.7 51234 http body", "200 203.0.113.7 51234 http "};
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
      MemoryPeer& peer = connect();
      EXPECT_EQ(world.ask(peer, bytes.substr(0, cut)).empty(), cut < header.size() + post("/", "body").size());
      peer.send(bytes.substr(cut));
      world.time.settle();
      peer.end();
      world.time.settle();
      EXPECT_TRUE(peer.closed()) << cut;
    }
    MemoryPeer& slow = connect();
    for (const char byte : bytes) {
      slow.send({&byte, 1});
      world.time.settle();
    }
    EXPECT_EQ(answersIn(slow.take()), answers);
  }
}

TEST_F(ProxyProtocols, LeaveEveryByteOfTheClientUnread) {
  for (const std::string& header : {line, binary, local, std::string("PROXY UNKNOWN\r\n")}) {
    int clients = 0;
    const Timeouts timeouts;
    ProxyDoor door(world.time.loop().core(), timeouts, *limiter, [&](auto stream, const Endpoints&, const auto* tls) {
      EXPECT_EQ(tls, nullptr);
      std::array<std::byte, 100> room;
      const transport::Transfer transfer = stream->read(room);
      EXPECT_EQ(asText(std::span(room).first(transfer.bytes)), "the client's");
      ++clients;
    });
    MemoryPeer peer(world.time.loop(), proxy);
    peer.send(header + "the client's");
    door.enter(peer.stream(), world.endpoints, nullptr);
    world.time.settle();
    EXPECT_EQ(clients, 1);
  }
}

TEST_F(ProxyProtocols, TellNothingOfWhomTheProxyDoesNotKnow) {
  EXPECT_EQ(ask("PROXY UNKNOWN\r\n" + get("/")), Lines{"200  0 http "});
  // Whose fields are not the proxy's: they would be believed of its address.
  EXPECT_EQ(ask("PROXY UNKNOWN\r\n" + get("/", "X-Forwarded-For: 192.0.2.9\r\n")), Lines{"200  0 http "});
  EXPECT_EQ(ask(line + get("/", "X-Forwarded-For: 192.0.2.9\r\n")), Lines{"200 203.0.113.7 51234 http "});
}

TEST_F(ProxyProtocols, LetTheProxySpeakForItself) {
  EXPECT_EQ(ask(local + get("/")), Lines{"200 10.0.0.1 40000 http "});
}

TEST_F(ProxyProtocols, TellOfAnotherProxyWhoseFieldsCount) {
  EXPECT_EQ(ask("PROXY TCP4 10.0.0.9 10.0.0.2 5 6\r\n" + get("/", "X-Forwarded-For: 192.0.2.9\r\n")),
            Lines{"200 192.0.2.9 0 http "});
}

TEST_F(ProxyProtocols, AreSpokenOnceAConnection) {
  MemoryPeer& peer = connect();
  EXPECT_EQ(answersIn(world.ask(peer, line + get("/"))), Lines{"200 203.0.113.7 51234 http "});
  EXPECT_EQ(answersIn(world.ask(peer, get("/"))), Lines{"200 203.0.113.7 51234 http "});
  EXPECT_EQ(statusesIn(world.ask(peer, line + get("/"))), "501");  // as a method that there is not
}

TEST_F(ProxyProtocols, AreNotHeardWhenTheyAreOff) {
  world.endpoints.proxyProtocol = ProxyProtocol::off;
  EXPECT_EQ(statusesIn(world.ask(connect(), line + get("/"))), "501");
  EXPECT_EQ(statusesIn(world.ask(connect(), binary + get("/"))), "400");
  EXPECT_EQ(answersIn(world.ask(connect(), get("/"))), Lines{"200 10.0.0.1 40000 http "});
}

TEST_F(ProxyProtocols, ServeWebSocketsAndStreams) {
  std::string who;
  world.stream.onOpen = [&] { who = "opened"; };
  MemoryPeer& stream = connect();
  EXPECT_TRUE(world.ask(stream, binary + get("/events")).starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(who, "opened");
  MemoryPeer& socket = connect();
  EXPECT_TRUE(world
                  .ask(socket, line + get("/socket",
                                          "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"))
                  .starts_with("HTTP/1.1 101 "));
}

// ---- Who is not served

TEST_F(ProxyProtocols, AreNotHeardOfOthers) {
  for (const PeerAddress& stranger : {PeerAddress("10.0.1.0", 1), PeerAddress("203.0.113.7", 1), PeerAddress()}) {
    MemoryPeer& peer = connect(stranger);
    EXPECT_TRUE(peer.closed()) << "before its first byte";
    EXPECT_EQ(world.ask(peer, line + get("/")), "");
  }
  EXPECT_EQ(counted(Limit::proxyUntrusted), 3U);
  EXPECT_EQ(counted(Limit::proxyHeader), 0U);
  expectNobody();
}

TEST_F(ProxyProtocols, AreRequired) {
  std::uint64_t closed = 0;
  for (const std::string& bytes :
       {get("/"), std::string("\x16\x03\x01"), std::string("\r\n\r\nG"), std::string("PROXY TCP4 a b c d\r\n"),
        "PROXY UNKNOWN " + std::string(200, 'x'), signature + std::string("\x21\x11\xFF\xFF", 4), std::string("\n")}) {
    MemoryPeer& peer = connect();
    EXPECT_EQ(world.ask(peer, bytes), "");
    EXPECT_TRUE(peer.closed());
    EXPECT_EQ(counted(Limit::proxyHeader), ++closed);
  }
  expectNobody();
}

TEST_F(ProxyProtocols, AreNotMissedWhereNothingIsSaid) {
  MemoryPeer& tries = connect();
  tries.end();
  world.time.settle();
  EXPECT_TRUE(tries.closed());
  EXPECT_EQ(counted(Limit::proxyHeader), 0U);
  MemoryPeer& half = connect();
  half.send(line.substr(0, 20));
  half.end();
  world.time.settle();
  EXPECT_TRUE(half.closed());
  EXPECT_EQ(counted(Limit::proxyHeader), 1U);
  expectNobody();
}

TEST_F(ProxyProtocols, AreWaitedForOnlySoLong) {
  MemoryPeer& silent = connect();
  MemoryPeer& slow = connect();
  slow.send(binary.substr(0, 20));
  world.time.pass(world.timeouts.proxyHeader - 200ms);
  EXPECT_EQ(world.server.greetings(), 2U);
  slow.send(binary.substr(20, 1));  // what trickles in wins no time
  world.time.pass(400ms);
  EXPECT_TRUE(silent.closed());
  EXPECT_TRUE(slow.closed());
  EXPECT_EQ(counted(Limit::proxyTime), 2U);
  expectNobody();
}

TEST_F(ProxyProtocols, AreNotCountedAgainstTheTimeOfTheFirstRequest) {
  MemoryPeer& peer = connect();
  world.time.pass(world.timeouts.proxyHeader - 200ms);
  EXPECT_EQ(world.ask(peer, line), "");
  world.time.pass(world.timeouts.header - 200ms);
  EXPECT_FALSE(peer.closed());
  EXPECT_EQ(statusesIn(world.ask(peer, get("/"))), "200");
}

TEST_F(ProxyProtocols, SurviveTheLossOfTheConnectionAtAnyMoment) {
  for (std::size_t count = 0;; ++count) {
    MemoryPeer& peer = world.connect([&](MemoryPeer& next) { next.loseAfter(count, Loss::reset); }, proxy);
    peer.send(binary + get("/", "Connection: close\r\n"));
    world.time.settle();
    peer.end();
    world.time.settle();
    expectNobody();
    if (!peer.wasReset()) break;
    ASSERT_LT(count, 100U);
  }
}

TEST_F(ProxyProtocols, EndWhenTheServerDrainsOrIsCut) {
  MemoryPeer& waits = connect();
  world.server.drain([&] { world.isDrained = true; });
  world.time.settle();
  EXPECT_TRUE(world.isDrained);
  EXPECT_TRUE(waits.closed());
  EXPECT_TRUE(connect().closed());
  expectNobody();
  World other;
  other.endpoints.proxies = TrustedProxies({"10.0.0.1"});
  other.endpoints.proxyProtocol = ProxyProtocol::required;
  MemoryPeer& cut = other.connect(nullptr, proxy);
  other.server.cut();
  EXPECT_TRUE(cut.closed());
  EXPECT_EQ(other.server.greetings(), 0U);
}

// ---- Caps

class CapsBehindAProxy : public ProxyProtocols {
protected:
  CapsBehindAProxy() : ProxyProtocols({.total = 10, .perAddress = 2}) {}
};

TEST_F(CapsBehindAProxy, CountTheClient) {
  const auto from = [](const char* address) {
    return std::string("PROXY TCP4 ") + address + " 10.0.0.2 51234 3000\r\n";
  };
  for (int i = 0; i < 5; ++i) connect();  // of the proxy, whose clients are not known yet
  EXPECT_EQ(limiter->open(), 5U);
  EXPECT_EQ(ask(from("192.0.2.1") + get("/")).front().substr(0, 3), "200");
  EXPECT_EQ(ask(from("192.0.2.1") + get("/")).front().substr(0, 3), "200");
  EXPECT_EQ(ask(from("192.0.2.1") + get("/")).front().substr(0, 3), "503");
  EXPECT_EQ(ask(from("192.0.2.2") + get("/")).front().substr(0, 3), "200");
  EXPECT_EQ(counted(Limit::address), 1U);
}

TEST_F(CapsBehindAProxy, CountThoseThatWaitAmongAll) {
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(connect().closed());
  EXPECT_TRUE(connect().closed());
  EXPECT_EQ(limiter->open(), 10U);
}

}  // namespace
}  // namespace serinus::server
