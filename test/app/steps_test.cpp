#include <serinus/serinus.hpp>

#include "support/raw_client.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::RawClient;

struct Caller {
  std::string name;
};

/// The same class at every door: the query names the caller.
class CallerGuard : public Guard {
public:
  Task<bool> canActivate(ExecutionContext& execution) override {
    Context& context = execution.context();
    if (context.tryState<Caller>() == nullptr) {
      const auto name = context.query("as");
      if (!name) throw UnauthorizedException("who are you?").header("WWW-Authenticate", "Name");
      context.setState<Caller>(Caller{std::string(*name)});
    }
    if (execution.door() == Door::message) co_await context.sleep(0s);
    co_return context.state<Caller>().name != "mallory";
  }
};

class Teapot : public ExceptionFilter {
public:
  Task<bool> onException(ExecutionContext& context, std::exception_ptr exception) override {
    try {
      std::rethrow_exception(exception);
    } catch (const std::out_of_range& error) {
      if (auto* client = context.as<WebSocketContext>())
        client->sendText(std::string("sorry: ") + error.what());
      else
        context.respond(Response::text(error.what()).status(Status::imATeapot));
      co_return true;
    } catch (...) {
      co_return false;
    }
  }
};

class Stamp : public Middleware {
public:
  Task<> use(ExecutionContext& context, Next next) override {
    co_await next();
    if (context.response())
      context.response()->header("X-Door", std::string(context.owner()) + ' ' + std::string(context.handler()));
  }
};

class Pages : public SseController {
public:
  Pages() : SseController("/pages") {
    use<CallerGuard>();
    on(Route::get("/:id"), [](RequestContext& context) -> Task<Response> {
      if (context.param("id") == "0") throw std::out_of_range("no page 0");
      co_return Response::text(context.state<Caller>().name + " reads " + std::string(context.param("id")));
    });
    on(Route::get("/even/:id"), [](RequestContext&) {
      return Response::text("even");
    }).use([](ExecutionContext& context) { return context.context().param("id") != "1"; });
    onSse(Route::get("/live"), [](SseContext& context) -> SseStream {
      if (context.query("break")) throw std::out_of_range("no stream");
      co_yield "hello " + context.state<Caller>().name;
      co_yield "bye";
    }).use([](ExecutionContext& context) {
      if (context.context().query("old")) context.respond(Response::empty(Status::noContent));
    });
  }
};

class Talk : public WebSocketGateway, public OnUpgrade {
public:
  Talk() : WebSocketGateway({.path = "/talk"}) {
    use<CallerGuard>();
    use([](ExecutionContext& context) { return asText(context.payload()) != "forbidden"; }, Door::message);
  }
  Task<> onUpgrade(UpgradeContext& context) override {
    context.addHeader("X-Caller", context.state<Caller>().name);
    return {};
  }
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    if (message.text() == "range") throw std::out_of_range("out of range");
    context.sendText(context.state<Caller>().name + " says " + std::string(message.text()));
    return {};
  }
};

class StepsModule : public Module {
public:
  StepsModule() {
    imports<WsModule, SseModule>();
    providers<CallerGuard, Teapot, Stamp, Talk>();
    controllers<Pages>();
    everywhere<Teapot, Stamp>();
  }
};

ApplicationOptions quiet() {
  return ApplicationOptions{.host = "127.0.0.1", .port = 0, .logger = std::make_shared<NullLogger>()};
}

class TheSteps : public testing::Test {
protected:
  TheSteps() : app_(Application::create<StepsModule>(quiet())) { app_.start(); }

  std::string get(std::string_view target) const {
    RawClient client(app_.port());
    client.send("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    return client.readAll();
  }
  void upgrade(const RawClient& client, std::string_view target) const {
    client.send("GET " + std::string(target) +
                " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  }
  static std::string frame(std::string_view text) {
    return std::string{'\x81', static_cast<char>(0x80 | text.size()), 0, 0, 0, 0}.append(text);
  }
  static bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

  Application app_;
};

TEST_F(TheSteps, StandBeforeARoute) {
  const std::string page = get("/pages/7?as=ada");
  EXPECT_TRUE(has(page, " 200 ") && has(page, "ada reads 7")) << page;
  EXPECT_TRUE(has(page, "X-Door: ")) << page;
  EXPECT_TRUE(has(page, "Pages GET /pages/:id\r\n")) << page;
  const std::string unknown = get("/pages/7");
  EXPECT_TRUE(has(unknown, " 401 ") && has(unknown, "WWW-Authenticate: Name\r\n")) << unknown;
  EXPECT_TRUE(has(get("/pages/7?as=mallory"), " 403 "));
  const std::string filtered = get("/pages/0?as=ada");
  EXPECT_TRUE(has(filtered, " 418 ") && has(filtered, "no page 0")) << filtered;
}

TEST_F(TheSteps, OfARouteStandBeforeThatRouteAlone) {
  EXPECT_TRUE(has(get("/pages/even/2?as=ada"), " 200 "));
  EXPECT_TRUE(has(get("/pages/even/1?as=ada"), " 403 "));
  EXPECT_TRUE(has(get("/pages/1?as=ada"), " 200 "));
}

TEST_F(TheSteps, StandBeforeAStreamAndItsStatus) {
  RawClient client(app_.port());
  client.send("GET /pages/live?as=ada HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string stream = client.readUntil("data: bye\n\n");
  EXPECT_TRUE(has(stream, " 200 ") && has(stream, "data: hello ada\n\n")) << stream;
  EXPECT_TRUE(has(get("/pages/live"), " 401 "));
  EXPECT_TRUE(has(get("/pages/live?as=mallory"), " 403 "));
  EXPECT_TRUE(has(get("/pages/live?as=ada&old"), " 204 "));
  const std::string broken = get("/pages/live?as=ada&break");
  EXPECT_TRUE(has(broken, " 418 ") && has(broken, "no stream")) << broken;
}

TEST_F(TheSteps, StandBeforeAnUpgrade) {
  for (const auto& [target, status] : {std::pair{"/talk?as=mallory", " 403 "}, std::pair{"/talk", " 401 "}}) {
    RawClient client(app_.port());
    upgrade(client, target);
    EXPECT_TRUE(has(client.readAll(), status)) << target;
  }
  RawClient client(app_.port());
  upgrade(client, "/talk?as=ada");
  const std::string answer = client.readUntil("\r\n\r\n");
  EXPECT_TRUE(has(answer, " 101 ") && has(answer, "X-Caller: ada\r\n")) << answer;
}

TEST_F(TheSteps, StandBeforeEveryMessage) {
  RawClient client(app_.port());
  upgrade(client, "/talk?as=ada");
  client.readUntil("\r\n\r\n");
  client.send(frame("hello"));
  EXPECT_TRUE(has(client.readUntil("ada says hello"), "ada says hello"));
  client.send(frame("range"));
  EXPECT_TRUE(has(client.readUntil("sorry: out of range"), "sorry: out of range"));
  client.send(frame("forbidden"));
  EXPECT_EQ(client.readUntil("Forbidden"),
            "\x88\x0B\x03\xF0"
            "Forbidden");  // 1008
}

class NoGuardModule : public Module {
public:
  NoGuardModule() {
    imports<WsModule>();
    providers<Talk>();
    everywhere<Stamp>();
  }
};

TEST(Steps, ThatNobodyProvidesAreAllNamedBeforeAPortOpens) {
  auto app = Application::create<NoGuardModule>(quiet());
  try {
    app.start();
    FAIL() << "started";
  } catch (const InitializationError& error) {
    const std::string text = error.what();
    for (const std::string_view step : {"CallerGuard", "Stamp"}) {
      EXPECT_NE(text.find(" uses serinus::" + std::string(step) + ", but "), std::string::npos) << text;
      EXPECT_NE(text.find("add providers<serinus::" + std::string(step) + ">() to "), std::string::npos) << text;
    }
  }
}

// ---- Metadata

struct Needs {
  std::string role;
};
struct Asked {
  int times = 0;
};

class NeedsGuard : public Guard {
public:
  Task<bool> canActivate(ExecutionContext& execution) override {
    const Needs* const needs = execution.metadata<Needs>();
    const Asked* const first = execution.metadata<Asked>();
    const Asked* const second = execution.metadata<Asked>();
    execution.context().setHeader("X-Asked", first == nullptr ? "no" : std::to_string(second->times));
    co_return needs == nullptr || execution.context().query("role") == needs->role;
  }
};

class DeskController : public SseController {
public:
  DeskController() : SseController("/desk") {
    use<NeedsGuard>();
    metadata(Needs{"clerk"});
    on(Route::get("/"), [] { return "desk"; });
    on(Route::get("/safe"), [] { return "safe"; }).metadata(Needs{"boss"}).metadata([this](ExecutionContext&) {
      return Asked{++asked_};
    });
    onSse(Route::get("/live"), [](SseContext&) -> SseStream { co_yield "live"; }).metadata(Needs{"boss"});
  }

private:
  int asked_ = 0;
};
class DeskModule : public Module {
public:
  DeskModule() {
    imports<SseModule>();
    controllers<DeskController>();
    providers<NeedsGuard>();
  }
};

TEST(Metadata, OfARouteStandsInPlaceOfThatOfItsController) {
  auto app = Application::create<DeskModule>(quiet());
  app.start();
  const auto ask = [&](const std::string& target) {
    RawClient client(app.port());
    client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    return client.readUntil("\r\n\r\n");
  };
  EXPECT_TRUE(ask("/desk?role=clerk").starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(ask("/desk?role=boss").starts_with("HTTP/1.1 403 "));
  EXPECT_NE(ask("/desk/safe?role=boss").find("X-Asked: 1\r\n"), std::string::npos);  // once for each request
  EXPECT_NE(ask("/desk/safe?role=boss").find("X-Asked: 2\r\n"), std::string::npos);
  EXPECT_TRUE(ask("/desk/safe?role=clerk").starts_with("HTTP/1.1 403 "));
  EXPECT_TRUE(ask("/desk/live?role=boss").starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(ask("/desk/live?role=clerk").starts_with("HTTP/1.1 403 "));
}

}  // namespace
}  // namespace serinus
