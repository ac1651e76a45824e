#include "room_world.hpp"

#include <atomic>
#include <memory>

namespace serinus::test {
namespace {

std::atomic<int> alive = 0;

struct Trace {
  Trace() { ++alive; }
  Trace(const Trace& other) : text(other.text) { ++alive; }
  Trace& operator=(const Trace&) = default;
  ~Trace() { --alive; }
  std::string text;
};

class TraceGateway : public WebSocketGateway {
public:
  TraceGateway() : WebSocketGateway({.path = "/trace", .recovery = Recovery{}}) {}
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    if (message.text() == "join") co_await context.join("blue");
    if (message.text() == "add") context.state<Trace>().text += "x";
    std::string answer = std::to_string(std::bit_cast<std::uintptr_t>(&context.loop()));
    if (message.text() == "what") answer = context.tryState<Trace>() != nullptr ? context.state<Trace>().text : "-";
    context.sendText("=" + answer);
  }
};

class TraceModule : public Module {
public:
  TraceModule() {
    imports<WsModule>();
    providers<TraceGateway>();
  }
};

class BadModule : public Module {
public:
  BadModule() {
    imports<WsModule>();
    providers<BadGateway>();
  }

private:
  struct BadGateway : WebSocketGateway {
    BadGateway() : WebSocketGateway({.path = "/bad", .recovery = Recovery{.maxKept = 0}}) {}
  };
};

std::string member(const std::string& frame, const std::string& name) {
  const std::string begin = "\"" + name + "\":\"";
  const auto at = frame.find(begin);
  if (at == std::string::npos) return "";
  return frame.substr(at + begin.size(), frame.find('"', at + begin.size()) - at - begin.size());
}

TEST(ReturningClients, TakeTheirStateFromLoopToLoop) {
  Application app = Application::create<TraceModule>(
      {.host = "127.0.0.1", .port = 0, .threads = 2, .logger = std::make_shared<NullLogger>()});
  app.start();
  auto& gateway = app.use<TraceGateway>();
  auto client = std::make_unique<RoomClient>(app.port(), "/trace");
  std::string session = client->hear();
  const std::string id = member(session, "id");
  client->ask("join");
  std::string loop = client->ask("add");
  std::string trace = "x";
  int moves = 0;
  int takeOvers = 0;
  for (int i = 0; i < 500 && (moves < 10 || takeOvers < 10); ++i) {
    const bool isHalfOpen = i % 2 == 0;
    if (!isHalfOpen) client.reset();
    auto again = std::make_unique<RoomClient>(app.port(), "/trace?recover=" + member(session, "token"));
    session = again->hear();
    ASSERT_TRUE(session.find("\"recovered\":true") != std::string::npos) << i << ": " << session;
    ASSERT_EQ(member(session, "id"), id);
    const std::string where = again->ask("add");
    trace += "x";
    ASSERT_EQ(again->ask("what"), trace);
    gateway.send("to the room", To::room("blue"));
    ASSERT_EQ(again->hear(), "to the room");
    gateway.send("to the id", To::client(std::string_view(id)));
    ASSERT_EQ(again->hear(), "to the id");
    if (where != std::exchange(loop, where)) ++(isHalfOpen ? takeOvers : moves);
    if (isHalfOpen) {
      EXPECT_EQ(client->hear(), "lost");
    }
    client = std::move(again);
  }
  EXPECT_GE(moves, 10);
  EXPECT_GE(takeOvers, 10);
  EXPECT_EQ(alive, 1);
  client.reset();
  app.stop();
  EXPECT_EQ(alive, 0);
}

TEST(ReturningClients, AreNotServedWithOptionsThatCannotBe) {
  try {
    Application::create<BadModule>({.host = "127.0.0.1", .port = 0, .logger = std::make_shared<NullLogger>()}).start();
    FAIL();
  } catch (const InitializationError& error) {
    EXPECT_NE(std::string(error.what()).find("recovery.maxKept is zero"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace serinus::test
