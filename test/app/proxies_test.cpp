#include <serinus/serinus.hpp>

#include "applications.hpp"

#include <gtest/gtest.h>

#include <string>

namespace serinus {
namespace {

using test::RawClient;

class WhoController : public SseController {
public:
  WhoController() : SseController("/who") {
    on(Route::get("/"), [](RequestContext& context) { return told(context); });
    onSse(Route::get("/live"), [](SseContext& context) -> SseStream { co_yield told(context); });
  }
  static std::string told(const Context& context) {
    return context.peer().address() + ' ' + std::string(context.scheme()) + ' ' + std::string(context.request().host());
  }
};
class WhoGateway : public WebSocketGateway, public OnUpgrade {
public:
  WhoGateway() : WebSocketGateway({.path = "/socket"}) {}
  Task<> onUpgrade(UpgradeContext& context) override {
    context.addHeader("X-Who", WhoController::told(context));
    return {};
  }
};
class WhoModule : public Module {
public:
  WhoModule() {
    imports<WsModule, SseModule>();
    controllers<WhoController>();
    providers<WhoGateway>();
  }
};

ApplicationOptions behind(TrustedProxies proxies) {
  ApplicationOptions options = test::onLoopback();
  options.trustedProxies = std::move(proxies);
  return options;
}

struct Row {
  const char* name;
  TrustedProxies proxies;
  std::string fields;
  std::string who;
};

class Proxies : public testing::TestWithParam<Row> {};

TEST_P(Proxies, TellWhoTheirClientIs) {
  auto app = Application::create<WhoModule>(behind(GetParam().proxies));
  app.start();
  RawClient client(app.port());
  client.send("GET /who HTTP/1.1\r\nHost: inside\r\nConnection: close\r\n" + GetParam().fields + "\r\n");
  const std::string answer = client.readAll();
  EXPECT_TRUE(answer.ends_with("\r\n\r\n" + GetParam().who)) << answer;
}

const TrustedProxies here({"127.0.0.1"});
const TrustedProxies hereAndThere({"127.0.0.0/8", "10.0.0.0/8"});
const TrustedProxies byForwarded({"127.0.0.1"}, ForwardedBy::forwarded);
const std::string forwarded =
    "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\n";

INSTANTIATE_TEST_SUITE_P(
    All, Proxies,
    testing::Values(Row{"Nobody", {}, forwarded, "127.0.0.1 http inside"},
                    Row{"SomebodyElse", TrustedProxies({"192.0.2.0/24"}), forwarded, "127.0.0.1 http inside"},
                    Row{"One", here, forwarded, "192.0.2.7 https shop.example"},
                    Row{"OneThatSaysNothing", here, "", "127.0.0.1 http inside"},
                    Row{"TheNearest", here, "X-Forwarded-For: 203.0.113.9, 192.0.2.7\r\n", "192.0.2.7 http inside"},
                    Row{"OneBehindAnother", hereAndThere, "X-Forwarded-For: 203.0.113.9, 192.0.2.7, 10.1.2.3\r\n",
                        "192.0.2.7 http inside"},
                    Row{"OneThatSaysNoAddress", here, "X-Forwarded-For: unknown\r\n", "127.0.0.1 http inside"},
                    Row{"OneWithABadHost", here, "X-Forwarded-Host: a b\r\nX-Forwarded-For: 192.0.2.7\r\n",
                        "192.0.2.7 http inside"},
                    Row{"TheOtherFieldIsNotRead", here, "Forwarded: for=192.0.2.7\r\n", "127.0.0.1 http inside"},
                    Row{"Forwarded", byForwarded,
                        "Forwarded: for=\"[2001:db8::1]:80\";proto=https;host=shop.example\r\n",
                        "2001:db8::1 https shop.example"},
                    Row{"NorThisOne", byForwarded, forwarded, "127.0.0.1 http inside"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ProxiesTest, EachRequestOfAConnectionHasItsOwnClient) {
  auto app = Application::create<WhoModule>(behind(here));
  app.start();
  RawClient client(app.port());
  client.send("GET /who HTTP/1.1\r\nHost: inside\r\n" + forwarded + "\r\nGET /who HTTP/1.1\r\nHost: inside\r\n\r\n");
  EXPECT_TRUE(client.readUntil("shop.example").ends_with("192.0.2.7 https shop.example"));
  EXPECT_TRUE(client.readUntil("inside").ends_with("127.0.0.1 http inside"));
}

TEST(ProxiesTest, AreAskedForEventStreamsAndGateways) {
  auto app = Application::create<WhoModule>(behind(here));
  app.start();
  RawClient reader(app.port());
  reader.send("GET /who/live HTTP/1.1\r\nHost: inside\r\n" + forwarded + "\r\n");
  EXPECT_TRUE(reader.readUntil("\n\n").find("200") != std::string::npos);
  EXPECT_TRUE(reader.readUntil("shop.example\n\n").ends_with("data: 192.0.2.7 https shop.example\n\n"));
  RawClient socket(app.port());
  socket.send(
      "GET /socket HTTP/1.1\r\nHost: inside\r\n" + forwarded +
      "Origin: https://shop.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  const std::string answer = socket.readUntil("\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 101 ")) << answer;
  EXPECT_NE(answer.find("X-Who: 192.0.2.7 https shop.example\r\n"), std::string::npos) << answer;
}

TEST(ProxiesTest, AreNotCountedAsClients) {
  ApplicationOptions options = behind(here);
  options.connections.perAddress = 1;
  auto app = Application::create<WhoModule>(options);
  app.start();
  RawClient one(app.port());
  RawClient other(app.port());
  for (RawClient* const client : {&one, &other}) {
    client->send("GET /who HTTP/1.1\r\nHost: inside\r\n\r\n");
    EXPECT_TRUE(client->readUntil("inside").starts_with("HTTP/1.1 200 "));
  }
}

TEST(ProxiesTest, ThatAreNoNetworksAreRefused) {
  EXPECT_THROW(TrustedProxies({"10.0.0.1/8"}), std::invalid_argument);
  EXPECT_THROW(TrustedProxies({"localhost"}), std::invalid_argument);
  EXPECT_TRUE(TrustedProxies({"10.0.0.0/8", "::1"}).trusts("::1"));
  EXPECT_FALSE(TrustedProxies({"10.0.0.0/8", "::1"}).trusts("11.0.0.1"));
  EXPECT_FALSE(TrustedProxies().trusts("127.0.0.1"));
}

TEST(ProxyProtocols, AreSpokenOnEveryLoop) {
  ApplicationOptions options = behind(TrustedProxies({"127.0.0.1"}));
  options.proxyProtocol = ProxyProtocol::required;
  options.threads = 2;
  auto app = Application::create<WhoModule>(options);
  app.start();
  for (int i = 0; i < 8; ++i) {
    RawClient client(app.port());
    client.send("PROXY TCP4 192.0.2.7 127.0.0.1 5 6\r\n");
    client.send("GET /who HTTP/1.1\r\nHost: inside\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n");
    const std::string answer = client.readAll();
    EXPECT_TRUE(answer.ends_with("\r\n\r\n192.0.2.7 http inside")) << answer;
  }
  RawClient silent(app.port());
  silent.send("GET /who HTTP/1.1\r\nHost: inside\r\n\r\n");
  EXPECT_EQ(silent.readAll(), "");
  EXPECT_EQ(app.limitCounters()[Limit::proxyHeader], 1U);
}

TEST(ProxyProtocols, NeedProxiesThatAreTrusted) {
  ApplicationOptions options = test::onLoopback();
  options.proxyProtocol = ProxyProtocol::required;
  auto app = Application::create<WhoModule>(options);
  try {
    app.start();
    FAIL() << "it has started";
  } catch (const InitializationError& error) {
    ASSERT_EQ(error.faults().size(), 1U);
    EXPECT_TRUE(error.faults()[0].starts_with("ApplicationOptions::proxyProtocol: ")) << error.faults()[0];
  }
}

}  // namespace
}  // namespace serinus
