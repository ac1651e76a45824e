#include <serinus/serinus.hpp>

#include "applications.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>

namespace serinus {
namespace {

using test::RawClient;

std::string bodyOf(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

TEST(MinimalApplication, ServesFunctionsAsRoutes) {
  MinimalApplication app(test::onLoopback());
  app.get("/hello/:name", [](Path<std::string> name) { return "Hello, " + *name + "!"; });
  app.post("/echo", [](RequestContext& context) -> Task<std::string> { co_return std::string(context.body()); });
  app.all("/any", [](RequestContext& context) { return std::string(name(context.method())); });
  app.get("/secret", [] { return "secret"; }).use([](ExecutionContext&) { return false; });
  app.start();
  EXPECT_EQ(bodyOf(test::get(app.port(), "/hello/Ada")), "Hello, Ada!");
  EXPECT_EQ(bodyOf(test::get(app.port(), "/any")), "GET");
  EXPECT_TRUE(test::get(app.port(), "/secret").starts_with("HTTP/1.1 403 "));
  EXPECT_TRUE(test::get(app.port(), "/").starts_with("HTTP/1.1 404 "));
  RawClient client(app.port());
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_EQ(bodyOf(client.readAll()), "abc");
}

TEST(MinimalApplication, HasGroupsStreamsGatewaysAndProviders) {
  struct Counter {
    std::atomic<int> count = 0;  // the test reads it on another thread
  };
  MinimalApplication app(test::onLoopback());
  app.providers<Counter>();
  app.everywhere([](ExecutionContext& context) { ++context.context().use<Counter>().count; });
  Controller& admin = app.group("/admin");
  admin.use([](ExecutionContext& context) { return context.context().query("key") == "sesame"; });
  admin.on(Route::get("/"), [] { return "welcome"; });
  app.onSse("/time", [](SseContext&) -> SseStream { co_yield "noon"; });
  app.onMessage("/echo", [](WsMessage, WebSocketContext&) {});
  app.onMessage("/later", [](WsMessage message, WebSocketContext& context) -> Task<> {
    context.sendText(message.text());
    co_return;
  });
  app.gateway("/chat").on("ping", [] { return std::string("pong"); });
  app.start();
  EXPECT_TRUE(test::get(app.port(), "/admin").starts_with("HTTP/1.1 403 "));
  EXPECT_EQ(bodyOf(test::get(app.port(), "/admin?key=sesame")), "welcome");
  RawClient reader(app.port());
  reader.send("GET /time HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(reader.readUntil("data: noon\n\n").ends_with("data: noon\n\n"));
  for (const char* path : {"/echo", "/later", "/chat"}) {
    RawClient client(app.port());
    EXPECT_EQ(test::upgrade(client, path), "HTTP/1.1 101 Switching Protocols") << path;
  }
  EXPECT_EQ(app.use<Counter>().count, 5);
}

TEST(MinimalApplication, StartsAgainWithTheSameRoutes) {
  MinimalApplication app(test::onLoopback());
  app.get("/", [] { return "here"; });
  for (int i = 0; i < 2; ++i) {
    app.start();
    EXPECT_EQ(bodyOf(test::get(app.port(), "/")), "here");
    app.stop();
  }
}

TEST(MinimalApplication, NamesWhatCollides) {
  MinimalApplication app(test::onLoopback());
  app.get("/a", [] { return "1"; });
  app.group("/a").on(Route::get("/"), [] { return "2"; });
  try {
    app.start();
    FAIL() << "it started";
  } catch (const InitializationError& error) {
    EXPECT_NE(std::string(error.what()).find("GET /a (serinus::Controller of MinimalApplication) and GET /a"),
              std::string::npos)
        << error.what();
  }
  EXPECT_THROW(app.get("/a", [] { return "1"; }), routing::RouteConflict);
}

}  // namespace
}  // namespace serinus
