#include "applications.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;

class LoggedController : public SseController {
public:
  LoggedController() {
    on(Route::get("/hello"), [](RequestContext& context) { return Response::text(std::string(context.requestId())); });
    on(Route::get("/own"), [] { return Response::text("x").header("X-Request-Id", "my-own"); });
    on(Route::get("/throws"), [](RequestContext&) -> Response { throw std::runtime_error("secret"); });
    on(Route::get("/quiet"), [] { return "quiet"; });
    on(Route::get("/signed"), [](RequestContext& context) {
      context.setPrincipal(Principal("ada"));
      return "signed";
    });
    on(Route::get("/streamed"), []() -> AsyncGenerator<std::string> {
      co_yield "one";
      co_yield "two";
    });
    on(Route::get("/breaks"), []() -> AsyncGenerator<std::string> {
      co_yield "one";
      throw std::runtime_error("broken");
    });
    on(Route::get("/slow"), [](RequestContext& context) -> Task<Response> {
      context.use<Logger>().info("slow", "begun");
      co_await context.sleep(1h);
      co_return Response::text("never");
    });
    onSse(Route::get("/events"), [](SseContext& context) -> SseStream { co_yield std::string(context.requestId()); });
    onSse(Route::get("/broken-events"), [](SseContext&) -> SseStream {
      throw std::runtime_error("secret");
      co_yield "never";
    });
  }
};
class LoggedGateway : public WebSocketGateway {
public:
  LoggedGateway() : WebSocketGateway({.path = "/socket"}) {}
  Task<> onMessage(WsMessage, WebSocketContext&) override { return {}; }
};
struct ServedModule : Module {
  ServedModule() {
    imports<WsModule>();
    imports(SseModule({.closeWhenDone = true}));
    providers<LoggedGateway>();
    controllers<LoggedController>();
  }
};
struct LoggedModule : Module {
  LoggedModule() {
    imports<ServedModule>();
    imports(RequestLogModule({.quietPaths = {"/quiet", "/nothing"}}));
  }
};
struct NewIdsModule : Module {
  NewIdsModule() {
    imports<ServedModule>();
    imports(RequestLogModule({.takeIds = false}));
  }
};

template <class Root>
class Served : public testing::Test {
protected:
  Served() { app.start(); }

  std::string ask(const std::string& path, const std::string& fields = "X-Request-Id: mine-1\r\n") {
    test::RawClient client(app.port());
    client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields + "\r\n");
    return client.readAll();
  }
  /// The lines about requests, without the time they took and the client.
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> found;
    for (std::string line : logger->lines()) {
      if (!line.starts_with("info request: ")) continue;
      line.erase(0, 14);
      const std::size_t end = line.find(" ms 127.0.0.1");
      const std::size_t begin = line.rfind(' ', end - 1);
      found.push_back(line.substr(0, begin) + line.substr(end + 13));
    }
    return found;
  }
  [[nodiscard]] static std::string idIn(const std::string& answer) {
    const std::size_t at = answer.find("X-Request-Id: ");
    return at == std::string::npos ? "" : answer.substr(at + 14, answer.find("\r\n", at) - at - 14);
  }

  std::shared_ptr<test::CapturingLogger> logger = std::make_shared<test::CapturingLogger>(LogLevel::info);
  Application app = Application::create<Root>(test::onLoopback(logger));
};
using RequestLogging = Served<LoggedModule>;
using NewIds = Served<NewIdsModule>;
using Unlogged = Served<ServedModule>;

TEST_F(RequestLogging, LogsWhatWasAskedAndAnswered) {
  static_cast<void>(ask("/hello?token=x"));
  static_cast<void>(ask("/nowhere"));
  static_cast<void>(ask("/signed"));
  static_cast<void>(ask("/streamed"));
  EXPECT_EQ(lines(), (std::vector<std::string>{
                         "GET /hello?token=*** 200 6 bytes id=mine-1", "GET /nowhere 404 71 bytes id=mine-1",
                         "GET /signed 200 6 bytes user=ada id=mine-1", "GET /streamed 200 6 bytes id=mine-1"}));
}

TEST_F(RequestLogging, LogsWhatNoParserTakes) {
  test::RawClient client(app.port());
  client.send("GET /\x01 HTTP/1.1\r\n\r\n");
  EXPECT_TRUE(client.readAll().starts_with("HTTP/1.1 400"));
  ASSERT_EQ(lines().size(), 1U);
  EXPECT_TRUE(lines().front().starts_with("- 400 ")) << lines().front();
}

TEST_F(RequestLogging, LogsWhenAStreamOrASocketOpens) {
  EXPECT_EQ(idIn(ask("/events")), "mine-1");
  test::RawClient client(app.port());
  EXPECT_EQ(test::upgrade(client, "/socket"), "HTTP/1.1 101 Switching Protocols");
  ASSERT_EQ(lines().size(), 2U);
  EXPECT_EQ(lines()[0], "GET /events 200 id=mine-1");
  EXPECT_TRUE(lines()[1].starts_with("GET /socket 101 id=")) << lines()[1];
}

TEST_F(RequestLogging, LogsWhatWasCutOffOrLost) {
  static_cast<void>(ask("/breaks"));
  {
    test::RawClient client(app.port());
    client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: lost\r\n\r\n");
    ASSERT_TRUE(logger->waitFor("begun"));
    client.reset();
  }
  ASSERT_TRUE(logger->waitFor("id=lost"));
  EXPECT_EQ(lines(), (std::vector<std::string>{"GET /breaks 200 3 bytes id=mine-1 (cut off)",
                                               "GET /slow 499 id=lost (client lost)"}));
}

TEST_F(RequestLogging, IsQuietWhereItIsToldUnlessThereIsAFault) {
  static_cast<void>(ask("/quiet"));
  static_cast<void>(ask("/nothing"));
  ASSERT_EQ(lines().size(), 1U);
  EXPECT_TRUE(lines().front().starts_with("GET /nothing 404"));
}

// ---- Ids

TEST_F(RequestLogging, TakesAnIdThatIsWellFormed) {
  const std::string answer = ask("/hello");
  EXPECT_EQ(idIn(answer), "mine-1");
  EXPECT_TRUE(answer.ends_with("\r\n\r\nmine-1"));
  EXPECT_EQ(idIn(ask("/nowhere")), "mine-1");
  EXPECT_EQ(idIn(ask("/own")), "my-own");
}

TEST_F(RequestLogging, MakesAnIdInPlaceOfOneThatIsNot) {
  std::vector<std::string> ids;
  for (const char* given : {"", "X-Request-Id: a b\r\n", "X-Request-Id: <b>\r\n", "X-Request-Id:\r\n",
                            "X-Request-Id: a\r\nX-Request-Id: b\r\n"}) {
    const std::string answer = ask("/hello", given);
    ids.push_back(idIn(answer));
    EXPECT_GE(ids.back().size(), 18U) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n" + ids.back()));
  }
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
}

TEST_F(NewIds, TakeNoneOfAClient) {
  EXPECT_NE(idIn(ask("/hello")), "mine-1");
  EXPECT_GE(idIn(ask("/hello")).size(), 18U);
}

TEST_F(RequestLogging, NamesWhatBrokeInTheAnswerAndTheLog) {
  EXPECT_TRUE(ask("/throws").ends_with(
      R"({"statusCode":500,"message":"the server could not answer","path":"/throws","requestId":"mine-1"})"));
  EXPECT_TRUE(logger->waitFor("error GET /throws: a handler threw (request mine-1): secret"));
  EXPECT_TRUE(
      ask("/broken-events")
          .ends_with(
              R"({"statusCode":500,"message":"the server could not answer","path":"/broken-events","requestId":"mine-1"})"));
  EXPECT_TRUE(logger->waitFor("/broken-events: the event stream (request mine-1) threw: secret"));
}

TEST_F(Unlogged, NamesWhatBrokeAllTheSame) {
  const std::string answer = ask("/throws");
  EXPECT_EQ(idIn(answer), "");
  const std::size_t at = answer.find(R"("requestId":")");
  ASSERT_NE(at, std::string::npos);
  const std::string id = answer.substr(at + 13, answer.size() - at - 15);
  EXPECT_TRUE(logger->waitFor("a handler threw (request " + id + "): secret")) << id;
  EXPECT_TRUE(ask("/hello").ends_with("\r\n\r\n"));
  EXPECT_TRUE(lines().empty());
}

}  // namespace
}  // namespace serinus
