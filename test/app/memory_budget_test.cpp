#include "applications.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include <unistd.h>

using namespace serinus;

namespace {

constexpr std::size_t MiB = std::size_t{1024} * 1024;

std::string statusOf(const std::string& answer) {
  return answer.substr(9, 3);
}
std::string bodyOf(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

struct Hello : Controller {
  Hello() {
    on(Route::get("/"), [] { return "hello"; });
    on(Route::get("/watched").essential(), [] { return "still here"; });
  }
};
struct EchoGateway : WebSocketGateway {
  EchoGateway() : WebSocketGateway({.path = "/echo"}) {}
};
struct WatchedModule : Module {
  WatchedModule() {
    imports<WsModule>();
    imports(HealthModule({.details = true}));
    controllers<Hello>();
    providers<EchoGateway>();
  }
};

/// An application that uses more than it may.
class AnApplicationShortOfMemory : public testing::Test {
protected:
  explicit AnApplicationShortOfMemory(std::size_t threads = 1)
      : app(Application::create<WatchedModule>(options(threads, logger))) {
    app.start();
  }
  static ApplicationOptions options(std::size_t threads, std::shared_ptr<Logger> logger) {
    ApplicationOptions options = test::onLoopback(std::move(logger));
    options.threads = threads;
    options.memoryBudget = 16 * MiB;
    return options;
  }
  std::string get(const std::string& path) const { return test::get(app.port(), path); }

  std::string used = std::string(64 * MiB, 'x');
  std::shared_ptr<test::CapturingLogger> logger = std::make_shared<test::CapturingLogger>();
  Application app;
};

TEST_F(AnApplicationShortOfMemory, RefusesRequestsAndUpgrades) {
  const std::string answer = get("/");
  EXPECT_EQ(statusOf(answer), "503");
  EXPECT_NE(answer.find("\r\nRetry-After: "), std::string::npos) << answer;
  test::RawClient client(app.port());
  EXPECT_EQ(test::upgrade(client, "/echo"), "HTTP/1.1 503 Service Unavailable");
  EXPECT_EQ(app.limitCounters()[Limit::memoryRefused], 2U);
}

TEST_F(AnApplicationShortOfMemory, AnswersWhatIsEssential) {
  EXPECT_EQ(bodyOf(get("/watched")), "still here");
  EXPECT_EQ(bodyOf(get("/health/live")), R"({"status":"ok"})");
  EXPECT_EQ(app.limitCounters()[Limit::memoryRefused], 0U);
}

TEST_F(AnApplicationShortOfMemory, IsNotReady) {
  const std::string answer = get("/health/ready");
  EXPECT_EQ(statusOf(answer), "503");
  EXPECT_EQ(bodyOf(answer), R"({"status":"overloaded"})");
}

TEST_F(AnApplicationShortOfMemory, SaysSo) {
  const MemoryUse use = app.memoryUse();
  EXPECT_EQ(use.level, OverloadLevel::shedding);
  EXPECT_GT(use.used, 64 * MiB);
  EXPECT_EQ(use.budget, 16 * MiB);
  EXPECT_TRUE(logger->waitFor("of 16 MiB are used"));
}

TEST_F(AnApplicationShortOfMemory, IsSoAgainWhenItIsStartedAgain) {
  app.stop();
  app.start();
  EXPECT_EQ(statusOf(get("/")), "503");
  EXPECT_EQ(bodyOf(get("/health/ready")), R"({"status":"overloaded"})");
}

struct SeveralLoopsShortOfMemory : AnApplicationShortOfMemory {
  SeveralLoopsShortOfMemory() : AnApplicationShortOfMemory(3) {}
};

TEST_F(SeveralLoopsShortOfMemory, AllRefuse) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(statusOf(get("/")), "503");
}

TEST(AnApplication, MayUseThreeQuartersOfWhatTheSystemAllows) {
  auto app = Application::create<WatchedModule>(test::onLoopback());
  app.start();
  const MemoryUse use = app.memoryUse();
  EXPECT_GT(use.budget, 64 * MiB);
  EXPECT_LE(use.budget, static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                            static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 4 * 3);
  EXPECT_GT(use.used, MiB);
  EXPECT_EQ(use.level, OverloadLevel::normal);
  EXPECT_EQ(bodyOf(test::get(app.port(), "/health/ready")), R"({"status":"ok","checks":{}})");
}

TEST(AnApplication, MayHaveNoMemoryBudget) {
  ApplicationOptions options = test::onLoopback();
  options.memoryBudget = noMemoryBudget;
  auto app = Application::create<WatchedModule>(std::move(options));
  app.start();
  EXPECT_EQ(app.memoryUse().budget, 0U);
  EXPECT_EQ(app.memoryUse().level, OverloadLevel::normal);
  EXPECT_EQ(bodyOf(test::get(app.port(), "/")), "hello");
}

TEST(AnApplication, DoesNotStartWithABudgetThatRefusesAll) {
  ApplicationOptions options = test::onLoopback();
  options.memoryBudget = 2 * 1024;
  EXPECT_EQ(
      test::faultsOf<WatchedModule>(std::move(options)),
      std::vector<std::string>{
          "ApplicationOptions: memoryBudget is 2048 bytes, and all would be refused: give 16 MiB or more, or zero "
          "for three quarters of what the system allows"});
}

}  // namespace
