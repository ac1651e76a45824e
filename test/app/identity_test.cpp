#include <serinus/serinus.hpp>

#include "support/web_socket_client.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::RawClient;
using test::WebSocketClient;
using Wall = std::chrono::system_clock;

/// Believes the query: `?as=ada&role=admin&for=60`, seconds.
class NameGuard : public Guard {
public:
  Task<bool> canActivate(ExecutionContext& execution) override {
    Context& context = execution.context();
    const auto name = context.query("as");
    if (!name) co_return true;
    Principal principal{std::string(*name)};
    if (const auto role = context.query("role")) principal.role(std::string(*role));
    if (const auto time = context.query("for"))
      principal.expiresAt(Wall::now() + std::chrono::seconds(std::stol(std::string(*time))));
    context.setPrincipal(std::move(principal));
    co_return true;
  }
};

class WhoController : public SseController {
public:
  WhoController() {
    use<NameGuard>();
    on(Route::get("/who"), [](RequestContext& context) { return Response::text(std::string(context.userId())); });
    on(Route::get("/admin"), [](RequestContext&) { return Response::text("in"); }).use(RolesGuard({"admin", "owner"}));
    onSse(Route::get("/live"),
          [](SseContext& context) -> SseStream { co_yield "for " + std::string(context.userId()); });
  }
};

class WhoGateway : public WebSocketGateway {
public:
  WhoGateway() : WebSocketGateway({.path = "/talk"}) { use<NameGuard>(Door::upgrade); }
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    if (message.text().starts_with("i am ")) context.setPrincipal(Principal(std::string(message.text().substr(5))));
    if (message.text() == "too late") context.setPrincipal(Principal("late").expiresAt(Wall::now() - 1h));
    context.sendText(context.principal() == nullptr ? "nobody" : std::string(context.userId()));
    return {};
  }
};

class IdentityModule : public Module {
public:
  IdentityModule() {
    imports<WsModule, SseModule>();
    providers<NameGuard, WhoGateway>();
    controllers<WhoController>();
  }
};

class AClientsPrincipal : public testing::Test {
protected:
  AClientsPrincipal()
      : app_(Application::create<IdentityModule>(
            {.host = "127.0.0.1", .port = 0, .logger = std::make_shared<NullLogger>()})) {
    app_.start();
  }
  std::string get(std::string_view target) const {
    RawClient client(app_.port());
    client.send("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    return client.readAll();
  }
  std::string refusal(std::string_view target) const {
    try {
      const WebSocketClient client(app_.port(), target);
      return "came in";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }
  static bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

  Application app_;
};

TEST_F(AClientsPrincipal, IsKnownBehindTheGuardThatSetIt) {
  EXPECT_TRUE(get("/who?as=ada").ends_with("\r\n\r\nada"));
  EXPECT_TRUE(get("/who").ends_with("\r\n\r\n"));
  RawClient reader(app_.port());
  reader.send("GET /live?as=ada HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(has(reader.readUntil("data: for ada\n\n"), " 200 "));
}

TEST_F(AClientsPrincipal, OfAnUpgradeStaysWithTheConnection) {
  WebSocketClient client(app_.port(), "/talk?as=ada&for=60");
  client.send("who am i?");
  EXPECT_EQ(client.receive(), "ada");
  WebSocketClient stranger(app_.port(), "/talk");
  stranger.send("who am i?");
  EXPECT_EQ(stranger.receive(), "nobody");
}

TEST_F(AClientsPrincipal, MayBeAnotherOneLater) {
  WebSocketClient client(app_.port(), "/talk?as=ada");
  client.send("i am grace");
  EXPECT_EQ(client.receive(), "grace");
  client.send("too late");
  const WebSocketClient::Frame frame = client.receiveFrame();
  EXPECT_EQ(frame.closeCode(), 1008);
  EXPECT_EQ(frame.payload.substr(2), "the identity has expired");
}

TEST_F(AClientsPrincipal, ThatHasExpiredIsNotTaken) {
  for (const std::string_view target : {"/who?as=ada&for=0", "/live?as=ada&for=-1"}) {
    const std::string answer = get(target);
    EXPECT_TRUE(has(answer, " 401 ") && has(answer, "the identity has expired")) << answer;
  }
  EXPECT_TRUE(has(refusal("/talk?as=ada&for=-60"), " 401 "));
}

TEST_F(AClientsPrincipal, NeedsOneOfTheRoles) {
  EXPECT_TRUE(has(get("/admin"), " 401 "));
  EXPECT_TRUE(has(get("/admin?as=ada"), " 403 "));
  EXPECT_TRUE(has(get("/admin?as=ada&role=guest"), " 403 "));
  EXPECT_TRUE(has(get("/admin?as=ada&role=admin"), " 200 "));
  EXPECT_TRUE(has(get("/admin?as=ada&role=owner"), " 200 "));
}

}  // namespace
}  // namespace serinus
