#include "applications.hpp"

#include "support/web_socket_client.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <netinet/tcp.h>
#include <sys/socket.h>

// What holds for a program that says nothing about limits, as clients see it. How long things may take is tested, with
// the same defaults, where time is moved by hand: test/server.
namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::RawClient;
using test::WebSocketClient;

struct Plain : Controller {
  Plain() {
    on(Route::get("/"), [] { return "here"; });
    on(Route::post("/"), [](RequestContext& context) { return std::to_string(context.body().size()); });
    on(Route::get("/throws"), []() -> std::string { throw std::runtime_error("a secret"); });
  }
};
struct Events : SseController {
  Events() : SseController("/events") { onSse(Route::get("/"), &Events::stream); }
  AsyncGenerator<SseEvent> stream(SseContext&) {
    const SseEvent first("first");
    co_yield first;
  }
};
struct Echo : WebSocketGateway {
  Echo() : WebSocketGateway({.path = "/echo"}) {}
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    context.sendText(std::to_string(message.bytes().size()));
    co_return;
  }
};
struct PlainModule : Module {
  PlainModule() {
    imports<WsModule>();
    imports<SseModule>();
    controllers<Plain, Events>();
    providers<Echo>();
  }
};

class ByDefault : public testing::Test {
protected:
  ByDefault() : app_(Application::create<PlainModule>()) { app_.start(); }

  /// The status of the answer to what is sent.
  [[nodiscard]] std::string answer(const std::string& request) const {
    RawClient client(app_.port());
    client.send(request);
    return client.readUntil("\r\n\r\n").substr(0, 12);
  }
  static std::string get(const std::string& fields) { return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"; }
  static std::string chunked(const std::string& body) {
    return "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
  }

  test::Variable anyPort_{"PORT", "0"};
  Application app_;
};

const std::string ok = "HTTP/1.1 200";

TEST_F(ByDefault, ARequestIsOfSoMuch) {
  const auto line = [](std::size_t size) {
    return "GET /" + std::string(size - 14, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n";
  };
  EXPECT_EQ(answer(line(8192)), "HTTP/1.1 404");
  EXPECT_EQ(answer(line(8193)), "HTTP/1.1 414");
  const std::size_t rest = get("A: \r\n").size();
  EXPECT_EQ(answer(get("A: " + std::string(16'384 - rest, 'x') + "\r\n")), ok);
  EXPECT_EQ(answer(get("A: " + std::string(16'385 - rest, 'x') + "\r\n")), "HTTP/1.1 431");
  std::string fields;
  for (int i = 0; i < 99; ++i) fields += "A: b\r\n";
  EXPECT_EQ(answer(get(fields)), ok);
  EXPECT_EQ(answer(get(fields + "A: b\r\n")), "HTTP/1.1 431");
  EXPECT_EQ(answer(get(std::string(256, 'n') + ": x\r\n")), ok);
  EXPECT_EQ(answer(get(std::string(257, 'n') + ": x\r\n")), "HTTP/1.1 431");
}

TEST_F(ByDefault, ABodyIsOfSoMuch) {
  EXPECT_EQ(answer("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n" + std::string(1'048'576, 'x')), ok);
  EXPECT_EQ(answer("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n"), "HTTP/1.1 413");
  EXPECT_EQ(answer(chunked("100000\r\n" + std::string(1'048'576, 'x') + "\r\n0\r\n\r\n")), ok);
  EXPECT_EQ(answer(chunked("100000\r\n" + std::string(1'048'576, 'x') + "\r\n1\r\n")), "HTTP/1.1 413");
  EXPECT_EQ(answer(chunked("1;" + std::string(4095, 'e') + "\r\nx\r\n0\r\n\r\n")), ok);
  EXPECT_EQ(answer(chunked("1;" + std::string(4096, 'e') + "\r\nx\r\n0\r\n\r\n")), "HTTP/1.1 413");
  EXPECT_EQ(answer(chunked("0\r\nA: " + std::string(4096 - 7, 'x') + "\r\n\r\n")), ok);
  EXPECT_EQ(answer(chunked("0\r\nA: " + std::string(4097 - 7, 'x') + "\r\n\r\n")), "HTTP/1.1 431");
  EXPECT_EQ(answer(chunked("0\r\nContent-Length: 1\r\n\r\n")), "HTTP/1.1 400");
}

TEST_F(ByDefault, MethodsAndVersionsAreFew) {
  EXPECT_EQ(answer("BREW / HTTP/1.1\r\nHost: a\r\n\r\n"), "HTTP/1.1 501");
  EXPECT_EQ(answer("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"), "HTTP/1.1 405");
  EXPECT_EQ(answer("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"), "HTTP/1.1 405");
  EXPECT_EQ(answer("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), "HTTP/1.1 505");
  EXPECT_EQ(answer("GET / HTTP/1.0\r\n\r\n"), ok);
  EXPECT_EQ(answer("GET /\r\n\r\n"), "HTTP/1.1 505");
}

TEST_F(ByDefault, AnswersTellNothingOfWhatMakesThem) {
  RawClient client(app_.port());
  client.send("GET /throws HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string wire = client.readAll();
  EXPECT_TRUE(wire.starts_with("HTTP/1.1 500 ")) << wire;
  EXPECT_EQ(wire.find("secret"), std::string::npos) << wire;
  EXPECT_EQ(wire.find("\r\nServer: "), std::string::npos) << wire;
}

TEST_F(ByDefault, AWebSocketMessageIsOfSoMuch) {
  WebSocketClient client(app_.port(), "/echo");
  const auto announced = [](std::size_t size) {
    std::string head = "\x82\xFF";
    for (int shift = 56; shift >= 0; shift -= 8) head += static_cast<char>(size >> shift & 0xFF);
    return head + std::string(4, '\0');
  };
  client.sendRaw(announced(65'536) + std::string(65'536, 'x'));
  EXPECT_EQ(client.receive(), "65536");
  client.sendRaw(announced(65'537));
  EXPECT_EQ(client.receive(), "closed 1009");
}

TEST_F(ByDefault, AWebSocketMessageIsOfSoManyFragments) {
  const std::string first = WebSocketClient::frame('\x02', "x");
  const std::string next = WebSocketClient::frame('\x00', "");
  const std::string last = WebSocketClient::frame('\x80', "");
  std::string fragments = first;
  for (int i = 0; i < 1022; ++i) fragments += next;
  WebSocketClient client(app_.port(), "/echo");
  client.sendRaw(fragments + last);
  EXPECT_EQ(client.receive(), "1");
  client.sendRaw(fragments + next + last);
  EXPECT_EQ(client.receive(), "closed 1008");
}

TEST_F(ByDefault, AWebSocketClientMayPingAHundredTimesAtOnce) {
  const std::string ping = WebSocketClient::frame('\x89', "");
  std::string pings;
  for (int i = 0; i < 100; ++i) pings += ping;
  WebSocketClient client(app_.port(), "/echo");
  client.sendRaw(pings);
  for (int i = 0; i < 100; ++i) ASSERT_EQ(client.receiveFrame().opcode, 10) << i;
  WebSocketClient other(app_.port(), "/echo");
  for (int i = 0; i < 9; ++i) pings += pings.substr(0, 100 * ping.size());
  other.sendRaw(pings);
  int opcode = 10;
  while (opcode == 10) opcode = other.receiveFrame().opcode;
  EXPECT_EQ(opcode, 8);
}

TEST_F(ByDefault, WebSocketsAreForPagesOfTheSameOrigin) {
  const std::string port = std::to_string(app_.port());
  EXPECT_NO_THROW(WebSocketClient(app_.port(), "/echo", "Origin: http://127.0.0.1:" + port + "\r\n"));
  for (const std::string origin : {"http://evil.example", "null", "http://127.0.0.1"}) {
    try {
      const WebSocketClient client(app_.port(), "/echo", "Origin: " + origin + "\r\n");
      ADD_FAILURE() << origin;
    } catch (const std::runtime_error& refused) {
      EXPECT_NE(std::string(refused.what()).find("HTTP/1.1 403 "), std::string::npos) << refused.what();
    }
  }
}

TEST_F(ByDefault, WebSocketsAreNeitherCompressedNorOfASubprotocol) {
  const WebSocketClient client(app_.port(), "/echo",
                               "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: chat\r\n");
  EXPECT_EQ(client.head().find("Sec-WebSocket-Extensions"), std::string::npos);
  EXPECT_EQ(client.head().find("Sec-WebSocket-Protocol"), std::string::npos);
}

TEST_F(ByDefault, EventStreamsAreNotKeptAndSayWhenToComeBack) {
  RawClient client(app_.port());
  client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string head = client.readUntil("\r\n\r\n");
  EXPECT_NE(head.find("Cache-Control: no-store\r\n"), std::string::npos) << head;
  EXPECT_NE(head.find("X-Accel-Buffering: no\r\n"), std::string::npos) << head;
  const std::string events = client.readUntil("data: first");
  const std::size_t at = events.find("retry: ");
  ASSERT_NE(at, std::string::npos) << events;
  const int retry = std::stoi(events.substr(at + 7));
  EXPECT_GE(retry, 2000);
  EXPECT_LE(retry, 5000);
}

// ---- The system

/// The server's end of the connection, by way of the descriptors of this process.
int serversEnd(const sockaddr_in& client) {
  for (int socket = 3; socket < 4096; ++socket) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) == 0 && peer.sin_family == AF_INET &&
        peer.sin_port == client.sin_port)
      return socket;
  }
  return -1;
}

class SocketOptions : public testing::Test {
protected:
  void serve(ApplicationOptions options) {
    app_.emplace(Application::create<PlainModule>(std::move(options)));
    app_->start();
    client_.emplace(app_->port());
    client_->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(client_->readUntil("here").starts_with("HTTP/1.1 200 "));
    socket_ = serversEnd(client_->address());
    ASSERT_GE(socket_, 0);
  }
  [[nodiscard]] int option(int level, int name) const {
    int value = -1;
    socklen_t size = sizeof value;
    EXPECT_EQ(::getsockopt(socket_, level, name, &value, &size), 0) << errno;
    return value;
  }

  std::optional<Application> app_;
  std::optional<RawClient> client_;
  int socket_ = -1;
};

TEST_F(SocketOptions, LoseAPeerThatAcknowledgesNothing) {
  serve(test::onLoopback());
  EXPECT_EQ(option(IPPROTO_TCP, TCP_USER_TIMEOUT), 30'000);
  EXPECT_EQ(option(SOL_SOCKET, SO_KEEPALIVE), 1);
  EXPECT_EQ(option(IPPROTO_TCP, TCP_KEEPIDLE), 60);
  EXPECT_EQ(option(IPPROTO_TCP, TCP_KEEPINTVL), 10);
  EXPECT_EQ(option(IPPROTO_TCP, TCP_KEEPCNT), 3);
  EXPECT_EQ(option(IPPROTO_TCP, TCP_NODELAY), 1);
}

TEST_F(SocketOptions, FollowTheApplications) {
  ApplicationOptions options = test::onLoopback();
  options.timeouts.unacknowledged = 1500ms;
  serve(std::move(options));
  EXPECT_EQ(option(IPPROTO_TCP, TCP_USER_TIMEOUT), 1500);
}

TEST_F(SocketOptions, AreTheSystemsWhereTheLimitIsOff) {
  ApplicationOptions options = test::onLoopback();
  options.timeouts.unacknowledged = 0s;
  serve(std::move(options));
  EXPECT_EQ(option(IPPROTO_TCP, TCP_USER_TIMEOUT), 0);
  EXPECT_EQ(option(SOL_SOCKET, SO_KEEPALIVE), 0);
}

// ---- What no client sees at once

TEST(TheDefaults, AreThoseThatWereDecidedOn) {
  const ApplicationOptions options;
  EXPECT_EQ(options.timeouts.tlsHandshake, 10s);
  EXPECT_EQ(options.timeouts.header, 10s);
  EXPECT_EQ(options.timeouts.bodyGrace, 5s);
  EXPECT_EQ(options.timeouts.bodyMinRate, 240U);
  EXPECT_EQ(options.timeouts.request, 300s);
  EXPECT_EQ(options.timeouts.handler, 30s);
  EXPECT_EQ(options.timeouts.keepAlive, 75s);
  EXPECT_EQ(options.timeouts.writeGrace, 5s);
  EXPECT_EQ(options.timeouts.writeMinRate, 240U);
  EXPECT_EQ(options.timeouts.writeStall, 20s);
  EXPECT_EQ(options.timeouts.linger, 2s);
  EXPECT_EQ(options.timeouts.webSocketClose, 5s);
  EXPECT_EQ(options.timeouts.message, 30s);
  EXPECT_EQ(options.timeouts.drain, 25s);
  EXPECT_EQ(options.limits.maxRequestsPerConnection, 10'000U);
  EXPECT_EQ(options.limits.form.maxParts, 100U);
  EXPECT_EQ(options.limits.form.maxPartHead, 8192U);
  EXPECT_EQ(options.connections.total, 0U) << "nine tenths of the descriptors";
  EXPECT_EQ(options.connections.perAddress, 0U);
  EXPECT_TRUE(options.trustedProxies.empty());
  EXPECT_EQ(options.proxyProtocol, ProxyProtocol::off);
  EXPECT_EQ(options.tls.leastVersion, TlsVersion::v12);
}

}  // namespace
}  // namespace serinus
