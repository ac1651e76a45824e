#include "applications.hpp"

#include "support/secure_client.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace serinus;

// Named as messages shall name them: outside any namespace of ours.
namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;
using test::CapturingLogger;
using test::CertificateAuthority;
using test::onLoopback;
using test::RawClient;
using test::SecureClient;
using test::TlsClientOptions;

const CertificateAuthority& authority() {
  static const CertificateAuthority made;
  return made;
}
TlsCertificate certificateOf(const std::string& name) {
  const test::Issued issued = authority().issue({.commonName = name});
  return {.chainText = issued.certificate, .keyText = issued.key};
}
ApplicationOptions secure(std::shared_ptr<Logger> logger = std::make_shared<NullLogger>()) {
  ApplicationOptions options = onLoopback(std::move(logger));
  options.tls.certificates = {certificateOf("localhost")};
  return options;
}
TlsClientOptions trusting(test::Issued own = {}) {
  return {.authority = authority().pem(), .certificate = std::move(own)};
}

std::string whoIs(const Context& context) {
  const PeerCertificate* const certificate = context.peer().certificate();
  return std::string(context.scheme()) + ' ' + (certificate == nullptr ? "nobody" : certificate->subject);
}

struct Who : Controller {
  explicit Who() : Controller("/who") {
    on(Route::get("/"), [](RequestContext& context) { return Response::text(whoIs(context)); });
  }
};
struct Stream : SseController {
  Stream() : SseController("/stream") {
    onSse(Route::get("/"), [](SseContext& context) -> SseStream { co_yield whoIs(context); });
  }
};
std::uint16_t gatewayPort = 0;
struct Echo : WebSocketGateway {
  Echo() : WebSocketGateway({.path = "/echo"}) {}
  Task<> onMessage(WsMessage, WebSocketContext& context) override {
    context.sendText(whoIs(context));
    return {};
  }
};
struct Apart : WebSocketGateway {
  Apart() : WebSocketGateway({.path = "/apart", .port = gatewayPort}) {}
};
struct Members : Controller {
  Members() : Controller("/members") {
    on(Route::get("/"), [](RequestContext&) { return Response::text("welcome"); }).use([](ExecutionContext& execution) {
      return execution.context().peer().certificate() != nullptr;
    });
  }
};
struct WhoModule : Module {
  WhoModule() {
    imports<WsModule, SseModule>();
    controllers<Who, Stream>();
    providers<Echo>();
  }
};
struct ApartModule : Module {
  ApartModule() {
    imports<WsModule>();
    controllers<Who>();
    providers<Apart>();
  }
};

const std::string upgradeFields =
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// The first line of the answer to a handshake.
std::string upgrade(SecureClient& client, const std::string& path) {
  client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + upgradeFields);
  const std::string answer = client.readUntil("\r\n\r\n");
  return answer.substr(0, answer.find("\r\n"));
}

// ---- Serving

TEST(Tls, IsSpokenForRequestsStreamsAndWebSockets) {
  auto app = Application::create<WhoModule>(secure());
  app.start();
  SecureClient request(app.port(), trusting());
  EXPECT_TRUE(request.get("/who").ends_with("\r\n\r\nhttps nobody"));
  EXPECT_TRUE(request.tls.sawClose());
  SecureClient stream(app.port(), trusting());
  stream.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(stream.readUntil("data: https nobody\n\n").starts_with("HTTP/1.1 200 "));
  SecureClient socket(app.port(), trusting());
  EXPECT_EQ(upgrade(socket, "/echo"), "HTTP/1.1 101 Switching Protocols");
  socket.send(std::string("\x81\x82\0\0\0\0hi", 8));
  EXPECT_EQ(socket.readUntil("nobody"), "\x81\x0Chttps nobody");
}

TEST(Tls, IsSpokenOnEveryPort) {
  gatewayPort = 0;
  {
    // A port that is free.
    auto probe = Application::create<WhoModule>(onLoopback());
    probe.start();
    gatewayPort = probe.port();
  }
  const auto logger = std::make_shared<CapturingLogger>();
  auto app = Application::create<ApartModule>(secure(logger));
  app.start();
  SecureClient own(app.port(), trusting());
  EXPECT_TRUE(own.get("/who").ends_with("https nobody"));
  SecureClient apart(gatewayPort, trusting());
  EXPECT_EQ(upgrade(apart, "/apart"), "HTTP/1.1 101 Switching Protocols");
  RawClient plain(gatewayPort);
  plain.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(plain.readAll().starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(logger->waitFor("listening on https://127.0.0.1:" + std::to_string(app.port())));
  EXPECT_TRUE(logger->waitFor("listening on wss://127.0.0.1:" + std::to_string(gatewayPort)));
}

TEST(Tls, CountsWhatFails) {
  const auto logger = std::make_shared<CapturingLogger>();
  auto app = Application::create<WhoModule>(secure(logger));
  app.start();
  RawClient garbage(app.port());
  garbage.send(std::string(64, 'x'));
  static_cast<void>(garbage.readAll());
  EXPECT_TRUE(logger->waitFor("debug serinus: a TLS handshake with 127.0.0.1 failed: "));
  EXPECT_EQ(app.limitCounters()[Limit::tlsFailure], 1U);
  SecureClient good(app.port(), trusting());
  EXPECT_TRUE(good.get("/who").ends_with("https nobody"));
}

TEST(Tls, TakesTicketsOnEveryLoop) {
  ApplicationOptions options = secure();
  options.threads = 3;
  auto app = Application::create<WhoModule>(options);
  app.start();
  TlsClientOptions client = trusting();
  for (int i = 0; i < 12; ++i) {
    SecureClient next(app.port(), client);
    EXPECT_TRUE(next.get("/who").ends_with("https nobody"));
    EXPECT_EQ(next.tls.isResumed(), i > 0);
    client.session = next.tls.session();
  }
}

TEST(Tls, IsNotWaitedForWhenTheApplicationStops) {
  auto app = Application::create<WhoModule>(secure());
  app.start();
  RawClient silent(app.port());
  SecureClient idle(app.port(), trusting());
  idle.send("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(idle.readUntil("nobody").starts_with("HTTP/1.1 200 "));
  const TimePoint begin = Clock::now();
  EXPECT_EQ(app.stop(), 0U);
  EXPECT_LT(Clock::now() - begin, 5s);
  EXPECT_EQ(silent.readAll(), "");
  static_cast<void>(idle.readAll());
  EXPECT_TRUE(idle.tls.sawClose());
}

// ---- Clients with certificates

TEST(TlsClientsWithCertificates, AreKnownToGuardsAndHandlers) {
  struct MembersModule : Module {
    MembersModule() {
      imports<WsModule, SseModule>();
      controllers<Who, Stream, Members>();
      providers<Echo>();
    }
  };
  ApplicationOptions options = secure();
  options.tls.clients = {.certificates = ClientCertificates::optional, .authorityText = authority().pem()};
  auto app = Application::create<MembersModule>(options);
  app.start();
  const test::Issued ada = authority().issue({.commonName = "ada", .names = {}});
  SecureClient member(app.port(), trusting(ada));
  EXPECT_TRUE(member.get("/members").ends_with("welcome"));
  SecureClient known(app.port(), trusting(ada));
  EXPECT_TRUE(known.get("/who").ends_with("https CN=ada"));
  SecureClient reader(app.port(), trusting(ada));
  reader.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(reader.readUntil("data: https CN=ada\n\n").starts_with("HTTP/1.1 200 "));
  SecureClient socket(app.port(), trusting(ada));
  EXPECT_EQ(upgrade(socket, "/echo"), "HTTP/1.1 101 Switching Protocols");
  socket.send(std::string("\x81\x82\0\0\0\0hi", 8));
  EXPECT_EQ(socket.readUntil("ada"), "\x81\x0Chttps CN=ada");
  SecureClient stranger(app.port(), trusting());
  EXPECT_TRUE(stranger.get("/members").starts_with("HTTP/1.1 403 "));
}

TEST(TlsClientsWithCertificates, AreTheOnlyOnesWhereTheyAreRequired) {
  ApplicationOptions options = secure();
  options.tls.clients = {.certificates = ClientCertificates::required, .authorityText = authority().pem()};
  auto app = Application::create<WhoModule>(options);
  app.start();
  SecureClient known(app.port(), trusting(authority().issue({.commonName = "ada", .names = {}})));
  EXPECT_TRUE(known.get("/who").ends_with("https CN=ada"));
  SecureClient stranger(app.port(), trusting());
  EXPECT_EQ(stranger.get("/who"), "");
  EXPECT_NE(stranger.tls.fault(), "");
}

// ---- Other certificates while it runs

TEST(TlsReload, ServesNewConnectionsAndLeavesThoseThereAreAlone) {
  for (const std::size_t threads : {1U, 3U}) {
    ApplicationOptions options = secure();
    options.threads = threads;
    auto app = Application::create<WhoModule>(options);
    app.start();
    SecureClient before(app.port(), trusting());
    EXPECT_EQ(upgrade(before, "/echo"), "HTTP/1.1 101 Switching Protocols");
    app.reloadTls({certificateOf("renewed")});
    SecureClient after(app.port(), trusting());
    EXPECT_EQ(after.tls.serverName(), "renewed");
    EXPECT_TRUE(after.get("/who").ends_with("https nobody"));
    before.send(std::string("\x81\x82\0\0\0\0hi", 8));
    EXPECT_EQ(before.readUntil("nobody"), "\x81\x0Chttps nobody");
    EXPECT_EQ(before.tls.serverName(), "localhost");
  }
}

TEST(TlsReload, KeepsWhatThereIsWhenItFailsAndSaysWhy) {
  auto app = Application::create<WhoModule>(secure());
  app.start();
  try {
    app.reloadTls({{.chainFile = "/no/such/cert.pem"}});
    FAIL();
  } catch (const InitializationError& error) {
    EXPECT_EQ(error.faults(), Strings{"tls.certificates[0]: cannot read the certificate \"/no/such/cert.pem\": No such "
                                      "file or directory"});
  }
  SecureClient after(app.port(), trusting());
  EXPECT_EQ(after.tls.serverName(), "localhost");
  app.reloadTls();
}

TEST(TlsReload, NeedsAnApplicationThatSpeaksIt) {
  auto stopped = Application::create<WhoModule>(secure());
  EXPECT_THROW(stopped.reloadTls(), std::logic_error);
  auto plain = Application::create<WhoModule>(onLoopback());
  plain.start();
  EXPECT_THROW(plain.reloadTls(), std::logic_error);
}

// ---- Faults

TEST(TlsFaults, AreAmongThoseOfTheStart) {
  struct Lonely : Controller {
    explicit Lonely(std::vector<int>&) {}
  };
  struct LonelyModule : Module {
    LonelyModule() { controllers<Lonely>(); }
  };
  ApplicationOptions options = onLoopback();
  options.tls.certificates = {{.chainFile = "/no/such/cert.pem", .keyFile = "/no/such/key.pem"}};
  const Strings faults = test::faultsOf<LonelyModule>(options);
  ASSERT_GE(faults.size(), 2U);
  EXPECT_EQ(faults[0],
            "tls.certificates[0]: cannot read the certificate \"/no/such/cert.pem\": No such file or directory");
  EXPECT_EQ(faults[1], "tls.certificates[0]: cannot read the key \"/no/such/key.pem\": No such file or directory");
}

TEST(TlsFaults, AreGoneWhenItIsStartedAgain) {
  auto app = Application::create<WhoModule>(secure());
  for (int i = 0; i < 2; ++i) {
    app.start();
    SecureClient client(app.port(), trusting());
    EXPECT_TRUE(client.tls.isOpen());
    app.stop();
  }
}

// ---- What the scheme decides

struct Guarded : Controller {
  Guarded() : Controller("/guarded") {
    on(Route::post("/"), [](RequestContext&) { return Response::text("done"); }).use(CsrfGuard(KeyRing::random()));
  }
};
struct GuardedModule : Module {
  GuardedModule() { controllers<Guarded>(); }
};

TEST(TlsOrigins, AreOurOwnWithHttpsAlone) {
  auto app = Application::create<GuardedModule>(secure());
  app.start();
  const auto statusOf = [&](const std::string& origin) {
    SecureClient client(app.port(), trusting());
    client.send("POST /guarded HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\nOrigin: " +
                origin + "\r\n\r\n");
    return client.readAll().substr(9, 3);
  };
  EXPECT_EQ(statusOf("https://localhost"), "200");
  EXPECT_EQ(statusOf("http://localhost"), "403");
}

}  // namespace
