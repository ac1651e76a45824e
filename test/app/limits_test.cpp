#include "applications.hpp"

#include <gtest/gtest.h>

#include <string>
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

}  // namespace
