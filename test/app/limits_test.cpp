#include "applications.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace serinus;

// Named as messages shall name them: outside any namespace of ours.
namespace {

using namespace std::chrono_literals;
using test::faultsOf;
using test::onLoopback;
using test::RawClient;

struct Hello : Controller {
  Hello() {
    on(Route::get("/"), [](RequestContext&) { return Response::text("hello"); });
  }
};
struct HelloModule : Module {
  HelloModule() { controllers<Hello>(); }
};

void ask(const RawClient& client) {
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

TEST(AnApplication, ServesSoManyConnectionsOfAnAddress) {
  ApplicationOptions options = onLoopback();
  options.connections.perAddress = 2;
  auto app = Application::create<HelloModule>(std::move(options));
  app.start();
  RawClient first(app.port());
  RawClient second(app.port());
  for (RawClient* const client : {&first, &second}) {
    ask(*client);
    EXPECT_TRUE(client->readUntil("hello").starts_with("HTTP/1.1 200 "));
  }
  RawClient third(app.port());
  ask(third);
  EXPECT_TRUE(third.readAll().starts_with("HTTP/1.1 503 "));
  EXPECT_EQ(app.limitCounters()[Limit::address], 1U);
  EXPECT_EQ(app.limitCounters()[Limit::connections], 0U);
}

TEST(AnApplication, KeepsWhoComesToAFullServerWaitingUntilThereIsRoom) {
  ApplicationOptions options = onLoopback();
  options.connections.total = 2;
  options.threads = 1;
  auto app = Application::create<HelloModule>(std::move(options));
  app.start();
  RawClient first(app.port());
  auto second = std::make_unique<RawClient>(app.port());
  for (RawClient* const client : {&first, second.get()}) {
    ask(*client);
    EXPECT_TRUE(client->readUntil("hello").starts_with("HTTP/1.1 200 "));
  }
  RawClient third(app.port());
  ask(third);
  ask(first);
  EXPECT_TRUE(first.readUntil("hello").starts_with("HTTP/1.1 200 ")) << "those who are there are served";
  EXPECT_EQ(app.limitCounters()[Limit::connections], 1U) << "and the third is not";
  second.reset();
  EXPECT_TRUE(third.readUntil("hello").starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(app.limitCounters()[Limit::address], 0U);
}

struct HastyGateway : WebSocketGateway {
  HastyGateway() : WebSocketGateway({.path = "/", .limits = {.pongTimeout = 0s, .idleTimeout = 24h * 30}}) {}
};
struct HastyModule : Module {
  HastyModule() {
    imports<WsModule>();
    providers<HastyGateway>();
  }
};

TEST(AnApplication, DoesNotStartWithLimitsThatCannotBeMeant) {
  const std::string place = "HastyGateway of HastyModule: limits.";
  EXPECT_EQ(faultsOf<HastyModule>(),
            (std::vector<std::string>{
                place + "idleTimeout is more than 24 days: give less, or zero",
                place + "pongTimeout is zero: no client answers a ping at once; pingInterval = 0 sends none"}));
}

struct IdleModule : Module {};

TEST(AnApplication, TellsOfAllItsLimitsThatCannotBeMeant) {
  ApplicationOptions options = onLoopback();
  options.limits.maxHeaders = 0;
  options.timeouts.header = 0s;
  options.timeouts.drain = -1s;
  options.connections.perAddress = static_cast<std::size_t>(-1);
  EXPECT_EQ(faultsOf<IdleModule>(std::move(options)),
            (std::vector<std::string>{
                "ApplicationOptions: limits.maxHeaders is 0, and nothing would be let through: give 1 or more",
                "ApplicationOptions: timeouts.header is not more than zero: give a time, such as 5s",
                "ApplicationOptions: timeouts.drain is less than zero: give a time, or zero for an end at once",
                "ApplicationOptions: connections.perAddress is less than zero: give a number, or zero for no limit"}));
}

// ---- What clients send

struct Intake : Controller {
  Intake() : Controller("/in") {
    on(Route::post("/body"), [](RequestContext& context) { return Response::text(std::string(context.body())); });
    on(Route::post("/form"), [](Multipart form) { return std::to_string(form.files().size()); });
    on(Route::get("/out"), [] { return std::string(20'000'000, 'x'); });
  }
};
struct IntakeModule : Module {
  IntakeModule() { controllers<Intake>(); }
};

std::string form(std::size_t nameSize) {
  return "--b\r\nContent-Disposition: form-data; name=\"" + std::string(nameSize, 'n') + "\"\r\n\r\nx\r\n--b--";
}

TEST(AnApplication, CountsFormsThatAreTooLarge) {
  auto app = Application::create<IntakeModule>(onLoopback());
  app.start();
  const auto send = [&](const std::string& body) {
    RawClient client(app.port());
    client.send(
        "POST /in/form HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.readAll().substr(9, 3);
  };
  EXPECT_EQ(send(form(256)), "200");
  EXPECT_EQ(app.limitCounters()[Limit::formSize], 0U);
  EXPECT_EQ(send(form(257)), "413");
  EXPECT_EQ(app.limitCounters()[Limit::formSize], 1U);
  EXPECT_EQ(app.limitCounters()[Limit::bodySize], 0U);
  EXPECT_EQ(send("--b\r\n\r\nmalformed"), "400");
  EXPECT_EQ(app.limitCounters()[Limit::formSize], 1U);
}

TEST(AnApplication, CountsAClientWhoseSystemTakesNothing) {
  ApplicationOptions options = onLoopback();
  options.timeouts.unacknowledged = 100ms;
  auto app = Application::create<IntakeModule>(std::move(options));
  app.start();
  RawClient client(app.port());
  client.send("GET /in/out HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto given = std::chrono::steady_clock::now() + 10s;
  while (app.limitCounters()[Limit::unacknowledged] == 0 && std::chrono::steady_clock::now() < given)
    std::this_thread::yield();
  EXPECT_EQ(app.limitCounters()[Limit::unacknowledged], 1U);
  EXPECT_EQ(app.limitCounters()[Limit::writeStall], 0U);
}

// A client that hears of the refusal only when it has sent all: it must be neither reset nor kept from sending.
TEST(AnApplication, TellsAClientThatStillSendsThatItIsTooMuch) {
  const char* const said = std::getenv("SERINUS_TEST_TRIES");
  const int tries = said == nullptr ? 200 : std::atoi(said);
  auto app =
      Application::create<IntakeModule>({.host = "127.0.0.1", .port = 0, .logger = std::make_shared<NullLogger>()});
  app.start();
  const std::string body(10'000'000, 'x');
  int told = 0;
  for (int i = 0; i < tries; ++i) {
    RawClient client(app.port());
    client.send("POST /in/body HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n");
    client.send(body);
    if (client.readAll().starts_with("HTTP/1.1 413 ")) ++told;
  }
  EXPECT_EQ(told, tries);
  EXPECT_EQ(app.limitCounters()[Limit::bodySize], static_cast<std::uint64_t>(tries));
  EXPECT_EQ(app.limitCounters()[Limit::lingerSize], 0U);
  EXPECT_EQ(app.limitCounters()[Limit::lingerTime], 0U) << "all that it sent was taken";
}

}  // namespace
