#include "mounted.hpp"

#include <serinus/gateway/streaming_gateway.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/server/rate_limit_guard.hpp>

#include <stdexcept>

namespace serinus::gateway {
namespace {

/// Echoes. Its clients are who their query says, for so many seconds: `?as=ada&for=60`.
class LimitedGateway : public WebSocketGateway, public OnExpiring {
public:
  explicit LimitedGateway(const WebSocketLimits& limits) : WebSocketGateway({.path = "/", .limits = limits}) {
    use([](ExecutionContext& execution) { introduce(execution.context()); }, Door::upgrade);
  }

  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    if (message.text().starts_with("i am ")) context.setPrincipal(Principal(std::string(message.text().substr(5))));
    if (message.text() == "renew") context.setPrincipal(lasting("ada", 100));
    if (message.text() == "wait") co_await context.sleep(10s);
    if (message.text() == "call") co_return co_await callBack(context);
    context.send(message);
  }
  Task<> onExpiring(WebSocketContext& context) override {
    context.sendText("expiring");
    return expiring ? expiring(context) : Task<>();
  }

  static Principal lasting(std::string name, int seconds) {
    return Principal(std::move(name)).expiresAt(std::chrono::system_clock::now() + std::chrono::seconds(seconds));
  }

  std::function<Task<>(WebSocketContext&)> expiring;

private:
  static Task<> callBack(WebSocketContext& context) {
    std::string outcome = "answered";
    try {
      co_await context.call("ask", 1);
    } catch (const EventException& exception) {
      outcome = exception.code();
    }
    context.sendText(outcome);
  }
  static void introduce(Context& context) {
    const auto name = context.query("as");
    if (!name) return;
    const auto time = context.query("for");
    context.setPrincipal(time ? lasting(std::string(*name), std::stoi(std::string(*time)))
                              : Principal(std::string(*name)));
  }
};

class GatewayLimits : public testing::Test {
protected:
  struct Client {
    Client(MemoryPeer& at, const std::string& target) : peer(&at), talk(at, {.target = target}) {}
    MemoryPeer* peer;
    WebSocketTalk talk;
  };

  /// To be called before clients come. Silent clients are not pinged.
  void serve(WebSocketLimits limits, bool asksForRenewal = false) {
    limits.pingInterval = Duration::zero();
    gateway = std::make_unique<LimitedGateway>(limits);
    prepare(*gateway);
    mount(*gateway, asksForRenewal ? gateway.get() : nullptr);
  }
  virtual void prepare(LimitedGateway&) {}
  void mount(WebSocketGateway& made, OnExpiring* expiring = nullptr) {
    GatewayListeners listeners;
    listeners.onExpiring = expiring;
    gateway::mount(world, made, "/limited", listeners);
  }

  /// What the client hears of its handshake: `open`, or `refused …`.
  std::string comeIn(const std::string& query = "") {
    client = clients.emplace_back(std::make_unique<Client>(world.connect(), "/limited" + query)).get();
    client->talk.open();
    const Lines lines = hear();
    return lines.empty() ? "" : lines.front();
  }
  Client& join(const std::string& query = "") {
    EXPECT_EQ(comeIn(query), "open");
    return *client;
  }
  Lines hear() { return hear(*client); }
  Lines hear(Client& who) {
    world.time.settle();
    return who.talk.hear();
  }
  [[nodiscard]] std::uint64_t count(Limit limit) const { return gateway->limitCounters()[limit]; }

  std::unique_ptr<LimitedGateway> gateway;
  std::unique_ptr<WebSocketGateway> streaming;
  World world;
  std::vector<std::unique_ptr<Client>> clients;
  Client* client = nullptr;
};

// ---- Calls

TEST_F(GatewayLimits, LetAClientTakeFiveSecondsToAnswerACall) {
  serve({});
  join();
  client->talk.text("call");
  EXPECT_EQ(hear(), Lines{R"(text {"event":"ask","id":"s1","data":1})"});
  world.time.pass(4'900ms);
  EXPECT_EQ(hear(), Lines());
  world.time.pass(200ms);
  EXPECT_EQ(hear(), Lines{"text timeout"});
  client->talk.text("call");
  EXPECT_EQ(hear().size(), 1U);
  world.time.pass(4'900ms);
  client->talk.text(R"({"event":"reply","id":"s2"})");
  EXPECT_EQ(hear(), Lines{"text answered"});
}

// ---- Messages

TEST_F(GatewayLimits, AreOffForMessagesUnlessSaid) {
  serve({});
  join();
  for (int i = 0; i < 1000; ++i) client->talk.text("x");
  EXPECT_EQ(hear().size(), 1000U);
}

TEST_F(GatewayLimits, DelayMessagesAndReadNoMoreMeanwhile) {
  serve({.messageRate = RateLimit::perSecond(10).burst(3)});
  join();
  for (int i = 0; i < 6; ++i) client->talk.text("x");
  EXPECT_EQ(hear().size(), 3U);
  client->peer->send(std::string(100'000, 'x'));
  world.time.settle();
  EXPECT_GT(client->peer->unread(), 30'000U) << "the sender is held up";
  world.time.pass(99ms, 1ms);
  EXPECT_EQ(hear().size(), 0U);
  world.time.pass(1ms, 1ms);
  EXPECT_EQ(hear().size(), 1U);
  world.time.pass(100ms, 1ms);
  EXPECT_EQ(hear().size(), 1U);
  EXPECT_EQ(count(Limit::messageDelayed), 3U);
}

TEST_F(GatewayLimits, ForgetAClientThatLeavesInItsDelay) {
  serve({.messageRate = RateLimit::perMinute(1)});
  join();
  client->talk.text("one");
  client->talk.text("two");
  EXPECT_EQ(hear(), Lines{"text one"});
  client->talk.close();
  client->peer->end();
  world.time.settle();
  EXPECT_TRUE(client->peer->closed());
  EXPECT_EQ(gateway->clientCount(), 0U);
}

TEST_F(GatewayLimits, CloseASenderOfTooManyMessages) {
  serve({.messageRate = RateLimit::perSecond(10).burst(3).whenExceeded(WhenExceeded::close)});
  join();
  for (int i = 0; i < 3; ++i) client->talk.text("x");
  EXPECT_EQ(hear(), Lines(3, "text x"));
  client->talk.text("x");
  EXPECT_EQ(hear(), Lines{"close 1008 too many messages"});
  EXPECT_EQ(count(Limit::messageRate), 1U);
  join();
  client->talk.text("x");
  EXPECT_EQ(hear(), Lines{"text x"}) << "each client by itself";
}

TEST_F(GatewayLimits, RefuseMessagesByAClose) {
  serve({.messageRate = RateLimit::perSecond(10).burst(1).whenExceeded(WhenExceeded::refuse)});
  join();
  client->talk.text("x");
  client->talk.text("x");
  EXPECT_EQ(hear(), (Lines{"text x", "close 1008 Too Many Requests"}));
  EXPECT_EQ(count(Limit::messageRefused), 1U);
}

/// Tells the client instead.
class Forgiving : public ExceptionFilter {
public:
  Task<bool> onException(ExecutionContext& context, std::exception_ptr exception) override {
    try {
      std::rethrow_exception(exception);
    } catch (const TooManyRequestsException&) {
      context.as<WebSocketContext>()->sendText("slower: " + std::string(asText(context.payload())));
      co_return true;
    }
  }
};

class GatewayLimitsBehindAFilter : public GatewayLimits {
  void prepare(LimitedGateway& made) override { made.use(Forgiving(), Door::message); }
};

TEST_F(GatewayLimitsBehindAFilter, RefuseMessagesAsItSays) {
  serve({.messageRate = RateLimit::perSecond(10).burst(1).whenExceeded(WhenExceeded::refuse)});
  join();
  client->talk.text("a");
  client->talk.text("b");
  EXPECT_EQ(hear(), (Lines{"text a", "text slower: b"}));
  world.time.pass(100ms);
  client->talk.text("c");
  EXPECT_EQ(hear(), Lines{"text c"});
}

class GatewayLimitsOfEvents : public GatewayLimits {
  void prepare(LimitedGateway& made) override {
    made.on("a", [] { return std::string("gone"); });
  }
};

TEST_F(GatewayLimitsOfEvents, RefuseThemByAnErrorFrame) {
  serve({.messageRate = RateLimit::perSecond(10).burst(1).whenExceeded(WhenExceeded::refuse)});
  join();
  client->talk.text(R"({"event":"a","id":1})");
  client->talk.text(R"({"event":"a","id":2})");
  client->talk.text("no event");
  EXPECT_EQ(
      hear(),
      (Lines{
          R"(text {"event":"reply","id":1,"data":"gone"})",
          R"(text {"event":"error","id":2,"data":{"code":"tooManyRequests","event":"a","message":"Too Many Requests"}})",
          R"(text {"event":"error","data":{"code":"tooManyRequests","message":"Too Many Requests"}})"}));
}

/// Reads each message in pieces, and tells how much it was.
class LimitedStreams : public StreamingGateway {
public:
  explicit LimitedStreams(const WebSocketLimits& limits) : StreamingGateway({.path = "/", .limits = limits}) {}

  Task<> onMessageStream(WebSocketContext& context) override {
    std::size_t size = 0;
    for (bool isLast = false; !isLast;) {
      const WsChunk chunk = co_await context.nextChunk();
      size += chunk.size();
      isLast = chunk.isLast();
    }
    context.sendText("read " + std::to_string(size));
  }
};

class GatewayLimitsOfStreams : public GatewayLimits {
protected:
  void serveStreams(const WebSocketLimits& limits) {
    streaming = std::make_unique<LimitedStreams>(limits);
    mount(*streaming);
    join();
  }
  /// A message of 5 bytes in two frames.
  void send() {
    client->talk.frame(ws::Opcode::binary, "abc", false);
    client->talk.frame(ws::Opcode::continuation, "de");
  }
};

TEST_F(GatewayLimitsOfStreams, DelayThem) {
  serveStreams({.messageRate = RateLimit::perSecond(10).burst(2)});
  for (int i = 0; i < 3; ++i) send();
  EXPECT_EQ(hear(), Lines(2, "text read 5"));
  world.time.pass(99ms, 1ms);
  EXPECT_EQ(hear(), Lines());
  world.time.pass(1ms, 1ms);
  EXPECT_EQ(hear(), Lines{"text read 5"});
  EXPECT_EQ(streaming->limitCounters()[Limit::messageDelayed], 1U);
}

TEST_F(GatewayLimitsOfStreams, CloseASenderOfTooMany) {
  serveStreams({.messageRate = RateLimit::perSecond(10).burst(2).whenExceeded(WhenExceeded::close)});
  for (int i = 0; i < 2; ++i) send();
  EXPECT_EQ(hear(), Lines(2, "text read 5"));
  client->talk.frame(ws::Opcode::binary, "abc", false);
  EXPECT_EQ(hear(), Lines{"close 1008 too many messages"}) << "it need not be whole for that";
}

// ---- Users

TEST_F(GatewayLimits, RefuseAUserWhoIsThereOftenEnough) {
  serve({.maxPerUser = 2});
  Client& first = join("?as=ada");
  join("?as=ada");
  const std::string refused = comeIn("?as=ada");
  EXPECT_TRUE(refused.starts_with("refused HTTP/1.1 429 ")) << refused;
  EXPECT_EQ(count(Limit::userRefused), 1U);
  join("?as=grace");
  for (int i = 0; i < 3; ++i) join();  // nobody is not counted
  first.talk.close();
  EXPECT_EQ(hear(first), Lines{"close 1000"});
  first.peer->end();
  world.time.settle();
  join("?as=ada");
  EXPECT_TRUE(comeIn("?as=ada").starts_with("refused "));
}

TEST_F(GatewayLimits, CloseTheOldestOfAUser) {
  serve({.maxPerUser = 2, .whenUserIsFull = WhenUserIsFull::closeOldest});
  Client& first = join("?as=ada");
  Client& second = join("?as=ada");
  Client& third = join("?as=ada");
  EXPECT_EQ(hear(first), Lines{"close 4409 replaced by a newer connection"});
  EXPECT_EQ(hear(second), Lines());
  EXPECT_EQ(hear(third), Lines());
  join("?as=ada");
  EXPECT_EQ(hear(second), Lines{"close 4409 replaced by a newer connection"});
  EXPECT_EQ(count(Limit::userReplaced), 2U);
}

TEST_F(GatewayLimits, HoldForAUserWhoIsKnownLater) {
  serve({.maxPerUser = 1});
  join();
  client->talk.text("i am ada");
  client->talk.text("i am ada");
  EXPECT_EQ(hear(), (Lines{"text i am ada", "text i am ada"})) << "one, however often it is said";
  Client& second = join();
  second.talk.text("i am ada");
  EXPECT_EQ(hear(second), Lines{"close 1008 too many connections of this user"});
  Client& third = join();
  third.talk.text("i am grace");
  EXPECT_EQ(hear(third), Lines{"text i am grace"});
  clients.front()->talk.text("i am grace");
  EXPECT_EQ(hear(*clients.front()), Lines{"close 1008 too many connections of this user"});
  EXPECT_EQ(comeIn("?as=ada"), "open") << "who became another one has left the place";
}

TEST_F(GatewayLimits, FindAUserByItsPrincipal) {
  serve({});
  Client& ada = join("?as=ada");
  Client& grace = join();
  grace.talk.text("i am grace");
  EXPECT_EQ(hear(grace), Lines{"text i am grace"});
  gateway->send("to ada", To::user("ada"));
  EXPECT_EQ(hear(ada), Lines{"text to ada"});
  gateway->disconnect(To::user("grace"), CloseCode::policyViolation, "signed out");
  EXPECT_EQ(hear(grace), Lines{"close 1008 signed out"});
  EXPECT_EQ(hear(ada), Lines());
}

// ---- Principals that expire. The wall clock goes on by itself, and ends are cut to seconds: a second of tolerance.

TEST_F(GatewayLimits, CloseAClientWhosePrincipalExpires) {
  serve({});
  join("?as=ada&for=60");
  world.time.pass(58s);
  EXPECT_EQ(hear(), Lines());
  world.time.pass(2'200ms);
  EXPECT_EQ(hear(), Lines{"close 4401 expired"});
  EXPECT_EQ(count(Limit::expiry), 1U);
}

TEST_F(GatewayLimits, CloseItAlsoWhileItsHandlerWaits) {
  serve({});
  join("?as=ada&for=5");
  client->talk.text("wait");
  world.time.pass(5'200ms);
  EXPECT_EQ(hear(), Lines{"close 4401 expired"});
}

TEST_F(GatewayLimits, AskForRenewalBefore) {
  serve({.expiryNotice = 20s}, true);
  join("?as=ada&for=60");
  world.time.pass(38s);
  EXPECT_EQ(hear(), Lines());
  world.time.pass(2'200ms);
  EXPECT_EQ(hear(), Lines{"text expiring"});
  world.time.pass(18s);
  EXPECT_EQ(hear(), Lines()) << "asked once";
  world.time.pass(2'200ms);
  EXPECT_EQ(hear(), Lines{"close 4401 expired"});
}

TEST_F(GatewayLimits, KeepAClientThatRenewsInAMessage) {
  serve({.expiryNotice = 20s}, true);
  join("?as=ada&for=60");
  world.time.pass(42s);
  EXPECT_EQ(hear(), Lines{"text expiring"});
  client->talk.text("renew");  // for 100 s
  EXPECT_EQ(hear(), Lines{"text renew"});
  world.time.pass(78s);
  EXPECT_EQ(hear(), Lines());
  world.time.pass(3s);
  EXPECT_EQ(hear(), Lines{"text expiring"}) << "asked again";
  world.time.pass(20s);
  EXPECT_EQ(hear(), Lines{"close 4401 expired"});
}

TEST_F(GatewayLimits, KeepAClientThatTheGatewayRenewsMeanwhileReadingOn) {
  serve({.expiryNotice = 20s}, true);
  gateway->expiring = [](WebSocketContext& context) -> Task<> {
    co_await context.sleep(10s);
    context.setPrincipal(LimitedGateway::lasting("ada", 1000));
  };
  join("?as=ada&for=60");
  world.time.pass(42s);
  client->talk.text("still here");
  EXPECT_EQ(hear(), (Lines{"text expiring", "text still here"}));
  world.time.pass(100s, 1s);
  EXPECT_EQ(hear(), Lines());
}

TEST_F(GatewayLimits, CloseAClientThatCannotBeRenewed) {
  for (const bool waits : {false, true}) {
    serve({.expiryNotice = 20s}, true);
    gateway->expiring = [waits](WebSocketContext& context) -> Task<> {
      if (waits)
        return [](WebSocketContext& at) -> Task<> {
          co_await at.sleep(1s);
          throw UnauthorizedException("sign in again");
        }(context);
      throw UnauthorizedException("sign in again");
    };
    join("?as=ada&for=60");
    world.time.pass(43s);
    EXPECT_EQ(hear(), (Lines{"text expiring", "close 1008 sign in again"}));
    world.endpoints.gateways = {};
    world.server.cut();
  }
}

TEST_F(GatewayLimits, ForgetARenewalWhenTheClientLeaves) {
  serve({.expiryNotice = 20s}, true);
  int renewing = 0;
  gateway->expiring = [&renewing](WebSocketContext& context) -> Task<> {
    const server::Living living(renewing);
    co_await context.sleep(10s);
  };
  join("?as=ada&for=60");
  world.time.pass(42s);
  EXPECT_EQ(renewing, 1);
  client->peer->lose(Loss::reset);
  world.time.settle();
  EXPECT_EQ(renewing, 0);
}

TEST_F(GatewayLimits, DoNotLetAnExpiredPrincipalIn) {
  serve({});
  EXPECT_TRUE(comeIn("?as=ada&for=0").starts_with("refused HTTP/1.1 401 "));
}

// ---- The guard

class GuardedGateway : public GatewayLimits {
protected:
  void guard(RateLimit limit, RateLimitGuardOptions options, Doors doors) {
    limit_ = limit;
    options_ = options;
    doors_ = doors;
    serve({});
  }

private:
  void prepare(LimitedGateway& made) override { made.use(RateLimitGuard(limit_, options_), doors_); }
  RateLimit limit_;
  RateLimitGuardOptions options_;
  Doors doors_ = Doors::all();
};

TEST_F(GuardedGateway, RefusesConnectionsBeforeThe101) {
  guard(RateLimit::perMinute(6).burst(2), {.by = RateLimitBy::address}, Door::upgrade);
  join();
  join();
  client = clients.emplace_back(std::make_unique<Client>(world.connect(), "/limited")).get();
  client->talk.open();
  world.time.settle();
  const std::string answer = client->peer->take();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 429 ")) << answer;
  EXPECT_NE(answer.find("\r\nRetry-After: 10\r\n"), std::string::npos) << answer;
  world.time.pass(10s);
  join();
}

TEST_F(GuardedGateway, MetersTheMessagesOfEachConnection) {
  guard(RateLimit::perSecond(1).burst(2).whenExceeded(WhenExceeded::close), {.by = RateLimitBy::connection},
        Door::message);
  Client& first = join();
  for (int i = 0; i < 2; ++i) first.talk.text("x");
  // Both come from one address, and from one port: in memory there is no other.
  EXPECT_EQ(hear(first), Lines(2, "text x"));
  first.talk.text("x");
  EXPECT_EQ(hear(first), Lines{"close 1008 too many messages"});
}

TEST_F(GuardedGateway, MetersTheMessagesOfEachUserOnAllConnections) {
  guard(RateLimit::perSecond(1).burst(2), {.by = RateLimitBy::user}, Door::message);
  Client& one = join("?as=ada");
  Client& two = join("?as=ada");
  Client& grace = join("?as=grace");
  Client& nobody = join();
  for (Client* const each : {&one, &two, &grace, &nobody}) {
    each->talk.text("x");
    EXPECT_EQ(hear(*each), Lines{"text x"});
  }
  one.talk.text("x");
  EXPECT_EQ(hear(one), Lines{"close 1008 Too Many Requests"});
  grace.talk.text("x");
  EXPECT_EQ(hear(grace), Lines{"text x"});
}

TEST_F(GuardedGateway, DelaysAsLongAsItHasPatience) {
  guard(RateLimit::perSecond(1).burst(1).whenExceeded(WhenExceeded::delay),
        {.by = RateLimitBy::address, .patience = 2s}, Door::message);
  std::vector<Client*> all;
  for (int i = 0; i < 4; ++i) all.push_back(&join());
  for (Client* const each : all) each->talk.text("x");
  EXPECT_EQ(hear(*all[0]), Lines{"text x"});
  EXPECT_EQ(hear(*all[3]), Lines{"close 1008 Too Many Requests"}) << "it would have to wait 3 s";
  world.time.pass(999ms, 1ms);
  EXPECT_EQ(hear(*all[1]), Lines());
  world.time.pass(1ms, 1ms);
  EXPECT_EQ(hear(*all[1]), Lines{"text x"});
  world.time.pass(1s, 1ms);
  EXPECT_EQ(hear(*all[2]), Lines{"text x"});
}

class GuardedEvent : public GatewayLimits {
protected:
  void guard(WhenExceeded then) {
    then_ = then;
    serve({});
    join();
  }

private:
  void prepare(LimitedGateway& made) override {
    made.on("a", [] { return std::string("done"); })
        .use(RateLimitGuard(RateLimit::perSecond(1).burst(2).whenExceeded(then_), {.by = RateLimitBy::connection}));
    made.on("b", [] { return std::string("done"); });
  }
  WhenExceeded then_{};
};

TEST_F(GuardedEvent, IsRefusedByAnErrorFrameAndTheOthersAreNot) {
  guard(WhenExceeded::refuse);
  for (const std::string_view event : {"a", "a", "a", "b"})
    client->talk.text(R"({"event":")" + std::string(event) + R"(","id":1})");
  const std::string done = R"(text {"event":"reply","id":1,"data":"done"})";
  EXPECT_EQ(
      hear(),
      (Lines{
          done, done,
          R"(text {"event":"error","id":1,"data":{"code":"tooManyRequests","event":"a","message":"Too Many Requests"}})",
          done}));
  world.time.pass(1s);
  client->talk.text(R"({"event":"a","id":1})");
  EXPECT_EQ(hear(), Lines{done});
}

TEST_F(GuardedEvent, EndsTheConnection) {
  guard(WhenExceeded::close);
  for (int i = 0; i < 2; ++i) client->talk.text(R"({"event":"a"})");
  EXPECT_EQ(hear(), Lines());
  client->talk.text(R"({"event":"a"})");
  EXPECT_EQ(hear(), Lines{"close 1008 too many messages"});
}

}  // namespace
}  // namespace serinus::gateway
