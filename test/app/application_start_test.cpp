#include "applications.hpp"

#include <serinus/json/json_document.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace serinus;

// Named as the log shall name them: outside any namespace of ours.
namespace {

using Strings = std::vector<std::string>;
using test::CapturingLogger;
using test::onLoopback;
using test::Variable;

/// A port of loopback that is free, or with `keep` one that is taken as long as this lives.
class Port {
public:
  explicit Port(bool keep) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(socket_, 1);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    number_ = ntohs(address.sin_port);
    if (!keep) give();
  }
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  ~Port() { give(); }
  void give() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  [[nodiscard]] std::uint16_t number() const noexcept { return number_; }

private:
  int socket_;
  std::uint16_t number_ = 0;
};

std::optional<std::uint16_t> gatewayPort;

class EventsGateway : public WebSocketGateway {
public:
  EventsGateway() : WebSocketGateway({.path = "/events"}) {}
  Task<> onMessage(WsMessage, WebSocketContext&) override { return {}; }
};
class TicksGateway : public WebSocketGateway {
public:
  TicksGateway() : WebSocketGateway({.path = "/ticks/:symbol", .port = gatewayPort.value_or(0)}) {}
  Task<> onMessage(WsMessage, WebSocketContext&) override { return {}; }
};
class NotificationsController : public SseController {
public:
  NotificationsController() : SseController("/notifications") {
    onSse(Route::get("/stream"), [](SseContext&) -> SseStream { co_return; });
    on(Route::post("/refresh"), [](RequestContext&) { return Response(); });
    on(Route::del("/:id"), [](RequestContext&) { return Response(); });
  }
};
class HomeController : public Controller {
public:
  HomeController() {
    on(Route::get("/"), [](RequestContext&) { return Response::text("home"); });
    on(Route::all("/static/**"), [](RequestContext&) { return Response(); });
  }
};
struct StorageModule : Module {
  explicit StorageModule(const char* name) { token(name); }
};
struct FeedModule : Module {
  FeedModule() {
    imports<WsModule>();
    imports(StorageModule("ticks"));
    providers<TicksGateway>();
  }
};
struct RealtimeModule : Module {
  RealtimeModule() {
    imports<WsModule, SseModule, FeedModule>();
    controllers<NotificationsController, HomeController>();
    providers<EventsGateway>();
  }
};
struct HomeModule : Module {
  HomeModule() { controllers<HomeController>(); }
};

// ---- What the log says

TEST(StartupLog, ListsModulesRoutesStreamsAndGateways) {
  const Port free(false);
  gatewayPort = free.number();
  const auto logger = std::make_shared<CapturingLogger>();
  ApplicationOptions options = onLoopback(logger);
  options.globalPrefix = "/api";
  auto app = Application::create<RealtimeModule>(options);
  app.start();
  const std::string own = std::to_string(app.port());
  const std::string other = std::to_string(free.number());
  EXPECT_EQ(logger->lines(),
            (Strings{
                "info serinus: module   RealtimeModule → WsModule, SseModule, FeedModule",
                "info serinus: module   WsModule",
                "info serinus: module   SseModule (global)",
                "info serinus: module   FeedModule → WsModule, StorageModule#ticks",
                "info serinus: module   StorageModule#ticks",
                "info serinus: route    POST   /api/notifications/refresh  NotificationsController",
                "info serinus: route    DELETE /api/notifications/:id      NotificationsController",
                "info serinus: route    GET    /api                        HomeController",
                "info serinus: route    ALL    /api/static/**              HomeController",
                "info serinus: stream   GET    /api/notifications/stream   NotificationsController",
                "info serinus: gateway  GET    /ticks/:symbol              TicksGateway, on port " + other,
                "info serinus: gateway  GET    /events                     EventsGateway",
                "info serinus: listening on http://127.0.0.1:" + own,
                "info serinus: listening on ws://127.0.0.1:" + other,
            }));
}

TEST(StartupLog, IsLeftOutBelowItsLevel) {
  const auto logger = std::make_shared<CapturingLogger>(LogLevel::warning);
  auto app = Application::create<HomeModule>(onLoopback(logger));
  app.start();
  EXPECT_EQ(logger->lines(), Strings{});
}

TEST(StartupLog, IsOneJsonObjectALineWithTheJsonLogger) {
  std::FILE* const file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  const ConsoleLoggerOptions json{.format = LogFormat::json, .timestamps = false, .fd = ::fileno(file)};
  const auto logger = std::make_shared<ConsoleLogger>(json);
  auto app = Application::create<HomeModule>(onLoopback(logger));
  app.start();
  ASSERT_TRUE(logger->flush());
  std::rewind(file);
  std::string text(4096, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  EXPECT_EQ(text, R"({"level":"info","context":"serinus","message":"module   HomeModule"})"
                  "\n"
                  R"({"level":"info","context":"serinus","message":"route    GET /           HomeController"})"
                  "\n"
                  R"({"level":"info","context":"serinus","message":"route    ALL /static/**  HomeController"})"
                  "\n"
                  R"({"level":"info","context":"serinus","message":"listening on http://127.0.0.1:)" +
                      std::to_string(app.port()) + "\"}\n");
}

TEST(StartupLog, PutsAnIpv6AddressInBrackets) {
  const auto logger = std::make_shared<CapturingLogger>();
  ApplicationOptions options = onLoopback(logger);
  options.host = "::1";
  auto app = Application::create<HomeModule>(options);
  try {
    app.start();
  } catch (const std::system_error&) {
    GTEST_SKIP() << "this machine has no IPv6";
  }
  EXPECT_EQ(logger->lines().back(), "info serinus: listening on http://[::1]:" + std::to_string(app.port()));
}

// ---- The environment

TEST(Environment, ChoosesThePort) {
  const Port free(false);
  const Variable port("PORT", std::to_string(free.number()));
  ApplicationOptions options = onLoopback();
  options.port = 1;
  auto app = Application::create<HomeModule>(options);
  app.start();
  EXPECT_EQ(app.port(), free.number());
  EXPECT_TRUE(test::get(free.number(), "/").ends_with("home"));
}

TEST(Environment, LeavesAProgramAloneThatWantsAnyFreePort) {
  const Port taken(true);
  const Variable port("PORT", std::to_string(taken.number()));
  auto app = Application::create<HomeModule>(onLoopback());
  app.start();
  EXPECT_NE(app.port(), taken.number());
}

TEST(Environment, MayAskForAnyFreePort) {
  const Variable port("PORT", "0");
  ApplicationOptions options = onLoopback();
  options.port = 1;
  auto app = Application::create<HomeModule>(options);
  app.start();
  EXPECT_GT(app.port(), 1);
}

TEST(Environment, ChoosesTheHost) {
  const auto logger = std::make_shared<CapturingLogger>();
  ApplicationOptions options = onLoopback(logger);
  options.host = "no.such.host.invalid";
  const Variable host("HOST", "127.0.0.1");
  auto app = Application::create<HomeModule>(options);
  app.start();
  EXPECT_EQ(logger->lines().back(), "info serinus: listening on http://127.0.0.1:" + std::to_string(app.port()));
}

TEST(Environment, ThatIsEmptyChoosesNothing) {
  const Variable host("HOST", "");
  const Variable port("PORT", "");
  EXPECT_EQ(test::faultsOf<HomeModule>(), Strings{});
}

class UnreadablePort : public testing::TestWithParam<const char*> {};
TEST_P(UnreadablePort, IsAFaultOfTheStart) {
  const Variable port("PORT", GetParam());
  ApplicationOptions options = onLoopback();
  options.port = 1;
  EXPECT_EQ(test::faultsOf<HomeModule>(options),
            Strings{"the environment's PORT is \"" + std::string(GetParam()) + "\": give a number from 0 to 65535"});
}
INSTANTIATE_TEST_SUITE_P(Texts, UnreadablePort, testing::Values("http", "80x", " 80", "-1", "65536", "8080 "));

// ---- Ports

std::string refusalOf(Application& app) {
  try {
    app.start();
  } catch (const std::system_error& error) {
    return error.what();
  }
  return "started";
}

TEST(Ports, ThatAreTakenAreNamedAndCanBeTriedAgain) {
  Port taken(true);
  ApplicationOptions options = onLoopback();
  options.port = taken.number();
  auto app = Application::create<HomeModule>(options);
  const std::string text = "cannot listen on 127.0.0.1:" + std::to_string(taken.number()) +
                           ": end what listens there, or choose another port: Address already in use";
  EXPECT_EQ(refusalOf(app), text);
  EXPECT_EQ(refusalOf(app), text);
  taken.give();
  EXPECT_EQ(refusalOf(app), "started");
  EXPECT_TRUE(test::get(taken.number(), "/").ends_with("home"));
}

TEST(Ports, OfAHostThatIsUnknownAreNamed) {
  ApplicationOptions options = onLoopback();
  options.host = "no.such.host.invalid";
  auto app = Application::create<HomeModule>(options);
  EXPECT_TRUE(refusalOf(app).starts_with("cannot listen on no.such.host.invalid:0: ")) << refusalOf(app);
}

TEST(Ports, AreServedAgainAfterAStop) {
  const Port free(false);
  ApplicationOptions options = onLoopback();
  options.port = free.number();
  auto app = Application::create<HomeModule>(options);
  for (int i = 0; i < 3; ++i) {
    app.start();
    EXPECT_EQ(app.port(), free.number());
    EXPECT_TRUE(test::get(free.number(), "/").ends_with("home"));
    EXPECT_EQ(app.stop(), 0U);
    EXPECT_FALSE(test::accepts(free.number()));
  }
}

TEST(Ports, OfGatewaysOpenAndCloseWithTheApplication) {
  for (const std::size_t threads : {1U, 2U}) {
    const Port free(false);
    gatewayPort = free.number();
    ApplicationOptions options = onLoopback();
    options.threads = threads;
    auto app = Application::create<RealtimeModule>(options);
    EXPECT_FALSE(test::accepts(free.number()));
    app.start();
    {
      test::RawClient other(free.number());
      EXPECT_EQ(test::upgrade(other, "/ticks/abc"), "HTTP/1.1 101 Switching Protocols");
    }
    {
      test::RawClient own(app.port());
      EXPECT_EQ(test::upgrade(own, "/ticks/abc"), "HTTP/1.1 404 Not Found");
    }
    {
      test::RawClient other(free.number());
      EXPECT_EQ(test::upgrade(other, "/events"), "HTTP/1.1 404 Not Found");
    }
    EXPECT_TRUE(test::get(free.number(), "/").starts_with("HTTP/1.1 404 "));
    app.stop();
    EXPECT_FALSE(test::accepts(free.number()));
    EXPECT_FALSE(test::accepts(app.port()));
  }
}

TEST(Ports, OfGatewaysThatAreTakenStopTheStartAndNoneIsOpened) {
  const Port taken(true);
  gatewayPort = taken.number();
  const Port free(false);
  ApplicationOptions options = onLoopback();
  options.port = free.number();
  auto app = Application::create<RealtimeModule>(options);
  EXPECT_EQ(refusalOf(app), "cannot listen on 127.0.0.1:" + std::to_string(taken.number()) +
                                ": end what listens there, or choose another port: Address already in use");
  EXPECT_FALSE(test::accepts(free.number()));
}

}  // namespace
