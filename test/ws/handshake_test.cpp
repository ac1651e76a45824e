#include <serinus/ws/handshake.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <ostream>

namespace serinus::ws {
namespace {

HandshakeRequest good() {
  HandshakeRequest request;
  request.isGet = true;
  request.host = "server.example.com";
  request.upgrade = "websocket";
  request.connection = "Upgrade";
  request.version = "13";
  request.key = "dGhlIHNhbXBsZSBub25jZQ==";
  request.keyCount = 1;
  return request;
}

using Change = std::function<void(HandshakeRequest&)>;

struct Row {
  const char* name;
  Change change;
  int status;  // 101 for an accepted one
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

int statusOf(const HandshakeResult& result) {
  const auto* refused = std::get_if<HandshakeRefused>(&result);
  if (refused == nullptr) return 101;
  EXPECT_FALSE(refused->message.empty());
  return code(refused->status);
}

class Handshake : public testing::TestWithParam<Row> {};

TEST_P(Handshake, IsAnsweredWithTheStatusOfItsFault) {
  HandshakeRequest request = good();
  GetParam().change(request);
  EXPECT_EQ(statusOf(decideHandshake(request, {})), GetParam().status);
}

Change upgrade(std::optional<std::string_view> value) {
  return [value](HandshakeRequest& request) { request.upgrade = value; };
}
Change connection(std::optional<std::string_view> value) {
  return [value](HandshakeRequest& request) { request.connection = value; };
}
Change version(std::optional<std::string_view> value) {
  return [value](HandshakeRequest& request) { request.version = value; };
}
Change key(std::optional<std::string_view> value, std::size_t count = 1) {
  return [value, count](HandshakeRequest& request) {
    request.key = value;
    request.keyCount = count;
  };
}
Change protocol(std::string_view value) {
  return [value](HandshakeRequest& request) { request.protocol = value; };
}
Change extensions(std::string_view value) {
  return [value](HandshakeRequest& request) { request.extensions = value; };
}
Change origin(std::string_view value, std::size_t count = 1) {
  return [value, count](HandshakeRequest& request) {
    request.origin = value;
    request.originCount = count;
  };
}

INSTANTIATE_TEST_SUITE_P(
    Rfc6455Section42, Handshake,
    testing::Values(
        Row{"Good", [](HandshakeRequest&) {}, 101},
        Row{"Post", [](HandshakeRequest& request) { request.isGet = false; }, 405},
        Row{"Http10", [](HandshakeRequest& request) { request.minorVersion = 0; }, 400},
        Row{"Body", [](HandshakeRequest& request) { request.hasBody = true; }, 400},
        Row{"UpgradeMissing", upgrade(std::nullopt), 426}, Row{"UpgradeInCapitals", upgrade("WebSocket"), 101},
        Row{"UpgradeAmongOthers", upgrade("h2c, websocket"), 101}, Row{"UpgradeToAnother", upgrade("h2c"), 426},
        Row{"UpgradeEmpty", upgrade(""), 426}, Row{"UpgradePrefix", upgrade("websockets"), 426},
        Row{"UpgradeWithAVersion", upgrade("websocket/13"), 426}, Row{"UpgradeQuoted", upgrade("\"websocket\""), 426},
        Row{"ConnectionMissing", connection(std::nullopt), 400},
        Row{"ConnectionLikeFirefox", connection("keep-alive, Upgrade"), 101},
        Row{"ConnectionInCapitals", connection("UPGRADE"), 101},
        Row{"ConnectionSpaced", connection("  keep-alive ,\tupgrade "), 101},
        Row{"ConnectionKeepAlive", connection("keep-alive"), 400}, Row{"ConnectionPrefix", connection("upgrades"), 400},
        Row{"ConnectionBySpace", connection("keep-alive upgrade"), 400}, Row{"ConnectionEmpty", connection(""), 400},
        Row{"VersionMissing", version(std::nullopt), 426}, Row{"VersionEmpty", version(""), 426},
        Row{"Version8", version("8"), 426}, Row{"Version12", version("12"), 426}, Row{"Version14", version("14"), 426},
        Row{"Version130", version("130"), 426}, Row{"Version013", version("013"), 426},
        Row{"VersionPadded", version(" 13"), 426}, Row{"VersionPlus", version("+13"), 426},
        Row{"VersionTwice", version("13, 13"), 426}, Row{"VersionList", version("13, 8"), 426},
        Row{"KeyMissing", key(std::nullopt, 0), 400}, Row{"KeyTwice", key("dGhlIHNhbXBsZSBub25jZQ==", 2), 400},
        Row{"KeyEmpty", key(""), 400}, Row{"KeyOf15Bytes", key("MTIzNDU2Nzg5MDEyMzQ1"), 400},
        Row{"KeyOf16Bytes", key("MTIzNDU2Nzg5MDEyMzQ1Ng=="), 101},
        Row{"KeyOf17Bytes", key("MTIzNDU2Nzg5MDEyMzQ1Njc="), 400},
        Row{"KeyOf18Bytes", key("MTIzNDU2Nzg5MDEyMzQ1Njc4"), 400},
        Row{"KeyOfZeros", key("AAAAAAAAAAAAAAAAAAAAAA=="), 101},
        Row{"KeyNotCanonical", key("AAAAAAAAAAAAAAAAAAAAAB=="), 400},
        Row{"KeyUnpadded", key("dGhlIHNhbXBsZSBub25jZQ"), 400},
        Row{"KeyHalfPadded", key("dGhlIHNhbXBsZSBub25jZQ="), 400},
        Row{"KeyWithASpace", key("dGhlIHNhbXBsZSBub25jZQ= "), 400},
        Row{"KeyWithAComma", key("dGhlIHNhbXBsZSBub25jZQ,="), 400},
        Row{"KeyForUrls", key("__________-__________w=="), 400},
        Row{"KeyAllOnes", key("/////////////////////w=="), 101},
        Row{"KeyNotBase64", key("!!!!!!!!!!!!!!!!!!!!!!=="), 400},
        Row{"KeyPaddedInTheMiddle", key("dGhlIHNhbXBs=SBub25jZQ=="), 400}, Row{"ProtocolOne", protocol("chat"), 101},
        Row{"ProtocolList", protocol("chat, superchat"), 101},
        Row{"ProtocolOdd", protocol("!#$%&'*+-.^_`|~09azAZ"), 101}, Row{"ProtocolEmpty", protocol(""), 400},
        Row{"ProtocolComma", protocol(","), 400}, Row{"ProtocolTwice", protocol("chat, superchat, chat"), 400},
        Row{"ProtocolSpaced", protocol("chat room"), 400}, Row{"ProtocolQuoted", protocol("\"chat\""), 400},
        Row{"ProtocolSlash", protocol("chat/1"), 400}, Row{"ProtocolSemicolon", protocol("chat;q=1"), 400},
        Row{"ProtocolBytes", protocol("ch\xC3\xA4t"), 400}, Row{"ProtocolControl", protocol("chat\x01"), 400},
        Row{"ProtocolUnclosedQuote", protocol("chat, \"a, b"), 400},
        Row{"ExtensionsLikeChromium", extensions("permessage-deflate; client_max_window_bits"), 101},
        Row{"ExtensionsUnknown", extensions("x-mux; n=4, bbf-usp-protocol"), 101},
        Row{"ExtensionsEmpty", extensions(""), 400},
        Row{"ExtensionsMalformed", extensions("permessage-deflate; =1"), 400},
        Row{"OriginSame", origin("http://server.example.com"), 101},
        Row{"OriginForeign", origin("http://evil.example"), 403}, Row{"OriginNull", origin("null"), 403},
        Row{"OriginTwice", origin("http://server.example.com", 2), 403},
        Row{"OriginSecure", origin("https://server.example.com"), 403},
        Row{"OriginOverTls",
            [](HandshakeRequest& request) {
              origin("https://server.example.com")(request);
              request.secure = true;
            },
            101}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(HandshakeOrder, TellsAMalformedRequestBeforeAForeignOne) {
  HandshakeRequest request = good();
  origin("http://evil.example")(request);
  protocol("a a")(request);
  EXPECT_EQ(statusOf(decideHandshake(request, {})), 400);
}

TEST(HandshakeOrder, RefusesTwoOriginsEvenWhereAllAreAllowed) {
  HandshakeRequest request = good();
  const HandshakeOptions options{.origins = OriginPolicy({"*"})};
  origin("http://evil.example")(request);
  EXPECT_EQ(statusOf(decideHandshake(request, options)), 101);
  origin("http://evil.example", 2)(request);
  EXPECT_EQ(statusOf(decideHandshake(request, options)), 403);
}

TEST(Accept, IsThatOfTheRfcsExample) {  // RFC 6455, 1.3
  EXPECT_EQ(acceptFor("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  const HandshakeResult result = decideHandshake(good(), {});
  ASSERT_TRUE(std::holds_alternative<HandshakeAccepted>(result));
  EXPECT_EQ(std::get<HandshakeAccepted>(result).accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_EQ(std::get<HandshakeAccepted>(result).subprotocol, std::nullopt);
}

std::optional<std::string> chosen(std::string_view offered, std::vector<std::string> ours) {
  HandshakeRequest request = good();
  request.protocol = offered;
  const HandshakeResult result = decideHandshake(request, {.origins = {}, .subprotocols = std::move(ours)});
  return std::get<HandshakeAccepted>(result).subprotocol;
}

TEST(Subprotocol, IsTheServersFavouriteAmongThoseOffered) {
  EXPECT_EQ(chosen("a, b, c", {"c", "b"}), "c");
  EXPECT_EQ(chosen("a, b", {"c", "b", "a"}), "b");
  EXPECT_EQ(chosen("a", {"a"}), "a");
}

TEST(Subprotocol, IsNoneWhereNoneFits) {
  EXPECT_EQ(chosen("a, b", {}), std::nullopt);
  EXPECT_EQ(chosen("a, b", {"c"}), std::nullopt);
  EXPECT_EQ(chosen("CHAT", {"chat"}), std::nullopt) << "names are compared with their case";
  EXPECT_EQ(chosen("chats", {"chat"}), std::nullopt);
}

TEST(Subprotocol, ListsMayBeLong) {
  std::string list;
  for (int i = 0; i < 5000; ++i) list += "p" + std::to_string(i) + ",";
  EXPECT_EQ(parseSubprotocols(list)->size(), 5000U);
  EXPECT_EQ(parseSubprotocols(list + "p0"), std::nullopt);
}

Request requestWith(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  Request request(Method::get, "/chat");
  request.fields().add("Host", "server.example.com");
  request.fields().add("Upgrade", "websocket");
  request.fields().add("Connection", "Upgrade");
  request.fields().add("Sec-WebSocket-Version", "13");
  request.fields().add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
  for (const auto& [name, value] : fields) request.fields().add(name, value);
  return request;
}

TEST(HandshakeOfARequest, LooksAtEveryFieldOfIt) {
  EXPECT_EQ(statusOf(decideHandshake(requestWith({}), false, {})), 101);
  EXPECT_EQ(statusOf(decideHandshake(requestWith({{"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}}), false, {})),
            400);
  EXPECT_EQ(statusOf(decideHandshake(requestWith({{"Sec-WebSocket-Version", "8"}}), false, {})), 426);
  EXPECT_EQ(statusOf(decideHandshake(requestWith({{"Sec-WebSocket-Extensions", "a;;"}}), false, {})), 400);
  EXPECT_EQ(statusOf(decideHandshake(requestWith({{"Content-Length", "0"}}), false, {})), 101);
  EXPECT_EQ(statusOf(decideHandshake(requestWith({{"Content-Length", "1"}}), false, {})), 400);
  EXPECT_EQ(statusOf(decideHandshake(requestWith({{"Transfer-Encoding", "chunked"}}), false, {})), 400);
  EXPECT_EQ(statusOf(decideHandshake(requestWith({{"Origin", "http://server.example.com"}}), false, {})), 101);
  EXPECT_EQ(statusOf(decideHandshake(requestWith({{"Origin", "http://server.example.com"}}), true, {})), 403);
  EXPECT_EQ(statusOf(decideHandshake(requestWith({{"Origin", "http://evil.example"}}), false, {})), 403);
}

TEST(HandshakeOfARequest, TellsAllThatWasOffered) {
  const Request request = requestWith({{"Sec-WebSocket-Protocol", "a, b"}, {"Sec-WebSocket-Protocol", "c"}});
  const HandshakeResult result = decideHandshake(request, false, HandshakeOptions{{}, {"c", "a"}});
  const auto& accepted = std::get<HandshakeAccepted>(result);
  EXPECT_EQ(accepted.offeredSubprotocols, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(accepted.subprotocol, "c");
}

}  // namespace
}  // namespace serinus::ws
