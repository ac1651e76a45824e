#include <serinus/ws/client_handshake.hpp>
#include <serinus/ws/handshake.hpp>

#include <gtest/gtest.h>

namespace serinus::ws {
namespace {

TEST(ClientHandshake, WritesTheRequestOfTheRfc) {
  const ClientHandshake handshake({.target = "/chat?x=1", .host = "example.com:3000"});
  EXPECT_EQ(handshake.request(),
            "GET /chat?x=1 HTTP/1.1\r\nHost: example.com:3000\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " +
                handshake.key() + "\r\n\r\n");
}

TEST(ClientHandshake, WritesWhatItWasToldTo) {
  const ClientHandshake handshake(
      {.subprotocols = {"a", "b"}, .origin = "http://x.example", .fields = {{"Cookie", "c=1"}}});
  const std::string request = handshake.request();
  EXPECT_NE(request.find("\r\nOrigin: http://x.example\r\nSec-WebSocket-Protocol: a\r\n"
                         "Sec-WebSocket-Protocol: b\r\nCookie: c=1\r\n\r\n"),
            std::string::npos);
}

TEST(ClientHandshake, DrawsAKeyThatTheServerTakes) {
  const ClientHandshake first({});
  const ClientHandshake second({});
  EXPECT_NE(first.key(), second.key());
  HandshakeRequest request;
  request.isGet = true;
  request.upgrade = "websocket";
  request.connection = "Upgrade";
  request.version = "13";
  request.key = first.key();
  request.keyCount = 1;
  const HandshakeResult result = decideHandshake(request, {});
  ASSERT_TRUE(std::holds_alternative<HandshakeAccepted>(result));
  EXPECT_EQ(first.faultOf({.status = 101,
                           .upgrade = "websocket",
                           .connection = "Upgrade",
                           .accept = std::get<HandshakeAccepted>(result).accept,
                           .protocol = {},
                           .extensions = {}}),
            std::nullopt);
}

TEST(ClientHandshake, NamesWhatIsWrongWithTheAnswer) {
  const ClientHandshake handshake({.subprotocols = {"chat"}});
  const std::string accept = acceptFor(handshake.key());
  const auto answer = [&accept] {
    return HandshakeResponse{.status = 101,
                             .upgrade = "WebSocket",
                             .connection = "upgrade",
                             .accept = accept,
                             .protocol = "chat",
                             .extensions = {}};
  };
  EXPECT_EQ(handshake.faultOf(answer()), std::nullopt);
  auto other = answer();
  other.status = 200;
  EXPECT_EQ(handshake.faultOf(other), "the status is not 101");
  other = answer();
  other.upgrade = std::nullopt;
  EXPECT_EQ(handshake.faultOf(other), "Upgrade is not websocket");
  other = answer();
  other.connection = "close";
  EXPECT_EQ(handshake.faultOf(other), "Connection does not name Upgrade");
  other = answer();
  other.accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  EXPECT_EQ(handshake.faultOf(other), "Sec-WebSocket-Accept does not fit the key");
  other.accept = std::nullopt;
  EXPECT_EQ(handshake.faultOf(other), "Sec-WebSocket-Accept does not fit the key");
  other = answer();
  other.extensions = "permessage-deflate";
  EXPECT_EQ(handshake.faultOf(other), "an extension was agreed to that nobody offered");
  other = answer();
  other.protocol = "Chat";
  EXPECT_EQ(handshake.faultOf(other), "a subprotocol was chosen that nobody offered");
}

}  // namespace
}  // namespace serinus::ws
