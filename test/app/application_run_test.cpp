#include "applications.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

using namespace serinus;

// Named as messages shall name them: outside any namespace of ours.
namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;
using test::CapturingLogger;
using test::onLoopback;
using test::RawClient;

std::atomic<int> waiting = 0;
std::atomic<bool> isReleased = false;

class SlowController : public SseController {
public:
  SlowController() {
    on(Route::get("/never"), [](RequestContext& context) { return never(context); });
    on(Route::get("/released"), [](RequestContext& context) { return released(context); });
    onSse(Route::get("/stream"), [](SseContext& context) { return endless(context); });
  }

private:
  static Task<Response> never(RequestContext& context) {
    ++waiting;
    waiting.notify_all();
    co_await context.sleep(1h);
    co_return Response();
  }
  static Task<Response> released(RequestContext& context) {
    ++waiting;
    waiting.notify_all();
    while (!isReleased) co_await context.sleep(1ms);
    co_return Response::text("just in time");
  }
  static SseStream endless(SseContext& context) {
    co_yield "one";
    co_await context.sleep(1h);
  }
};
struct SlowModule : Module {
  SlowModule() {
    imports<SseModule>();
    controllers<SlowController>();
  }
};

ApplicationOptions draining(Duration time, const std::shared_ptr<Logger>& logger = std::make_shared<NullLogger>()) {
  ApplicationOptions options = onLoopback(logger);
  options.timeouts.drain = time;
  return options;
}

/// A client whose request is being handled.
std::unique_ptr<RawClient> asking(std::uint16_t port, const std::string& path) {
  const int before = waiting;
  auto client = std::make_unique<RawClient>(port);
  client->send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  waiting.wait(before);
  return client;
}

// ---- stop()

TEST(Stop, CountsTheConnectionsThatItCutOff) {
  for (const std::size_t threads : {1U, 3U}) {
    const auto logger = std::make_shared<CapturingLogger>(LogLevel::warning);
    ApplicationOptions options = draining(1ms, logger);
    options.threads = threads;
    auto app = Application::create<SlowModule>(options);
    app.start();
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) clients.push_back(asking(app.port(), "/never"));
    EXPECT_EQ(app.stop(), 3U);
    EXPECT_EQ(logger->lines(), Strings{"warning serinus: 3 connections did not end in time and were cut off"});
    for (const auto& client : clients) EXPECT_EQ(client->readAll(), "");
    EXPECT_EQ(app.stop(), 0U);
    EXPECT_EQ(app.limitCounters()[Limit::drainTime], 3U);

    app.start();
    clients.clear();
    clients.push_back(asking(app.port(), "/never"));
    EXPECT_EQ(app.stop(), 1U);
    EXPECT_EQ(logger->lines().back(), "warning serinus: 1 connection did not end in time and was cut off");
  }
}

TEST(Stop, LetsWhatWasBegunEnd) {
  const auto logger = std::make_shared<CapturingLogger>(LogLevel::warning);
  auto app = Application::create<SlowModule>(draining(10s, logger));
  app.start();
  isReleased = false;
  const auto request = asking(app.port(), "/released");
  RawClient stream(app.port());
  stream.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  stream.readUntil("data: one\n\n");
  // One that asks for nothing ends as soon as the stop begins; the request is answered after that.
  RawClient idle(app.port());
  std::thread releasing([&] {
    EXPECT_EQ(idle.readAll(), "");
    isReleased = true;
  });
  EXPECT_EQ(app.stop(), 0U);
  releasing.join();
  const std::string answer = request->readAll();
  EXPECT_TRUE(answer.ends_with("just in time"));
  EXPECT_NE(answer.find("Connection: close"), std::string::npos) << answer;
  EXPECT_TRUE(stream.readAll().ends_with("0\r\n\r\n"));
  EXPECT_EQ(logger->lines(), Strings{});
}

// ---- run()

/// Runs an application, and sends this process a signal once `what` has been done with its port.
template <class Root, class What>
int runUntil(int signal, ApplicationOptions options, const std::shared_ptr<CapturingLogger>& logger, What what) {
  options.logger = logger;
  auto app = Application::create<Root>(std::move(options));
  std::thread outside([&] {
    if (logger->waitFor("listening on")) what(app.port());
    ::kill(::getpid(), signal);
  });
  const int code = app.run();
  outside.join();
  return code;
}

TEST(Run, EndsWithZeroWhenAllEndedInGoodOrder) {
  for (const auto& [signal, name] : {std::pair(SIGTERM, "SIGTERM"), std::pair(SIGINT, "SIGINT")}) {
    const auto logger = std::make_shared<CapturingLogger>();
    std::optional<RawClient> stream;
    const int code = runUntil<SlowModule>(signal, draining(10s), logger, [&](std::uint16_t port) {
      stream.emplace(port);
      stream->send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
      stream->readUntil("data: one\n\n");
    });
    EXPECT_EQ(code, 0);
    EXPECT_TRUE(stream->readAll().ends_with("0\r\n\r\n"));
    const Strings lines = logger->lines();
    ASSERT_GE(lines.size(), 2U);
    EXPECT_EQ(lines[lines.size() - 2],
              "info serinus: " + std::string(name) + ": stopping; a second signal ends the process at once");
    EXPECT_EQ(lines.back(), "info serinus: stopped");
  }
}

TEST(Run, EndsWithOneWhenConnectionsHadToBeCutOff) {
  const auto logger = std::make_shared<CapturingLogger>();
  std::unique_ptr<RawClient> client;
  const int code = runUntil<SlowModule>(SIGTERM, draining(1ms), logger,
                                        [&](std::uint16_t port) { client = asking(port, "/never"); });
  EXPECT_EQ(code, 1);
  const Strings lines = logger->lines();
  ASSERT_GE(lines.size(), 3U);
  EXPECT_EQ(lines[lines.size() - 3], "info serinus: SIGTERM: stopping; a second signal ends the process at once");
  EXPECT_EQ(lines[lines.size() - 2], "warning serinus: 1 connection did not end in time and was cut off");
  EXPECT_EQ(lines.back(), "info serinus: stopped");
}

TEST(Run, GoesOnWithAnApplicationThatWasStarted) {
  const auto logger = std::make_shared<CapturingLogger>();
  auto app = Application::create<SlowModule>(draining(10s, logger));
  app.start();
  const std::uint16_t port = app.port();
  std::thread outside([&] {
    // Nothing is logged when run() begins to wait, but signals are handled from then on.
    struct sigaction action{};
    while (::sigaction(SIGTERM, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) std::this_thread::yield();
    EXPECT_TRUE(test::get(port, "/nowhere").starts_with("HTTP/1.1 404 "));
    ::kill(::getpid(), SIGTERM);
  });
  EXPECT_EQ(app.run(), 0);
  outside.join();
  EXPECT_EQ(app.port(), port);
}

TEST(Run, LeavesSignalsAsTheyWere) {
  struct sigaction before{};
  ::sigaction(SIGTERM, nullptr, &before);
  static_cast<void>(
      runUntil<SlowModule>(SIGTERM, draining(10s), std::make_shared<CapturingLogger>(), [](std::uint16_t) {}));
  struct sigaction after{};
  ::sigaction(SIGTERM, nullptr, &after);
  EXPECT_EQ(after.sa_handler, before.sa_handler);
}

// ---- run() that cannot start

struct Needs {
  explicit Needs(SlowController&) {}
};
struct BrokenModule : Module {
  BrokenModule() { providers<Needs>(); }
};
struct TwiceBrokenModule : Module {
  TwiceBrokenModule() {
    imports<BrokenModule>();
    value(1);
    value(2);
  }
};
TEST(Run, LogsEachFaultOfAStartOnALineAndEndsWithOne) {
  const auto logger = std::make_shared<CapturingLogger>();
  EXPECT_EQ(Application::create<BrokenModule>(onLoopback(logger)).run(), 1);
  EXPECT_EQ(logger->lines(),
            Strings{"error serinus: the application cannot start: Needs → SlowController: nothing provides "
                    "SlowController in BrokenModule: provide it there, or import a module that exports it"});
  const auto other = std::make_shared<CapturingLogger>();
  EXPECT_EQ(Application::create<TwiceBrokenModule>(onLoopback(other)).run(), 1);
  EXPECT_EQ(other->lines(),
            (Strings{"error serinus: the application cannot start:",
                     "error serinus:   1. TwiceBrokenModule provides int twice: keep one of them",
                     "error serinus:   2. Needs → SlowController: nothing provides SlowController in BrokenModule: "
                     "provide it there, or import a module that exports it"}));
}

TEST(Run, LogsAPortThatIsTakenAndEndsWithOne) {
  auto first = Application::create<SlowModule>(onLoopback());
  first.start();
  const auto logger = std::make_shared<CapturingLogger>();
  ApplicationOptions options = onLoopback(logger);
  options.port = first.port();
  EXPECT_EQ(Application::create<SlowModule>(options).run(), 1);
  EXPECT_EQ(logger->lines(), Strings{"error serinus: the application cannot start: cannot listen on 127.0.0.1:" +
                                     std::to_string(first.port()) +
                                     ": end what listens there, or choose another port: Address already in use"});
}

// ---- Signals that end the process: in a process of their own

class RunDeathTest : public testing::Test {
protected:
  RunDeathTest() { testing::FLAGS_gtest_death_test_style = "threadsafe"; }
};

TEST_F(RunDeathTest, ASecondSignalEndsTheProcessAtOnce) {
  const auto stopTwice = [] {
    const auto logger = std::make_shared<CapturingLogger>();
    auto app = Application::create<SlowModule>(draining(1h, logger));
    std::thread outside([&] {
      logger->waitFor("listening on");
      const auto client = asking(app.port(), "/never");
      ::kill(::getpid(), SIGTERM);
      logger->waitFor("SIGTERM: stopping");
      ::kill(::getpid(), SIGTERM);
      for (;;) ::pause();
    });
    app.run();
    std::_Exit(7);
  };
  EXPECT_EXIT(stopTwice(), testing::ExitedWithCode(1), "");
}

class Stuck : public OnApplicationInit {
public:
  Task<> onApplicationInit() override {
    ::kill(::getpid(), SIGINT);
    co_await sleep(1h);
  }
};
struct StuckModule : Module {
  StuckModule() { providers<Stuck>(); }
};
TEST_F(RunDeathTest, ASignalBeforeThePortsAreOpenEndsTheProcessAtOnce) {
  const auto start = [] {
    Application::create<StuckModule>(onLoopback()).run();
    std::_Exit(7);
  };
  EXPECT_EXIT(start(), testing::ExitedWithCode(1), "");
}

}  // namespace
