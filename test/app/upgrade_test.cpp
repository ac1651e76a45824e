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

struct Visits {
  std::string user;
  int messages = 0;
};

/// Does at the door what the query says.
class DoorGateway : public WebSocketGateway, public OnUpgrade {
public:
  DoorGateway() : WebSocketGateway({.path = "/rooms/:room", .subprotocols = {"v2", "v1"}}) {}

  Task<> onUpgrade(UpgradeContext& context) override {
    const std::string what(context.query("do").value_or(""));
    if (what == "forbid") throw ForbiddenException("members only");
    if (what == "throw") throw std::runtime_error("a secret");
    if (what == "throw int") throw 7;
    if (what == "ask")
      context.refuse(Response::empty(Status::unauthorized).header("WWW-Authenticate", "Basic realm=\"camelot\""));
    if (what == "move") context.refuse(Response::redirect("/elsewhere", Status::movedPermanently));
    if (what == "101") context.refuse(Response().status(Status::switchingProtocols));
    if (what == "last") context.chooseSubprotocol(context.offeredSubprotocols().back());
    if (what == "none") context.chooseSubprotocol("");
    if (what == "other") context.chooseSubprotocol("v9");
    if (what == "forge") context.addHeader("Sec-WebSocket-Accept", "x");
    if (what == "wait") co_await context.sleep(1ms);
    context.addHeader("X-Room", context.param("room"));
    context.addCookie(SetCookie("seen", "1"));
    context.setState<Visits>(Visits{std::string(context.header("X-User").value_or("nobody")), 0});
  }

  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    if (message.text() == "throw") throw std::runtime_error("no coroutine threw");
    Visits& visits = context.state<Visits>();
    context.sendText(visits.user + ' ' + std::to_string(++visits.messages));
    return {};
  }
};

class DoorModule : public Module {
public:
  DoorModule() {
    imports<WsModule>();
    providers<DoorGateway>();
  }
};

/// An unmasked key of zeros leaves the payload as it is.
std::string frame(std::string_view text) {
  return std::string{'\x81', static_cast<char>(0x80 | text.size()), 0, 0, 0, 0}.append(text);
}

class AtTheDoor : public testing::Test {
protected:
  AtTheDoor()
      : app_(Application::create<DoorModule>(
            {.host = "127.0.0.1", .port = 0, .logger = std::make_shared<NullLogger>()})) {
    app_.start();
  }

  std::string request(std::string_view query, std::string_view more = "") const {
    return "GET /rooms/blue?do=" + std::string(query) + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(app_.port()) +
           "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-User: ada\r\n" +
           std::string(more) + "\r\n";
  }
  /// The head of the answer, and behind a refusal its body.
  std::string ask(std::string_view query, std::string_view more = "") const {
    RawClient client(app_.port());
    client.send(request(query, more));
    const std::string head = client.readUntil("\r\n\r\n");
    return head.find(" 101 ") != std::string::npos ? head : head + client.readAll();
  }

  Application app_;
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_F(AtTheDoor, AnExceptionIsTheAnswer) {
  const std::string answer = ask("forbid");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 403 Forbidden\r\n")) << answer;
  EXPECT_TRUE(has(answer, "Connection: close\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with(R"({"statusCode":403,"message":"members only","path":"/rooms/blue"})")) << answer;
}

TEST_F(AtTheDoor, WhatIsNoHttpExceptionIsAnsweredWithoutDetails) {
  for (const std::string_view what : {"throw", "throw%20int", "101", "other", "forge"}) {
    const std::string answer = ask(what, "Sec-WebSocket-Protocol: v1\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << what << ": " << answer;
    EXPECT_FALSE(has(answer, "secret")) << answer;
  }
}

TEST_F(AtTheDoor, AResponseIsTheAnswer) {
  const std::string asked = ask("ask");
  EXPECT_TRUE(asked.starts_with("HTTP/1.1 401 Unauthorized\r\n")) << asked;
  EXPECT_TRUE(has(asked, "WWW-Authenticate: Basic realm=\"camelot\"\r\n")) << asked;
  const std::string moved = ask("move");
  EXPECT_TRUE(moved.starts_with("HTTP/1.1 301 ")) << moved;
  EXPECT_TRUE(has(moved, "Location: /elsewhere\r\n")) << moved;
}

TEST_F(AtTheDoor, WhatIsAddedComesWithThe101) {
  const std::string answer = ask("");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 101 Switching Protocols\r\n")) << answer;
  for (const std::string_view line :
       {"Upgrade: websocket\r\n", "Connection: Upgrade\r\n", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
        "X-Room: blue\r\n", "Set-Cookie: seen=1\r\n"})
    EXPECT_TRUE(has(answer, line)) << line << answer;
  EXPECT_FALSE(has(answer, "Sec-WebSocket-Protocol")) << answer;
  EXPECT_FALSE(has(answer, "Content-Length")) << answer;
}

TEST_F(AtTheDoor, TheSubprotocolIsOursUnlessAnotherIsChosen) {
  constexpr std::string_view offer = "Sec-WebSocket-Protocol: v1, v2\r\nSec-WebSocket-Protocol: v3\r\n";
  EXPECT_TRUE(has(ask("", offer), "Sec-WebSocket-Protocol: v2\r\n"));
  EXPECT_TRUE(has(ask("last", offer), "Sec-WebSocket-Protocol: v3\r\n"));
  EXPECT_FALSE(has(ask("none", offer), "Sec-WebSocket-Protocol"));
}

TEST_F(AtTheDoor, StateStaysWithTheConnectionAlsoWhenTheDoorWaits) {
  for (const std::string_view what : {"", "wait"}) {
    RawClient client(app_.port());
    client.send(request(what) + frame("a"));  // the message waits behind the door
    EXPECT_TRUE(has(client.readUntil("\r\n\r\n"), " 101 "));
    EXPECT_EQ(client.readUntil("ada 1"),
              "\x81\x05"
              "ada 1");
    client.send(frame("b"));
    EXPECT_EQ(client.readUntil("ada 2"),
              "\x81\x05"
              "ada 2");
  }
}

TEST_F(AtTheDoor, AClientThatLeavesWhileTheDoorWaitsIsForgotten) {
  {
    RawClient client(app_.port());
    client.send(request("wait"));
  }
  EXPECT_TRUE(has(ask(""), " 101 "));
}

TEST_F(AtTheDoor, AHandlerThatIsNoCoroutineMayThrow) {
  RawClient client(app_.port());
  client.send(request("") + frame("throw"));
  EXPECT_TRUE(has(client.readUntil("\r\n\r\n"), " 101 "));
  EXPECT_EQ(client.readUntil("\xF3").substr(0, 4), "\x88\x02\x03\xF3");  // 1011
}

}  // namespace
}  // namespace serinus
