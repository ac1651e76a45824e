#include "failing_calls_dialogue.hpp"
#include "support/web_socket_client.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

using namespace serinus;

namespace {

using namespace std::chrono_literals;
using test::Bystander;
using test::descriptors;
using test::failEverywhere;
using test::FailingCall;
using test::onLoopback;
using test::RawClient;
using test::WebSocketClient;

struct Echo : WebSocketGateway {
  Echo() : WebSocketGateway({.path = "/echo"}) {}
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    if (message.text() == "later") co_await context.sleep(1ms);
    context.send(message);
  }
};

struct Plain : SseController {
  Plain() {
    on(Route::get("/"), [] { return std::string("hello"); });
    on(Route::post("/"), [](RequestContext& context) -> Task<std::string> {
      std::string body(context.body());
      co_await context.sleep(1ms);
      co_return body;
    });
    onSse(Route::get("/events"), [](SseContext& context) -> SseStream {
      const std::string large(30'000, 'x');
      co_yield "first";
      co_await context.sleep(1ms);
      for (int i = 0; i < 50; ++i) co_yield large;
      co_yield "last";
    });
  }
};

struct Root : Module {
  Root() {
    imports<WsModule, SseModule>();
    controllers<Plain>();
    providers<Echo>();
  }
};

/// On two loops.
ApplicationOptions onTwo() {
  ApplicationOptions options = onLoopback();
  options.threads = 2;
  return options;
}

bool isServed(std::uint16_t port) {
  return test::get(port, "/").ends_with("hello");
}

/// Which of the errors of each call.
class WithAFailingCall : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Each, WithAFailingCall, testing::Values(0, 1));

TEST_P(WithAFailingCall, ARequestIsAnsweredOrItsClientLetGo) {
  failEverywhere<Root>(
      onLoopback(),
      [](std::uint16_t port) {
        const std::string large(300'000, 'x');
        RawClient client(port);
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        const bool hasFirst = client.readUntil("hello").ends_with("hello");
        client.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 300000\r\n\r\n" + large);
        return hasFirst && client.readAll().ends_with("\r\n\r\n" + large);
      },
      isServed, GetParam());
}

TEST_P(WithAFailingCall, AWebSocketIsServedOrItsClientLetGo) {
  failEverywhere<Root>(
      onLoopback(),
      [](std::uint16_t port) {
        WebSocketClient client(port, "/echo");
        const std::string large(60'000, 'x');
        client.send("at once");
        if (client.receive() != "at once") return false;
        client.send("later");
        client.send(large);
        if (client.receive() != "later" || client.receive() != large) return false;
        client.close();
        return client.receive() == "closed 1000" && client.receive() == "gone";
      },
      isServed, GetParam());
}

TEST_P(WithAFailingCall, AnEventStreamGoesOnOrItsClientIsLetGo) {
  failEverywhere<Root>(
      onLoopback(),
      [](std::uint16_t port) {
        RawClient client(port);
        client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
        return client.readUntil("data: last\n\n").ends_with("data: last\n\n");
      },
      isServed, GetParam());
}

TEST_P(WithAFailingCall, AnApplicationStartsOrSaysWhyNot) {
  for (std::size_t n = 0;; ++n) {
    const std::ptrdiff_t before = descriptors();
    std::string struck;
    std::string fault;
    {
      auto app = Application::create<Root>(onTwo());
      {
        const FailingCall failing(n, GetParam());
        try {
          app.start();
        } catch (const std::exception& exception) {
          fault = exception.what();
        }
        struck = failing.struck();
      }
      SCOPED_TRACE("call " + std::to_string(n) + ", " + struck + ", told: " + fault);
      const Bystander clients;
      if (!fault.empty()) {
        ASSERT_NO_THROW(app.start()) << "it can be tried again";
      }
      ASSERT_TRUE(isServed(app.port()));
      app.stop();
    }
    ASSERT_EQ(descriptors(), before) << "call " << n << ", " << struck;
    if (!struck.empty()) continue;
    ASSERT_GT(n, 10U);
    return;
  }
}

TEST_P(WithAFailingCall, AnApplicationStopsInTime) {
  for (std::size_t n = 0;; ++n) {
    const std::ptrdiff_t before = descriptors();
    std::string struck;
    {
      auto app = Application::create<Root>(onTwo());
      app.start();
      const Bystander clients;
      WebSocketClient webSocket(app.port(), "/echo");
      RawClient events(app.port());
      events.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
      events.readUntil("data: last\n\n");
      const RawClient idle(app.port());
      ASSERT_TRUE(isServed(app.port()));
      const auto began = std::chrono::steady_clock::now();
      {
        const FailingCall failing(n, GetParam());
        webSocket.close();
        app.stop();
        struck = failing.struck();
      }
      ASSERT_LT(std::chrono::steady_clock::now() - began, 15s) << "call " << n << ", " << struck;
    }
    ASSERT_EQ(descriptors(), before) << "call " << n << ", " << struck;
    if (struck.empty()) return;
  }
}

}  // namespace
