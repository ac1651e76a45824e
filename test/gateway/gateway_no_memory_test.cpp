#include "../server/scarcity.hpp"
#include "../server/scenarios.hpp"
#include "mounted.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>

namespace serinus::gateway {
namespace {

using test::Scarcity;

struct Word {
  std::string text;
};

/// Clients in rooms, who have users, are asked, told of, and may come back.
class TownGateway : public WebSocketGateway, public OnClientConnect, public OnClientDisconnect {
public:
  explicit TownGateway(Recovery recovery, bool isTyped)
      : WebSocketGateway({.path = "/", .limits = {.pingInterval = Duration::zero()}, .recovery = recovery}) {
    use(
        [](ExecutionContext& execution) {
          if (const auto name = execution.context().query("as"))
            execution.context().setPrincipal(Principal(std::string(*name)));
        },
        Door::upgrade);
    if (isTyped) on<Word>("say", &TownGateway::onSay);
  }

  Task<> onClientConnect(WebSocketContext& context) override { co_await context.join("town"); }
  void onClientDisconnect(WebSocketContext& context, CloseCode, std::string_view) override {
    static_cast<void>(context.rooms());
  }
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    const std::string text(message.text());
    if (text.starts_with("join ")) co_await context.join(text.substr(5));
    if (text == "tell") context.to("town").sendText("news");
    if (text == "ask") co_await context.call("question", 1);
    context.sendText("done");
  }
  std::string onSay(Word word, WebSocketContext& context) {
    context.to("town").exceptSelf().emit("said", word.text);
    return word.text + ", they say";
  }
};

/// A town, somebody who lives there, and the scenario of a newcomer.
class Town {
public:
  explicit Town(Recovery recovery = {}, bool isTyped = false) : gateway_(std::move(recovery), isTyped) {
    GatewayListeners listeners;
    listeners.onConnect = &gateway_;
    listeners.onDisconnect = &gateway_;
    mount(world, gateway_, "/town", listeners);
    resident_ = std::make_unique<WebSocketTalk>(world.connect(), ws::ClientHandshakeOptions{.target = "/town?as=eve"});
    resident_->open();
    hear(*resident_);
  }
  Town(const Town&) = delete;
  Town& operator=(const Town&) = delete;
  ~Town() { gateway_.hub().cancelHere(); }

  Lines hear(WebSocketTalk& talk) {
    world.time.settle();
    return talk.hear();
  }

  /// The one who was there before is served as before, and nothing of the newcomer is left.
  void expectAsBefore(std::string_view asked, std::string_view answer) {
    hear(*resident_);
    ASSERT_EQ(gateway_.clientCount(), 1U);
    resident_->text(asked);
    const Lines heard = hear(*resident_);
    ASSERT_FALSE(heard.empty());
    ASSERT_EQ(heard.back(), answer);
  }

  World world;

private:
  TownGateway gateway_;
  std::unique_ptr<WebSocketTalk> resident_;
};

struct Visit {
  std::function<std::unique_ptr<Town>()> town;
  std::function<bool(Town&, WebSocketTalk&, MemoryPeer&)> play;  ///< tells whether all was as it should be
  std::string asked;
  std::string answer;
};

/// Plays it with allocation 0, 1, 2, … failing, until there are not so many.
void starveEverywhere(const Visit& visit) {
  std::size_t struck = 0;
  for (std::size_t n = 0;; ++n) {
    SCOPED_TRACE("allocation " + std::to_string(n));
    const auto town = visit.town();
    MemoryPeer& peer = town->world.connect();
    bool passed = false;
    bool wasStarved = false;
    {
      const Scarcity scarcity(n);
      try {
        WebSocketTalk talk(peer, ws::ClientHandshakeOptions{.target = "/town?as=ada"});
        passed = visit.play(*town, talk, peer);
      } catch (const std::exception&) {
        // The dialogue had no memory of its own, or heard less than it expects.
      }
      wasStarved = scarcity.hasStruck();
    }
    peer.lose(Loss::left);
    town->world.time.pass(30s, 1s);
    ASSERT_NO_FATAL_FAILURE(town->expectAsBefore(visit.asked, visit.answer));
    town->world.loseAll(Loss::left);
    town->world.time.pass(server::longEnough, 1s);
    ASSERT_NO_FATAL_FAILURE(server::expectNothingLeft(town->world));
    if (!wasStarved) {
      ASSERT_TRUE(passed);
      ASSERT_GT(struck, 10U) << "the visit hardly asks for memory";
      return;
    }
    ++struck;
  }
}

bool endsWith(const Lines& lines, std::string_view last) {
  return !lines.empty() && lines.back() == last;
}

TEST(AGatewayWithoutMemory, EndsTheClientOfRoomsAlone) {
  starveEverywhere({[] { return std::make_unique<Town>(); },
                    [](Town& town, WebSocketTalk& talk, MemoryPeer&) {
                      talk.open();
                      town.hear(talk);
                      for (const char* text : {"join blue", "join red", "tell"}) talk.text(text);
                      const Lines heard = town.hear(talk);
                      talk.close(CloseCode::normal);
                      return endsWith(heard, "text done") && std::ranges::count(heard, "text news") == 1 &&
                             endsWith(town.hear(talk), "close 1000");
                    },
                    "tell", "text done"});
}

TEST(AGatewayWithoutMemory, EndsTheClientThatIsAskedAlone) {
  starveEverywhere({[] { return std::make_unique<Town>(); },
                    [](Town& town, WebSocketTalk& talk, MemoryPeer&) {
                      talk.open();
                      town.hear(talk);
                      talk.text("ask");
                      const bool isAsked = endsWith(town.hear(talk), R"(text {"event":"question","id":"s1","data":1})");
                      talk.text(R"({"event":"reply","id":"s1","data":2})");
                      return isAsked && endsWith(town.hear(talk), "text done");
                    },
                    "tell", "text done"});
}

TEST(AGatewayWithoutMemory, EndsTheClientOfTypedEventsAlone) {
  starveEverywhere({[] { return std::make_unique<Town>(Recovery(), true); },
                    [](Town& town, WebSocketTalk& talk, MemoryPeer&) {
                      talk.open();
                      town.hear(talk);
                      talk.text(R"({"event":"say","id":"1","data":{"text":"hello"}})");
                      return endsWith(town.hear(talk), R"(text {"event":"reply","id":"1","data":"hello, they say"})");
                    },
                    R"({"event":"say","id":"2","data":{"text":"x"}})",
                    R"(text {"event":"reply","id":"2","data":"x, they say"})"});
}

TEST(AGatewayWithoutMemory, KeepsALostClientOrNot) {
  starveEverywhere({[] { return std::make_unique<Town>(Recovery{.window = 10s}); },
                    [](Town& town, WebSocketTalk& talk, MemoryPeer& peer) {
                      talk.open();
                      town.hear(talk);
                      talk.text("join blue");
                      const Lines heard = town.hear(talk);
                      peer.lose(Loss::reset);
                      town.world.time.pass(15s, 1s);
                      return endsWith(heard, "text done");
                    },
                    "tell", "text done"});
}

}  // namespace
}  // namespace serinus::gateway
