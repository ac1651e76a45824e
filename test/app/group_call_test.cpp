#include <serinus/serinus.hpp>

#include "support/web_socket_client.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::WebSocketClient;

struct Who {
  std::string name;
};
struct Poll {
  std::optional<int> milliseconds;
  std::optional<bool> others;
  [[nodiscard]] Duration timeout() const { return std::chrono::milliseconds(milliseconds.value_or(10'000)); }
};
struct Question {
  std::string text;
};
struct Vote {
  int points = 0;
};

/// Asks its clients: `ada=1 bob!timeout`.
class PollGateway : public WebSocketGateway {
public:
  PollGateway() : WebSocketGateway({.path = "/poll"}) {
    on<Who>("be", &PollGateway::be);
    on<Poll>("poll", &PollGateway::poll);
    on<Poll>("tap", &PollGateway::tap);
    on("ping", [] {});
  }

  Task<> be(Who who, WebSocketContext& context) {
    {
      const std::lock_guard lock(mutex_);
      names_[context.clientId().text()] = who.name;
    }
    co_await context.join("voters");
  }

  Task<std::string> poll(Poll poll, WebSocketContext& context) {
    const Question question{"how many?"};
    const Duration timeout = poll.timeout();
    if (poll.others) {
      const auto votes = co_await context.to("voters").exceptSelf().call<Vote>("vote", question, timeout);
      co_return summary(votes);
    }
    const auto votes = co_await call<Vote>("vote", question, To::room("voters"), timeout);
    co_return summary(votes);
  }

  /// Wants no more than to know that they are there.
  Task<std::size_t> tap(Poll poll) {
    const auto taps = co_await call("tap", 1, To::room("voters"), poll.timeout());
    co_return static_cast<std::size_t>(std::ranges::count_if(taps, &ClientReply<>::answered));
  }

private:
  std::string summary(const std::vector<ClientReply<Vote>>& votes) {
    std::vector<std::string> lines;
    const std::lock_guard lock(mutex_);
    for (const ClientReply<Vote>& vote : votes) {
      const std::string& name = names_[vote.client().text()];
      lines.push_back(vote.answered() ? name + "=" + std::to_string(vote.value().points)
                                      : name + "!" + vote.fault()->code());
    }
    std::ranges::sort(lines);
    std::string all;
    for (const std::string& line : lines) all += (all.empty() ? "" : " ") + line;
    return all;
  }

  std::mutex mutex_;
  std::map<std::string, std::string> names_;
};

class PollModule : public Module {
public:
  PollModule() {
    imports<WsModule>();
    providers<PollGateway>();
  }
};

class AGroup : public testing::TestWithParam<std::size_t> {
protected:
  AGroup()
      : app_(Application::create<PollModule>({.host = "127.0.0.1",
                                              .port = 0,
                                              .threads = GetParam(),
                                              .timeouts = {.webSocketClose = 50ms},
                                              .logger = std::make_shared<NullLogger>()})) {
    app_.start();
  }

  std::unique_ptr<WebSocketClient> join(const std::string& name) {
    auto client = std::make_unique<WebSocketClient>(app_.port(), "/poll");
    client->send(R"({"event":"be","data":{"name":")" + name + R"("},"id":0})");
    EXPECT_EQ(client->receive(), R"({"event":"reply","id":0})");
    return client;
  }

  static void expectQuestion(WebSocketClient& client, int call = 1) {
    EXPECT_EQ(client.receive(),
              R"({"event":"vote","id":"g)" + std::to_string(call) + R"(","data":{"text":"how many?"}})");
  }
  static void vote(const WebSocketClient& client, const std::string& points, int call = 1) {
    client.send(R"({"event":"reply","id":"g)" + std::to_string(call) + R"(","data":{"points":)" + points + "}}");
  }
  static std::string reply(const std::string& summary) {
    return R"({"event":"reply","id":9,"data":")" + summary + "\"}";
  }

  Application app_;
};

INSTANTIATE_TEST_SUITE_P(OnLoops, AGroup, testing::Values(1, 3));

TEST_P(AGroup, IsAskedAtOnceAndAnswersInAnyOrder) {
  const auto ada = join("ada");
  const auto bob = join("bob");
  const auto eve = join("eve");
  WebSocketClient asker(app_.port(), "/poll");  // is no member
  asker.send(R"({"event":"poll","data":{},"id":9})");
  for (WebSocketClient* const voter : {ada.get(), bob.get(), eve.get()}) expectQuestion(*voter);
  vote(*eve, "3");
  vote(*ada, "1");
  vote(*bob, "2");
  EXPECT_EQ(asker.receive(), reply("ada=1 bob=2 eve=3"));
}

TEST_P(AGroup, MayHoldTheOneWhoAsks) {
  const auto ada = join("ada");
  const auto bob = join("bob");
  ada->send(R"({"event":"poll","data":{},"id":9})");
  expectQuestion(*ada);
  expectQuestion(*bob);
  vote(*bob, "2");
  vote(*ada, "1");
  EXPECT_EQ(ada->receive(), reply("ada=1 bob=2"));
}

TEST_P(AGroup, MayBeAllTheOthers) {
  const auto ada = join("ada");
  const auto bob = join("bob");
  ada->send(R"({"event":"poll","data":{"others":true},"id":9})");
  expectQuestion(*bob);
  vote(*bob, "2");
  EXPECT_EQ(ada->receive(), reply("bob=2"));
}

TEST_P(AGroup, GivesWhatThereIsWhenSomeFail) {
  const auto ada = join("ada");
  const auto bob = join("bob");
  const auto eve = join("eve");
  auto gil = join("gil");
  WebSocketClient asker(app_.port(), "/poll");
  asker.send(R"({"event":"poll","data":{},"id":9})");
  for (WebSocketClient* const voter : {ada.get(), bob.get(), eve.get(), gil.get()}) expectQuestion(*voter);
  gil.reset();
  bob->send(R"({"event":"error","id":"g1","data":{"code":"busy"}})");
  vote(*eve, "\"many\"");
  vote(*ada, "1");
  vote(*ada, "5");  // answered already
  EXPECT_EQ(asker.receive(), reply("ada=1 bob!busy eve!invalidPayload gil!disconnected"));
}

TEST_P(AGroup, IsNotWaitedForLongerThanAgreed) {
  const auto ada = join("ada");
  WebSocketClient asker(app_.port(), "/poll");
  asker.send(R"({"event":"poll","data":{"milliseconds":1},"id":9})");
  EXPECT_EQ(asker.receive(), reply("ada!timeout"));
  expectQuestion(*ada);
  vote(*ada, "1");  // too late
  asker.send(R"({"event":"poll","data":{},"id":9})");
  expectQuestion(*ada, 2);
  vote(*ada, "2", 2);
  EXPECT_EQ(asker.receive(), reply("ada=2"));
}

TEST_P(AGroup, OfNobodyAnswersAtOnce) {
  WebSocketClient asker(app_.port(), "/poll");
  asker.send(R"({"event":"poll","data":{},"id":9})");
  EXPECT_EQ(asker.receive(), reply(""));
}

TEST_P(AGroup, AcknowledgesWithoutData) {
  const auto ada = join("ada");
  const auto bob = join("bob");
  WebSocketClient asker(app_.port(), "/poll");
  asker.send(R"({"event":"tap","data":{},"id":9})");
  for (WebSocketClient* const client : {ada.get(), bob.get()}) {
    EXPECT_EQ(client->receive(), R"({"event":"tap","id":"g1","data":1})");
    client->send(R"({"event":"reply","id":"g1"})");
  }
  EXPECT_EQ(asker.receive(), R"({"event":"reply","id":9,"data":2})");
}

TEST_P(AGroup, OutlivesTheOneWhoAsked) {
  const auto ada = join("ada");
  {
    WebSocketClient asker(app_.port(), "/poll");
    asker.send(R"({"event":"poll","data":{},"id":9})");
    expectQuestion(*ada);
  }
  vote(*ada, "1");
  ada->send(R"({"event":"ping","id":2})");
  EXPECT_EQ(ada->receive(), R"({"event":"reply","id":2})");
}

TEST_P(AGroup, ThatIsStillAskedEndsWithTheApplication) {
  const auto ada = join("ada");
  WebSocketClient asker(app_.port(), "/poll");
  asker.send(R"({"event":"poll","data":{"milliseconds":3600000},"id":9})");
  expectQuestion(*ada);
  app_.stop();
  EXPECT_EQ(ada->receive(), "closed 1001");
}

}  // namespace
}  // namespace serinus
