#include "mounted.hpp"

#include <serinus/http/http_exception.hpp>

#include <algorithm>
#include <functional>
#include <optional>

namespace serinus::gateway {
namespace {

int alive = 0;

/// What an application keeps with a client.
struct Cart {
  Cart() { ++alive; }
  Cart(const Cart& other) : goods(other.goods) { ++alive; }
  Cart& operator=(const Cart&) = default;
  ~Cart() { --alive; }
  std::string goods;
};

/// Its clients are who their query says: `?as=ada&for=60`.
class ShopGateway : public WebSocketGateway,
                    public OnClientConnect,
                    public OnClientDisconnect,
                    public OnRecoveryExpired,
                    public OnUpgrade {
public:
  explicit ShopGateway(const WebSocketGatewayOptions& options) : WebSocketGateway(options) {
    use(
        [](ExecutionContext& execution) {
          Context& context = execution.context();
          const auto name = context.query("as");
          if (name) context.setPrincipal(Principal(std::string(*name)));
        },
        Door::upgrade);
  }

  Task<> onUpgrade(UpgradeContext& context) override {
    if (context.query("refuse")) throw ForbiddenException("not today");
    return {};
  }
  Task<> onClientConnect(WebSocketContext& context) override {
    if (onGreet) co_await onGreet(context);
    log.push_back(context.recovered() ? "returned" : "connected");
  }
  void onClientDisconnect(WebSocketContext& context, CloseCode closeCode, std::string_view) override {
    log.push_back("left " + std::to_string(code(closeCode)) + (context.mayReturn() ? " for now" : ""));
  }
  void onRecoveryExpired(const ClientInfo& client) override {
    log.push_back("expired " + client.user + "/" + std::to_string(client.rooms.size()));
    expired = client.id;
  }
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    const std::string_view text = message.text();
    if (text.starts_with("join ")) co_await context.join(text.substr(5));
    if (text.starts_with("buy ")) context.state<Cart>().goods += text.substr(4);
    if (text.starts_with("user ")) context.setUser(text.substr(5));
    if (text.starts_with("i am ")) context.setPrincipal(Principal(std::string(text.substr(5))));
    if (text == "cut") context.abort();
    if (text == "kick") context.close(CloseCode::policyViolation, "out");
    if (text == "fail") throw std::runtime_error("oops");
    std::vector<std::string> rooms = context.rooms();
    std::sort(rooms.begin(), rooms.end());
    std::string all;
    for (const std::string& room : rooms) all += room + ",";
    const Cart* const cart = context.tryState<Cart>();
    context.sendText(std::string(context.user()) + "/" + std::string(context.userId()) + "/" + all + "/" +
                     (cart != nullptr ? cart->goods : "-"));
  }

  std::function<Task<>(WebSocketContext&)> onGreet;
  Lines log;
  std::optional<ClientId> expired;
};

class GatewayRecovery : public testing::Test {
protected:
  struct Client {
    Client(MemoryPeer& at, const std::string& target) : peer(&at), talk(at, {.target = target}) {}
    MemoryPeer* peer;
    WebSocketTalk talk;
    std::string token, id, reason;
    bool recovered = false;
  };

  ~GatewayRecovery() override { gateway->hub().cancelHere(); }

  void serve(Recovery recovery = {.window = 10s}, WebSocketLimits limits = {.pingInterval = Duration::zero()}) {
    gateway =
        std::make_unique<ShopGateway>(WebSocketGatewayOptions{.path = "/", .limits = limits, .recovery = recovery});
    GatewayListeners listeners;
    listeners.onUpgrade = gateway.get();
    listeners.onConnect = gateway.get();
    listeners.onDisconnect = gateway.get();
    listeners.onRecoveryExpired = gateway.get();
    mount(world, *gateway, "/shop", listeners);
  }

  Client& join(const std::string& query = "") {
    Client& client = *clients.emplace_back(std::make_unique<Client>(world.connect(), "/shop" + query));
    client.talk.open();
    world.time.settle();
    readSession(client, client.peer->received());
    hear(client);
    return client;
  }
  Client& comeBack(const std::string& token, const std::string& more = "") { return join("?recover=" + token + more); }

  /// A client with a cart in two rooms, lost.
  std::string lostShopper(const std::string& query = "") {
    Client& client = join(query);
    for (const char* text : {"join blue", "join red", "buy tea", "user ada"}) client.talk.text(text);
    hear(client);
    lastId = client.id;
    lose(client);
    return client.token;
  }
  void lose(Client& client, Loss loss = Loss::reset) {
    client.peer->lose(loss);
    world.time.settle();
  }
  Lines hear(Client& client) {
    world.time.settle();
    return client.talk.hear();
  }
  std::string ask(Client& client, std::string_view text = "?") {
    client.talk.text(text);
    const Lines lines = hear(client);
    return lines.empty() ? "nothing" : lines.back();
  }
  static std::string outcome(const Client& client) {
    return client.recovered ? "recovered" : client.reason.empty() ? "new" : client.reason;
  }
  Lines log() { return std::exchange(gateway->log, {}); }

  std::unique_ptr<ShopGateway> gateway;
  World world;
  std::vector<std::unique_ptr<Client>> clients;
  std::string lastId;

private:
  static std::string member(const std::string& frame, const std::string& name) {
    const auto at = frame.find("\"" + name + "\":");
    if (at == std::string::npos) return "";
    std::string value = frame.substr(at + name.size() + 3);
    value = value.substr(0, value.find_first_of(",}"));
    std::erase(value, '"');
    return value;
  }
  static void readSession(Client& client, const std::string& bytes) {
    const auto at = bytes.find(R"({"event":"session","data":{"token":")");
    if (at == std::string::npos) return;
    const std::string line = bytes.substr(at);
    client.token = member(line, "token");
    client.id = member(line, "id");
    client.reason = member(line, "reason");
    client.recovered = member(line, "recovered") == "true";
  }
};

TEST_F(GatewayRecovery, BringsAClientBackWithAllItHad) {
  serve();
  const std::string token = lostShopper();
  EXPECT_EQ(alive, 1);
  EXPECT_EQ(gateway->clientCount(), 0U);
  EXPECT_EQ(log(), (Lines{"connected", "left 1006 for now"}));
  world.time.pass(9s);
  Client& again = comeBack(token);
  EXPECT_EQ(outcome(again), "recovered");
  EXPECT_EQ(again.id, lastId);
  EXPECT_NE(again.token, token);
  EXPECT_EQ(ask(again), "text ada//blue,red,/tea");
  EXPECT_EQ(log(), Lines{"returned"});
  gateway->send("to its id", To::client(std::string_view(lastId)));
  gateway->send("to its room", To::room("red"));
  gateway->send("to its user", To::user("ada"));
  EXPECT_EQ(hear(again), (Lines{"text to its id", "text to its room", "text to its user"}));
  EXPECT_EQ(alive, 1);
}

TEST_F(GatewayRecovery, FindsAReturnedClientWhoseSlotIsTaken) {
  serve();
  Client& first = join();
  lose(first);
  Client& other = join();  // where the first one was
  Client& again = comeBack(first.token);
  EXPECT_EQ(again.id, first.id);
  gateway->send("hello", To::client(std::string_view(first.id)));
  EXPECT_EQ(hear(again), Lines{"text hello"});
  EXPECT_EQ(hear(other), Lines{});
  gateway->send("others", To::allBut(ClientId::parse(first.id).value()));
  EXPECT_EQ(hear(again), Lines{});
  EXPECT_EQ(hear(other), Lines{"text others"});
  lose(again);
  EXPECT_EQ(gateway->clientCount(), 1U);
  EXPECT_EQ(comeBack(again.token).id, first.id) << "and once more";
}

TEST_F(GatewayRecovery, SaysNothingWhereItIsOff) {
  gateway = std::make_unique<ShopGateway>(WebSocketGatewayOptions{.path = "/"});
  EXPECT_EQ(gateway->options().recovery, std::nullopt);
  GatewayListeners listeners;
  gateway->hub().bind({&world.time.loop()}, world.services, std::make_shared<NullLogger>(), "ShopGateway", listeners,
                      {});
  world.endpoints.gateways.add(Method::get, routing::Pattern("/shop"), world.endpoints.webSockets.size(), "test");
  world.endpoints.webSockets.push_back(&gateway->hub());
  Client& client = comeBack("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  EXPECT_EQ(client.token, "");
  EXPECT_EQ(ask(client), "text ///-");
}

TEST_F(GatewayRecovery, EndsWithItsWindow) {
  serve();
  const std::string token = lostShopper();
  log();
  world.time.pass(9s + 900ms);
  EXPECT_EQ(log(), Lines{});
  EXPECT_EQ(alive, 1);
  world.time.pass(200ms);
  EXPECT_EQ(log(), Lines{"expired ada/2"}) << "by itself";
  EXPECT_EQ(gateway->expired->text(), lastId);
  EXPECT_EQ(alive, 0);
  Client& late = comeBack(token);
  EXPECT_EQ(outcome(late), "expired");
  EXPECT_NE(late.id, lastId);
  EXPECT_NE(late.token, "") << "a new one to begin with";
  EXPECT_EQ(ask(late), "text ///-");
}

TEST_F(GatewayRecovery, TakesATokenOnce) {
  serve();
  const std::string token = lostShopper();
  Client& again = comeBack(token);
  EXPECT_EQ(outcome(comeBack(token)), "unknown");
  EXPECT_EQ(ask(again), "text ada//blue,red,/tea") << "who has it keeps it";
  EXPECT_EQ(outcome(comeBack(std::string(3000, 'A'))), "unknown");
  EXPECT_EQ(outcome(comeBack("%00%ff")), "unknown");
  EXPECT_EQ(outcome(comeBack("")), "new");
  lose(again);
  EXPECT_EQ(outcome(comeBack(again.token)), "recovered") << "by the one that came with its return";
}

TEST_F(GatewayRecovery, DoesNotFollowAGoodbye) {
  serve();
  for (const CloseCode goodbye : {CloseCode::normal, CloseCode::goingAway, CloseCode::noStatus}) {
    Client& client = join();
    client.talk.text("buy tea");
    client.talk.close(goodbye);
    hear(client);
    lose(client);
    EXPECT_EQ(alive, 0) << code(goodbye);
    EXPECT_EQ(outcome(comeBack(client.token)), "unknown") << code(goodbye);
  }
  Client& client = join();
  client.talk.close(static_cast<CloseCode>(4000), "no answer to my pings");
  hear(client);
  lose(client, Loss::left);
  EXPECT_EQ(outcome(comeBack(client.token)), "recovered") << "a Close that tells of trouble is no goodbye";
}

TEST_F(GatewayRecovery, IsNotForWhomTheServerHasClosed) {
  serve();
  for (const char* how : {"cut", "kick", "fail"}) {
    Client& client = join();
    client.talk.text("buy tea");
    client.talk.text(how);
    hear(client);
    lose(client);
    EXPECT_EQ(alive, 0) << how;
    EXPECT_EQ(outcome(comeBack(client.token)), "unknown") << how;
  }
  Client& wrong = join();
  wrong.peer->send(std::string("\x8F\x80\0\0\0\0", 6));  // no such opcode
  hear(wrong);
  EXPECT_EQ(outcome(comeBack(wrong.token)), "unknown");
}

TEST_F(GatewayRecovery, IsNotForWhomTheServerHasClosedMeanwhile) {
  serve();
  const std::string one = lostShopper();
  const std::string other = lostShopper();
  log();
  gateway->disconnect(To::client(std::string_view(lastId)));
  world.time.settle();
  EXPECT_EQ(log(), Lines{"expired ada/2"});
  EXPECT_EQ(outcome(comeBack(other)), "unknown");
  gateway->disconnect(To::room("blue").exceptUser("ada"));
  EXPECT_EQ(outcome(comeBack(one)), "recovered");
}

TEST_F(GatewayRecovery, FollowsTheEndOfALifetime) {
  serve({.window = 10s}, {.pingInterval = Duration::zero(), .maxLifetime = 60s, .lifetimeSpread = Duration::zero()});
  Client& client = join();
  client.talk.text("buy tea");
  world.time.pass(61s);
  const Lines lines = hear(client);
  ASSERT_FALSE(lines.empty());
  EXPECT_TRUE(lines.back().starts_with("close 10")) << lines.back();
  client.talk.close();
  hear(client);
  lose(client);
  EXPECT_EQ(outcome(comeBack(client.token)), "recovered");
}

TEST_F(GatewayRecovery, WantsTheSameIdentity) {
  serve();
  const std::string token = lostShopper("?as=ada");
  EXPECT_EQ(outcome(comeBack(token, "&as=grace")), "identity");
  EXPECT_EQ(outcome(comeBack(token)), "identity");
  Client& again = comeBack(token, "&as=ada");
  EXPECT_EQ(outcome(again), "recovered");
  EXPECT_EQ(ask(again), "text ada/ada/blue,red,/tea");
}

TEST_F(GatewayRecovery, BringsAPrincipalBackThatAMessageHasSaid) {
  serve();
  Client& client = join();
  client.talk.text("i am ada");
  hear(client);
  lose(client);
  EXPECT_EQ(outcome(comeBack(client.token, "&as=grace")), "identity");
  Client& again = comeBack(client.token);
  EXPECT_EQ(outcome(again), "recovered");
  EXPECT_EQ(ask(again), "text ada/ada//-");
}

TEST_F(GatewayRecovery, TakesOverAConnectionThatIsNotKnownToBeLost) {
  serve();
  Client& old = join();
  for (const char* text : {"join blue", "buy tea"}) old.talk.text(text);
  hear(old);
  log();
  Client& again = comeBack(old.token);
  EXPECT_EQ(outcome(again), "recovered");
  EXPECT_EQ(again.id, old.id);
  EXPECT_TRUE(old.peer->wasReset());
  EXPECT_EQ(log(), (Lines{"left 1006 for now", "returned"}));
  EXPECT_EQ(ask(again), "text //blue,/tea");
  EXPECT_EQ(gateway->clientCount(), 1U);
  EXPECT_EQ(alive, 1);
}

TEST_F(GatewayRecovery, LeavesAConnectionToItsOwner) {
  serve();
  Client& old = join("?as=ada");
  EXPECT_EQ(outcome(comeBack(old.token, "&as=grace")), "identity");
  EXPECT_EQ(ask(old), "text ada/ada//-") << "as if nothing had been";
  EXPECT_EQ(outcome(comeBack(old.token, "&as=ada")), "recovered");
}

TEST_F(GatewayRecovery, NeedsNoSecondSeatForTheSameUser) {
  serve({.window = 10s}, {.pingInterval = Duration::zero(), .maxPerUser = 1, .whenUserIsFull = WhenUserIsFull::refuse});
  Client& old = join("?as=ada");
  EXPECT_EQ(outcome(comeBack(old.token, "&as=ada")), "recovered");
}

TEST_F(GatewayRecovery, LeavesTheTokenToAVisitorWhoIsRefused) {
  serve();
  const std::string token = lostShopper();
  Client& refused = comeBack(token, "&refuse=1");
  EXPECT_EQ(refused.token, "");
  EXPECT_EQ(outcome(comeBack(token)), "recovered");
}

TEST_F(GatewayRecovery, OutlivesALossOnTheWayBack) {
  serve();
  const std::string token = lostShopper();
  gateway->onGreet = [](WebSocketContext& context) -> Task<> { co_await context.sleep(1h); };
  Client& half = comeBack(token);
  EXPECT_EQ(half.token, "");
  lose(half);
  gateway->onGreet = nullptr;
  Client& again = comeBack(token);
  EXPECT_EQ(outcome(again), "recovered") << "the new token was never sent";
  EXPECT_EQ(ask(again), "text ada//blue,red,/tea");
  EXPECT_EQ(alive, 1);
}

TEST_F(GatewayRecovery, KeepsSoManyClients) {
  serve({.window = 10s, .maxKept = 2});
  std::vector<std::string> tokens;
  for (int i = 0; i < 3; ++i) tokens.push_back(lostShopper());
  EXPECT_EQ(alive, 2);
  EXPECT_EQ(std::ranges::count(gateway->log, "expired ada/2"), 1);
  EXPECT_EQ(outcome(comeBack(tokens[0])), "expired");
  EXPECT_EQ(outcome(comeBack(tokens[1])), "recovered");
  EXPECT_EQ(outcome(comeBack(tokens[2])), "recovered");
}

TEST_F(GatewayRecovery, EndsWithTheApplication) {
  serve();
  const std::string token = lostShopper();
  log();
  gateway->hub().cancelHere();
  EXPECT_EQ(alive, 0);
  world.time.pass(20s);
  EXPECT_EQ(log(), Lines{});
}

}  // namespace
}  // namespace serinus::gateway
