#include "applications.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iterator>
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

std::string part(std::string_view name, std::string_view content, std::string_view more = "") {
  return "--b\r\nContent-Disposition: form-data; name=" + std::string(name) + "\r\n" + std::string(more) + "\r\n" +
         std::string(content) + "\r\n";
}

std::string sendForm(const Application& app, std::string_view parts) {
  const std::string body = std::string(parts) + "--b--";
  RawClient client(app.port());
  client.send(
      "POST /in/form HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
      "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body);
  return client.readAll().substr(9, 3);
}

TEST(AnApplication, CountsFormsThatAreTooLargeByTheLimitTheyDoNotKeepTo) {
  ApplicationOptions options = onLoopback();
  http::FormLimits& limits = options.limits.form;
  limits.maxParts = 3;
  limits.maxPartHead = 64;
  limits.maxPartFields = 2;
  limits.maxName = 8;
  limits.maxPart = 100;
  limits.maxText = 150;
  limits.maxTotal = 600;
  auto app = Application::create<IntakeModule>(std::move(options));
  app.start();
  const std::string small = part("a", "x");
  const auto text = [](std::size_t size) { return part("a", std::string(size, 'x')); };
  const std::string file = part("a; filename=b", std::string(100, 'x'));
  const std::string three = file + file + file;
  const std::size_t rest = limits.maxTotal - three.size() - 5;  // the last boundary
  const auto padded = [&](std::size_t size) { return std::string(size - 2, 'p') + "\r\n" + three; };
  const auto headOf = [](std::size_t size) {
    return part("a", "x", "A: " + std::string(size - part("a", "", "A: \r\n").size() + 7, 'v') + "\r\n");
  };

  struct Case {
    std::string kept;
    std::string exceeded;
    Limit limit;
  };
  const std::vector<Case> cases{
      {small + small + small, small + small + small + small, Limit::formParts},
      {headOf(64), headOf(65), Limit::formPartHead},
      {part("a", "x", "A: b\r\n"), part("a", "x", "A: b\r\nC: d\r\n"), Limit::formPartFields},
      {part("abcdefgh", "x"), part("abcdefghi", "x"), Limit::formName},
      {text(100), text(101), Limit::formPartSize},
      {padded(rest), padded(rest + 1), Limit::formSize},
      {text(75) + text(75), text(75) + text(76), Limit::formText},
  };
  for (const auto& [kept, exceeded, limit] : cases) {
    EXPECT_EQ(sendForm(app, kept), "200") << name(limit);
    EXPECT_EQ(app.limitCounters()[limit], 0U) << name(limit);
    EXPECT_EQ(sendForm(app, exceeded), "413") << name(limit);
    EXPECT_EQ(app.limitCounters()[limit], 1U) << name(limit);
  }
  EXPECT_EQ(sendForm(app, "--b\r\n\r\nmalformed"), "400");
  const LimitCounters counters = app.limitCounters();
  const auto all = allLimits();
  EXPECT_EQ(std::ranges::count_if(all, [&](Limit limit) { return counters[limit] > 0; }), std::ssize(cases));
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
