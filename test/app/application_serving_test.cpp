#include "applications.hpp"

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

class EchoGateway : public WebSocketGateway {
public:
  EchoGateway() : WebSocketGateway({.path = "/echo"}) {}
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    context.send(message);
    return {};
  }
};
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
  Serving() : app(Application::create<ServingModule>(test::onLoopback())) { app.start(); }
  std::string ask(const std::string& path) const { return test::get(app.port(), path); }
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
  EXPECT_EQ(test::upgrade(socket, "/echo"), "HTTP/1.1 101 Switching Protocols");
  // The stop waits for the Close that answers its own.
  std::size_t forced = 99;
  std::thread stopping([&] { forced = app.stop(); });
  EXPECT_TRUE(stream.readAll().ends_with("0\r\n\r\n"));
  const std::string close = socket.readUntil("\x03\xe9");
  EXPECT_EQ(close.substr(0, 1), "\x88");
  socket.send(std::string("\x88\x82\0\0\0\0\x03\xe9", 8));
  stopping.join();
  EXPECT_EQ(forced, 0U);
}

}  // namespace
}  // namespace serinus
