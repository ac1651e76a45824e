#include <serinus/serinus.hpp>

#include "support/raw_client.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::RawClient;

ApplicationOptions quiet() {
  return ApplicationOptions{.host = "127.0.0.1", .port = 0, .logger = std::make_shared<NullLogger>()};
}

template <class Root>
std::string faultOf() {
  try {
    auto app = Application::create<Root>(quiet());
    app.start();
  } catch (const InitializationError& error) {
    return error.what();
  }
  return "started";
}

// ---- Wiring

class EchoGateway : public WebSocketGateway {
public:
  EchoGateway() : WebSocketGateway({.path = "/echo"}) {}
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    context.send(message);
    return {};
  }
};
class OtherGateway : public WebSocketGateway {
public:
  OtherGateway() : WebSocketGateway({.path = "echo/"}) {}
  Task<> onMessage(WsMessage, WebSocketContext&) override { return {}; }
};
class StreamController : public SseController {
public:
  StreamController() : SseController("/s") {
    onSse(Route::get("/e"), [](SseContext&) -> SseStream { co_yield "one"; });
  }
};
class ForgotWsModule : public Module {
public:
  ForgotWsModule() { providers<EchoGateway>(); }
};
class ForgotSseModule : public Module {
public:
  ForgotSseModule() { controllers<StreamController>(); }
};
class TwoGateways : public Module {
public:
  TwoGateways() {
    imports<WsModule>();
    providers<EchoGateway, OtherGateway>();
  }
};

TEST(Wiring, AGatewayWithoutItsModuleSaysWhatToImportAndWhere) {
  const std::string fault = faultOf<ForgotWsModule>();
  EXPECT_NE(
      fault.find("EchoGateway is a WebSocket gateway, but no module imports WsModule: add imports<WsModule>() to "),
      std::string::npos)
      << fault;
  EXPECT_NE(fault.find("ForgotWsModule"), std::string::npos) << fault;
}

TEST(Wiring, AStreamWithoutItsModuleSaysWhatToImportAndWhere) {
  const std::string fault = faultOf<ForgotSseModule>();
  EXPECT_NE(fault.find(
                "StreamController serves event streams, but no module imports SseModule: add imports<SseModule>() to "),
            std::string::npos)
      << fault;
}

TEST(Wiring, TwoGatewaysOfOnePathAreBothNamed) {
  const std::string fault = faultOf<TwoGateways>();
  EXPECT_NE(fault.find("EchoGateway"), std::string::npos) << fault;
  EXPECT_NE(fault.find("OtherGateway"), std::string::npos) << fault;
}

class PostedStream : public SseController {
public:
  PostedStream() {
    onSse(Route::post("/x"), [](SseContext&) -> SseStream { co_return; });
  }
};
class StreamOverRoute : public SseController {
public:
  StreamOverRoute() {
    on(Route::get("/x"), [](RequestContext&) { return Response::text("x"); });
    onSse(Route::get("/x"), [](SseContext&) -> SseStream { co_return; });
  }
};
class RouteOverStream : public SseController {
public:
  RouteOverStream() {
    onSse(Route::get("/x"), [](SseContext&) -> SseStream { co_return; });
    on(Route::get("/x"), [](RequestContext&) { return Response::text("x"); });
  }
};

TEST(OnSse, TakesGetAloneAndNoPathTwice) {
  EXPECT_THROW(PostedStream(), std::invalid_argument);
  EXPECT_THROW(StreamOverRoute(), std::invalid_argument);
  EXPECT_THROW(RouteOverStream(), std::invalid_argument);
}

// ---- Lifecycle

std::vector<std::string>& stages() {
  static std::vector<std::string> all;
  return all;
}

class Store : public OnApplicationInit, public OnApplicationReady, public OnApplicationShutdown {
public:
  Task<> onApplicationInit() override {
    co_await sleep(1ms);
    stages().emplace_back("store init");
  }
  Task<> onApplicationReady() override {
    stages().emplace_back("store ready");
    return {};
  }
  Task<> onApplicationShutdown() override {
    stages().emplace_back("store shutdown");
    return {};
  }
};
struct Settings {
  explicit Settings(int number) : value(number) {}
  int value;
};
class Service : public OnApplicationInit, public OnApplicationShutdown {
public:
  Service(Store&, const Settings& settings) : number(settings.value) {}
  Task<> onApplicationInit() override {
    stages().emplace_back("service init");
    return {};
  }
  Task<> onApplicationShutdown() override {
    stages().emplace_back("service shutdown");
    return {};
  }
  int number;
};
class StoreModule : public Module {
public:
  StoreModule() {
    providers<Store>();
    composed([](Store&) -> Task<std::unique_ptr<Settings>> {
      co_await sleep(1ms);
      co_return std::make_unique<Settings>(17);
    });
    exports<Store, Settings>();
  }
};
class ServiceModule : public Module {
public:
  ServiceModule() {
    imports<StoreModule>();
    providers<Service>();
  }
};

TEST(Lifecycle, TellsImportsFirstAndShutsDownInReverseOrder) {
  stages().clear();
  {
    auto app = Application::create<ServiceModule>(quiet());
    app.start();
    EXPECT_EQ(app.use<Service>().number, 17);
    app.stop();
  }
  EXPECT_EQ(stages(), (std::vector<std::string>{"store init", "service init", "store ready", "service shutdown",
                                                "store shutdown"}));
}

// ---- Serving

class PageController : public SseController {
public:
  PageController() {
    on(Route::get("/hello/:name"), [](RequestContext& context) -> Task<Response> {
      co_await context.sleep(1ms);
      co_return Response::text("hello " + std::string(context.param("name")));
    });
    on(Route::get("/throws"), [](RequestContext&) -> Response { throw std::runtime_error("secret"); });
    on(Route::get("/refuses"), [](RequestContext&) -> Response { throw ForbiddenException("not you"); });
    onSse(Route::get("/refused"), [](SseContext& context) -> SseStream {
      co_await context.sleep(1ms);
      throw ForbiddenException("not you either");
      co_yield "never";
    });
    onSse(Route::get("/stream"), [](SseContext& context) -> SseStream { return events(context); });
  }

  static inline std::atomic<int> alive = 0;

private:
  struct Guard {
    Guard() { ++alive; }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    ~Guard() {
      --alive;
      alive.notify_all();
    }
  };
  static SseStream events(SseContext& context) {
    const Guard guard;
    co_yield SseEvent("one").id("1");
    co_await context.sleep(1h);
    co_yield "never";
  }
};
class ServingModule : public Module {
public:
  ServingModule() {
    imports<WsModule, SseModule>();
    providers<EchoGateway>();
    controllers<PageController>();
  }
};

class Serving : public testing::Test {
protected:
  Serving() : app(Application::create<ServingModule>(quiet())) { app.start(); }
  std::string ask(const std::string& path) {
    RawClient client(app.port());
    client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    return client.readAll();
  }
  Application app;
};

TEST_F(Serving, AnswersPipelinedRequestsInOrder) {
  RawClient client(app.port());
  std::string requests;
  for (int i = 0; i < 100; ++i)
    requests += "GET /hello/" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n" +
                (i == 99 ? "Connection: close\r\n" : "") + "\r\n";
  client.send(requests);
  const std::string answers = client.readAll();
  std::size_t at = 0;
  for (int i = 0; i < 100; ++i) {
    at = answers.find("\r\n\r\nhello " + std::to_string(i), at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST_F(Serving, AHandlerThatThrowsCostsOneAnswerAndTellsNothing) {
  const std::string answer = ask("/throws");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
  EXPECT_EQ(answer.find("secret"), std::string::npos);
  EXPECT_TRUE(ask("/refuses").starts_with("HTTP/1.1 403 "));
  EXPECT_TRUE(ask("/hello/you").ends_with("hello you"));
}

TEST_F(Serving, AStreamThatThrowsBeforeItsFirstEventHasARealStatus) {
  EXPECT_TRUE(ask("/refused").starts_with("HTTP/1.1 403 "));
}

TEST_F(Serving, AReaderThatLeavesEndsItsGeneratorInTheMiddleOfASleep) {
  {
    RawClient client(app.port());
    client.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_NE(client.readUntil("data: one\n\n").find("id: 1\n"), std::string::npos);
    EXPECT_EQ(PageController::alive, 1);
  }
  PageController::alive.wait(1);
  EXPECT_EQ(PageController::alive, 0);
}

TEST_F(Serving, AStopEndsStreamsAndClosesSocketsWith1001) {
  RawClient stream(app.port());
  stream.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  stream.readUntil("data: one\n\n");
  RawClient socket(app.port());
  socket.send(
      "GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  EXPECT_NE(socket.readUntil("\r\n\r\n").find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos);
  // The stop waits for the Close that answers its own.
  std::thread stopping([this] { app.stop(); });
  EXPECT_TRUE(stream.readAll().ends_with("0\r\n\r\n"));
  const std::string close = socket.readUntil("\x03\xe9");
  EXPECT_EQ(close.substr(0, 1), "\x88");
  socket.send(std::string("\x88\x82\0\0\0\0\x03\xe9", 8));
  stopping.join();
}

}  // namespace
}  // namespace serinus
