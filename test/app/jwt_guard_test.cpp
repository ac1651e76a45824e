#include "security_client.hpp"

#include "support/raw_token.hpp"
#include "support/web_socket_client.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::answers;
using test::Browser;
using test::has;
using test::RawClient;
using test::WebSocketClient;

const std::string secret(32, 's');

JwtKey key() {
  return JwtKey::secret(JwtAlgorithm::hs256, secret);
}
Principal::WallTime wallNow() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}
std::string tokenFor(const std::string& name, std::chrono::seconds lifetime = 60s) {
  return JwtSigner(key(), {.lifetime = lifetime}).sign(Principal(name).role("member"));
}
JwtRules rules() {
  return {.keys = {key()}, .leeway = 0s};
}

class TokenController : public SseController {
public:
  TokenController() {
    const auto who = [](RequestContext& context) { return Response::text("hello " + std::string(context.userId())); };
    on(Route::get("/who"), who).use(JwtGuard("api", rules()));
    on(Route::get("/member"), who).use(JwtGuard("api", rules())).use(RolesGuard({"member"}));
    on(Route::get("/admin"), who).use(JwtGuard("api", rules())).use(RolesGuard({"admin"}));
    on(Route::get("/places"), who).use(JwtGuard("api", rules(), {.cookie = "token", .query = "access_token"}));
    on(Route::get("/past"), who).use(JwtGuard("api", rules(), {.now = [] { return wallNow() + 1h; }}));
    onSse(Route::get("/live"), [](SseContext& context) -> SseStream {
      co_yield "for " + std::string(context.userId());
      co_await context.sleep(1h);
    }).use(JwtGuard("api", rules(), {.query = "access_token"}));
  }
};
class TokenGateway : public WebSocketGateway {
public:
  TokenGateway() : WebSocketGateway({.path = "/talk"}) {
    use(JwtGuard("api", rules(), {.query = "access_token"}), Door::upgrade);
  }
  Task<> onMessage(WsMessage, WebSocketContext& context) override {
    context.sendText(std::string(context.userId()));
    return {};
  }
};
class TokenModule : public Module {
public:
  TokenModule() {
    imports<WsModule, SseModule>();
    providers<TokenGateway>();
    controllers<TokenController>();
  }
};

class ATokensBearer : public testing::Test {
protected:
  ATokensBearer() : app_(Application::create<TokenModule>(test::onLoopback())) { app_.start(); }
  Browser browser() const { return Browser(app_.port()); }
  static std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }
  Application app_;
};

TEST_F(ATokensBearer, IsLetThrough) {
  EXPECT_TRUE(browser().get("/who", bearer(tokenFor("ada"))).ends_with("hello ada"));
  EXPECT_TRUE(answers(browser().get("/member", bearer(tokenFor("ada"))), 200));
  EXPECT_TRUE(answers(browser().get("/admin", bearer(tokenFor("ada"))), 403));
}

TEST_F(ATokensBearer, IsToldWhatRfc6750Says) {
  struct Row {
    std::string fields;
    int status;
    const char* challenge;
  };
  const char* const invalid =
      R"(Bearer realm="api", error="invalid_token", error_description="the token is not valid")";
  const std::string old = JwtSigner(key()).sign(Principal("ada"), wallNow() - 1h);
  for (const auto& [fields, status, challenge] : {
           Row{"", 401, "Bearer realm=\"api\"\r\n"},
           Row{"Authorization: Basic YTpi\r\n", 401, "Bearer realm=\"api\"\r\n"},
           Row{bearer("a.b.c"), 401, invalid},
           Row{bearer(std::string(10'000, 'a')), 401, invalid},
           Row{bearer(tokenFor("ada") + "A"), 401, invalid},
           Row{bearer(test::rawToken(R"({"alg":"none"})", R"({"sub":"ada","exp":4e9})", secret)), 401, invalid},
           Row{bearer(test::rawToken(R"({"alg":"HS256"})", R"({"sub":"ada","exp":1})", std::string(32, 'x'))), 401,
               invalid},
           Row{bearer(old), 401, R"(error="invalid_token", error_description="the token has expired")"},
           Row{bearer(""), 400, R"(error="invalid_request")"},
           Row{bearer("a b"), 400, R"(error="invalid_request")"},
           Row{bearer(tokenFor("ada")) + bearer(tokenFor("ada")), 400, R"(error="invalid_request")"},
       }) {
    const std::string answer = browser().get("/who", fields);
    EXPECT_TRUE(answers(answer, status)) << fields << answer;
    EXPECT_TRUE(has(answer, "WWW-Authenticate: Bearer realm=\"api\"") && has(answer, challenge)) << fields << answer;
  }
}

TEST_F(ATokensBearer, IsJudgedByTheClockOfTheGuard) {
  EXPECT_TRUE(has(browser().get("/past", bearer(tokenFor("ada"))), "the token has expired"));
  EXPECT_TRUE(answers(browser().get("/past", bearer(tokenFor("ada", 2h))), 200));
}

TEST_F(ATokensBearer, MayUseOtherPlacesWhereAskedFor) {
  const std::string token = tokenFor("ada");
  EXPECT_TRUE(answers(browser().get("/who?access_token=" + token), 401)) << "not asked for";
  EXPECT_TRUE(answers(browser().get("/who", "Cookie: token=" + token + "\r\n"), 401)) << "not asked for";
  EXPECT_TRUE(browser().get("/places?access_token=" + token).ends_with("hello ada"));
  EXPECT_TRUE(browser().get("/places", "Cookie: token=" + token + "\r\n").ends_with("hello ada"));
  EXPECT_TRUE(browser().get("/places", "Cookie: token=x\r\n" + bearer(token)).ends_with("hello ada"));
  EXPECT_TRUE(browser().get("/places", "Cookie: token=" + tokenFor("eve") + "\r\n" + bearer(token)).ends_with("ada"));
  EXPECT_TRUE(answers(browser().get("/places?access_token=" + token, bearer(token)), 400)) << "two of them";
  EXPECT_TRUE(answers(browser().get("/places", "Cookie: token=x\r\n"), 401));
  EXPECT_TRUE(answers(browser().get("/places?access_token="), 400));
}

TEST_F(ATokensBearer, IsDisconnectedWhenTheTokenExpires) {
  WebSocketClient client(app_.port(), "/talk?access_token=" + tokenFor("ada", 2s));
  client.send("who?");
  EXPECT_EQ(client.receive(), "ada");
  EXPECT_EQ(client.receive(), "closed 4401");
  EXPECT_THROW(WebSocketClient(app_.port(), "/talk?access_token=x"), std::runtime_error);
  EXPECT_THROW(WebSocketClient(app_.port(), "/talk"), std::runtime_error);
}

TEST_F(ATokensBearer, ReadsAStreamUntilTheTokenExpires) {
  RawClient reader(app_.port());
  reader.send("GET /live?access_token=" + tokenFor("ada", 2s) + " HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string all = reader.readAll();
  EXPECT_TRUE(has(all, " 200 ") && has(all, "data: for ada\n\n")) << all;
  EXPECT_TRUE(answers(browser().get("/live"), 401));
}

}  // namespace
}  // namespace serinus
