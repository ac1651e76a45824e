#include <serinus/serinus.hpp>

#include "support/web_socket_client.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::WebSocketClient;

struct Author {
  std::string name;
  int age = 0;
};
struct Say {
  std::string text;
  std::optional<Author> author;
};
struct Said {
  std::string text;
  std::vector<int> counts;
};
struct Count {
  int to = 0;
};
struct Question {
  std::string text;
};
struct Answer {
  int value = 0;
};

std::atomic<int> liveCounters = 0;

class EventsGateway : public WebSocketGateway {
public:
  EventsGateway() : WebSocketGateway({.path = "/events"}) {
    on<Say>("say", &EventsGateway::onSay);
    on<Say>("sync", [](const Say& say) { return "got " + say.text; });
    on("ping", [] {});
    on<Say>("length", &EventsGateway::length);
    on("fail", [](WebSocketContext&) -> Task<> { throw std::runtime_error("a secret"); });
    on("full", []() -> Task<int> { throw EventException("roomFull", "8 people at most"); });
    on("http", []() -> Task<int> { throw TooManyRequestsException("slow down"); });
    on("bye", []() -> Task<> { throw WsPolicyException("go away"); });
    on("odd", [] { throw 7; });
    on<Count>("count", &EventsGateway::count);
    on<Count>("forever", &EventsGateway::forever);
    on<Question>("relay", &EventsGateway::relay);
    on("guarded", [] {}).use([](ExecutionContext& context) { return context.handler() != "guarded"; });
    on<Say>("late", &EventsGateway::onSay).use([](ExecutionContext& context) -> Task<> {
      co_await context.context().sleep(1ms);
    });
  }

  Task<Said> onSay(Say say, WebSocketContext& context) {
    context.emit("said", say.text);
    co_return Said{say.text + (say.author ? " by " + say.author->name : ""), {1, 2}};
  }
  int length(const Say& say) const noexcept { return static_cast<int>(say.text.size()); }
  AsyncGenerator<int> count(Count count) {
    for (int i = 1; i <= count.to; ++i) {
      if (i == 13) throw EventException("unlucky");
      co_yield i;
    }
  }
  AsyncGenerator<int> forever(Count count, WebSocketContext& context) {
    struct Counter {
      Counter() { ++liveCounters; }
      ~Counter() { --liveCounters; }
    } const counter;
    for (int i = count.to;; ++i) {
      co_yield i;
      co_await context.sleep(1h);
    }
  }
  Task<int> relay(Question question, WebSocketContext& context) {
    const Answer answer = co_await context.call<Answer>("ask", question, 5s);
    co_return answer.value * 2;
  }
};

class EventsModule : public Module {
public:
  EventsModule() {
    imports<WsModule>();
    providers<EventsGateway>();
  }
};

ApplicationOptions quiet() {
  return ApplicationOptions{.host = "127.0.0.1", .port = 0, .logger = std::make_shared<NullLogger>()};
}

class Events : public testing::Test {
protected:
  Events() : app_(Application::create<EventsModule>(quiet())) { app_.start(); }

  /// The first answer to a message.
  std::string answer(std::string_view message) {
    WebSocketClient client(app_.port(), "/events");
    client.send(message);
    return client.receive();
  }

  Application app_;
};

TEST_F(Events, AReturnValueIsTheReply) {
  WebSocketClient client(app_.port(), "/events");
  client.send(R"({"event":"say","data":{"text":"hi","author":{"name":"ada","age":36}},"id":7})");
  EXPECT_EQ(client.receive(), R"({"event":"said","data":"hi"})");
  EXPECT_EQ(client.receive(), R"({"event":"reply","id":7,"data":{"text":"hi by ada","counts":[1,2]}})");
  client.send(R"({"id":"a\"b","data":{"text":"hi"},"event":"sync"})");
  EXPECT_EQ(client.receive(), R"({"event":"reply","id":"a\"b","data":"got hi"})");
  client.send(R"({"event":"length","data":{"text":"four"},"id":8})");
  EXPECT_EQ(client.receive(), R"({"event":"reply","id":8,"data":4})");
}

TEST_F(Events, WithoutAnIdThereIsNoReply) {
  WebSocketClient client(app_.port(), "/events");
  client.send(R"({"event":"sync","data":{"text":"hi"}})");
  client.send(R"({"event":"ping"})");
  client.send(R"({"event":"ping","id":1})");
  EXPECT_EQ(client.receive(), R"({"event":"reply","id":1})");
}

struct Faulty {
  const char* name;
  std::string message;
  std::string answer;
};
std::ostream& operator<<(std::ostream& out, const Faulty& faulty) {
  return out << faulty.name;
}

class FaultyEvent : public Events, public testing::WithParamInterface<Faulty> {};

TEST_P(FaultyEvent, IsAnsweredWithOneErrorFrame) {
  WebSocketClient client(app_.port(), "/events");
  client.send(GetParam().message);
  client.send(R"({"event":"ping","id":99})");
  EXPECT_EQ(client.receive(), GetParam().answer);
  EXPECT_EQ(client.receive(), R"({"event":"reply","id":99})");
}

std::string error(std::string_view id, std::string_view data) {
  return std::string(R"({"event":"error",)").append(id).append("\"data\":").append(data).append("}");
}

INSTANTIATE_TEST_SUITE_P(
    OfAnyKind, FaultyEvent,
    testing::Values(
        Faulty{
            "Unknown", R"({"event":"shout","id":1})",
            error(R"("id":1,)", R"({"code":"unknownEvent","event":"shout","message":"nothing handles this event"})")},
        Faulty{"Misspelt", R"({"event":"Say"})",
               error("", R"({"code":"unknownEvent","event":"Say",)"
                         R"("message":"nothing handles this event; did you mean \"say\"?"})")},
        Faulty{"MissingField", R"({"event":"say","data":{},"id":1})",
               error(R"("id":1,)",
                     R"({"code":"invalidPayload","event":"say","message":"is missing","path":"$.data.text"})")},
        Faulty{
            "MissingData", R"({"event":"say","id":1})",
            error(R"("id":1,)", R"({"code":"invalidPayload","event":"say","message":"is missing","path":"$.data"})")},
        Faulty{
            "NestedField", R"({"event":"say","data":{"text":"x","author":{"name":"a","age":1.5}},"id":1})",
            error(
                R"("id":1,)",
                R"({"code":"invalidPayload","event":"say",)"
                R"("message":"wants an integer from -2147483648 to 2147483647, got 1.5","path":"$.data.author.age"})")},
        Faulty{"Thrown", R"({"event":"fail","id":1})",
               error(R"("id":1,)",
                     R"({"code":"internal","event":"fail","message":"the server could not handle the event"})")},
        Faulty{"ThrownOdd", R"({"event":"odd"})",
               error("", R"({"code":"internal","event":"odd","message":"the server could not handle the event"})")},
        Faulty{"OwnCode", R"({"event":"full","id":"x"})",
               error(R"("id":"x",)", R"({"code":"roomFull","event":"full","message":"8 people at most"})")},
        Faulty{"HttpException", R"({"event":"http","id":1})",
               error(R"("id":1,)", R"({"code":"tooManyRequests","event":"http","message":"slow down"})")},
        Faulty{"Guarded", R"({"event":"guarded","id":1})",
               error(R"("id":1,)", R"({"code":"forbidden","event":"guarded","message":"Forbidden"})")},
        Faulty{"NoObject", "[]",
               error("", R"({"code":"malformed","message":"$: wants an object with a member \"event\""})")},
        Faulty{"NoEvent", "{}", error("", R"({"code":"malformed","message":"$.event: is missing"})")},
        Faulty{"EventTwice", R"({"event":"ping","event":"ping"})",
               error("", R"({"code":"malformed","message":"$.event: stands twice"})")},
        Faulty{"EventNoString", R"({"event":1})",
               error("", R"({"code":"malformed","message":"$.event: wants a string"})")},
        Faulty{
            "IdNoId", R"({"event":"ping","id":1.5})",
            error("",
                  R"({"code":"malformed","message":"$.id: wants a whole number, or a string of at most 64 bytes"})")},
        Faulty{
            "IdTooLong", R"({"event":"ping","id":")" + std::string(65, 'x') + "\"}",
            error("",
                  R"({"code":"malformed","message":"$.id: wants a whole number, or a string of at most 64 bytes"})")}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(Events, TextThatIsNoJsonSaysWhere) {
  const std::string said = answer("{\"event\":");
  EXPECT_TRUE(said.starts_with(R"({"event":"error","data":{"code":"malformed","message":")")) << said;
  EXPECT_NE(said.find("at byte 9"), std::string::npos) << said;
}

TEST_F(Events, AWsExceptionClosesTheClient) {
  EXPECT_EQ(answer(R"({"event":"bye","id":1})"), "closed 1008");
}

TEST_F(Events, PayloadIsReadAfterAStepHasWaited) {
  WebSocketClient one(app_.port(), "/events");
  WebSocketClient two(app_.port(), "/events");
  one.send(R"({"event":"late","data":{"text":"one"},"id":1})");
  two.send(R"({"event":"late","data":{"text":"two"},"id":2})");
  EXPECT_EQ(one.receive(), R"({"event":"said","data":"one"})");
  EXPECT_EQ(two.receive(), R"({"event":"said","data":"two"})");
}

TEST_F(Events, AGeneratorAnswersManyTimes) {
  WebSocketClient client(app_.port(), "/events");
  client.send(R"({"event":"count","data":{"to":2},"id":5})");
  EXPECT_EQ(client.receive(), R"({"event":"next","id":5,"data":1})");
  EXPECT_EQ(client.receive(), R"({"event":"next","id":5,"data":2})");
  EXPECT_EQ(client.receive(), R"({"event":"complete","id":5})");
  client.send(R"({"event":"count","data":{"to":14},"id":6})");
  for (int i = 1; i <= 12; ++i)
    EXPECT_EQ(client.receive(), R"({"event":"next","id":6,"data":)" + std::to_string(i) + "}");
  EXPECT_EQ(client.receive(), error(R"("id":6,)", R"({"code":"unlucky","event":"count","message":""})"));
}

TEST_F(Events, AGeneratorIsCancelledByItsClient) {
  {
    WebSocketClient client(app_.port(), "/events");
    client.send(R"({"event":"forever","data":{"to":1},"id":1})");
    client.send(R"({"event":"forever","data":{"to":2},"id":2})");
    EXPECT_EQ(client.receive(), R"({"event":"next","id":1,"data":1})");
    EXPECT_EQ(client.receive(), R"({"event":"next","id":2,"data":2})");
    client.send(R"({"event":"cancel","id":1})");
    client.send(R"({"event":"cancel","id":77})");
    client.send(R"({"event":"ping","id":3})");  // others go on meanwhile
    EXPECT_EQ(client.receive(), R"({"event":"reply","id":3})");
    EXPECT_EQ(liveCounters.load(), 1);
  }
  app_.stop();
  EXPECT_EQ(liveCounters.load(), 0);
}

TEST_F(Events, MoreStreamsThanAllowedAreRefused) {
  WebSocketClient client(app_.port(), "/events");
  for (int i = 0; i < 33; ++i) client.send(R"({"event":"forever","data":{"to":0},"id":)" + std::to_string(i) + "}");
  for (int i = 0; i < 32; ++i)
    EXPECT_EQ(client.receive(), R"({"event":"next","id":)" + std::to_string(i) + ",\"data\":0}");
  EXPECT_EQ(
      client.receive(),
      error(R"("id":32,)", R"({"code":"tooManyStreams","event":"forever","message":"end or cancel others first"})"));
}

TEST_F(Events, TheServerAsksAndTheClientAnswers) {
  WebSocketClient client(app_.port(), "/events");
  client.send(R"({"event":"relay","data":{"text":"how many?"},"id":1})");
  EXPECT_EQ(client.receive(), R"({"event":"ask","id":"s1","data":{"text":"how many?"}})");
  client.send(R"({"event":"ping","id":2})");  // waits for its turn
  client.send(R"({"event":"ping","id":3})");
  client.send(R"({"event":"reply","id":"s9","data":{"value":1}})");  // nobody asked
  client.send(R"({"event":"reply","id":"s1","data":{"value":21}})");
  EXPECT_EQ(client.receive(), R"({"event":"reply","id":1,"data":42})");
  EXPECT_EQ(client.receive(), R"({"event":"reply","id":2})");
  EXPECT_EQ(client.receive(), R"({"event":"reply","id":3})");
}

TEST_F(Events, AnAnswerMayBeAnError) {
  WebSocketClient client(app_.port(), "/events");
  client.send(R"({"event":"relay","data":{"text":"?"},"id":1})");
  EXPECT_EQ(client.receive(), R"({"event":"ask","id":"s1","data":{"text":"?"}})");
  client.send(R"({"event":"error","id":"s1","data":{"code":"busy","message":"later"}})");
  EXPECT_EQ(client.receive(), error(R"("id":1,)", R"({"code":"busy","event":"relay","message":"later"})"));
  client.send(R"({"event":"relay","data":{"text":"?"},"id":2})");
  EXPECT_EQ(client.receive(), R"({"event":"ask","id":"s2","data":{"text":"?"}})");
  client.send(R"({"event":"reply","id":"s2","data":{"value":"many"}})");
  const std::string said = client.receive();
  EXPECT_TRUE(said.starts_with(R"({"event":"error","id":2,"data":{"code":"invalidPayload","event":"relay")")) << said;
  EXPECT_NE(said.find("$.data.value: wants an integer"), std::string::npos) << said;
}

TEST_F(Events, AClientThatLeavesWithoutAnAnswerEndsTheHandler) {
  {
    WebSocketClient client(app_.port(), "/events");
    client.send(R"({"event":"relay","data":{"text":"?"},"id":1})");
    EXPECT_EQ(client.receive(), R"({"event":"ask","id":"s1","data":{"text":"?"}})");
  }
  EXPECT_EQ(answer(R"({"event":"ping","id":1})"), R"({"event":"reply","id":1})");
}

TEST_F(Events, GoToManyAtOnce) {
  WebSocketClient one(app_.port(), "/events");
  WebSocketClient two(app_.port(), "/events");
  one.send(R"({"event":"ping","id":1})");
  two.send(R"({"event":"ping","id":1})");
  EXPECT_EQ(one.receive(), R"({"event":"reply","id":1})");
  EXPECT_EQ(two.receive(), R"({"event":"reply","id":1})");
  app_.use<EventsGateway>().emit("news", std::map<std::string, int>{{"a", 1}});
  EXPECT_EQ(one.receive(), R"({"event":"news","data":{"a":1}})");
  EXPECT_EQ(two.receive(), R"({"event":"news","data":{"a":1}})");
}

// ---- Mixed with messages, and declarations

class MixedGateway : public WebSocketGateway {
public:
  MixedGateway() : WebSocketGateway({.path = "/mixed"}) {
    on("ping", [] {});
  }
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    context.sendText("raw: " + std::string(message.text()));
    return {};
  }
};
class MuteGateway : public WebSocketGateway {
public:
  MuteGateway() : WebSocketGateway({.path = "/mute"}) {}
};
class MixedModule : public Module {
public:
  MixedModule() {
    imports<WsModule>();
    providers<MixedGateway, MuteGateway>();
  }
};

TEST(MixedEvents, WhatIsNoEventIsAMessage) {
  auto app = Application::create<MixedModule>(quiet());
  app.start();
  WebSocketClient client(app.port(), "/mixed");
  client.send("hello");
  EXPECT_EQ(client.receive(), "raw: hello");
  client.send(R"({"event":"ping","id":1})");
  EXPECT_EQ(client.receive(), R"({"event":"reply","id":1})");
  client.send(R"({"event":"pong","id":2})");
  EXPECT_TRUE(client.receive().starts_with(R"({"event":"error","id":2,"data":{"code":"unknownEvent")"));
}

TEST(MixedEvents, AGatewayWithoutHandlersTakesNoMessages) {
  auto app = Application::create<MixedModule>(quiet());
  app.start();
  WebSocketClient client(app.port(), "/mute");
  client.send("hello");
  EXPECT_EQ(client.receive(), "closed 1003");
}

TEST(EventNames, AreRefusedWhenTakenOrReserved) {
  struct Twice : MuteGateway {
    Twice() {
      on("a", [] {});
      on("a", [] {});
    }
  };
  struct Reserved : MuteGateway {
    explicit Reserved(const char* name) {
      on(name, [] {});
    }
  };
  EXPECT_THROW(Twice(), std::invalid_argument);
  for (const char* const name : {"", "reply", "error", "next", "complete", "cancel"})
    EXPECT_THROW(Reserved{name}, std::invalid_argument) << name;
  EXPECT_NO_THROW(Reserved{"replies"});
}

}  // namespace
}  // namespace serinus
