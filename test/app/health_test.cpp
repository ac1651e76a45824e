#include "applications.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;

/// Does what the test wants.
class Part : public HealthIndicator {
public:
  explicit Part(std::string_view name) : name_(name) {}
  [[nodiscard]] std::string_view name() const noexcept override { return name_; }
  [[nodiscard]] Task<Health> check() override {
    switch (state) {
      case State::up:
        co_return Health::up();
      case State::down:
        co_return Health::down("no \"answer\"");
      case State::throws:
        throw std::runtime_error("it broke");
      case State::hangs:
        break;
    }
    struct Here {
      explicit Here(std::atomic<int>& of) : count(&of) { ++*count; }
      Here(const Here&) = delete;
      Here& operator=(const Here&) = delete;
      ~Here() { --*count; }
      std::atomic<int>* count;
    };
    const Here here(hanging);
    co_await sleep(1h);
    co_return Health::up();
  }

  enum class State { up, down, throws, hangs };
  std::atomic<State> state = State::up;
  std::atomic<int> hanging = 0;

private:
  std::string_view name_;
};
struct Database : Part {
  Database() : Part("database") {}
};
struct Cache : Part {
  Cache() : Part("cache") {}
};
struct PartsModule : Module {
  PartsModule() {
    providers<Database>();
    composed([] { return std::make_unique<Cache>(); });
    exports<Database, Cache>();
  }
};
struct HealthyModule : Module {
  explicit HealthyModule(HealthOptions options = {}) {
    imports(HealthModule(std::move(options)));
    imports<PartsModule>();
  }
};
struct DetailedModule : HealthyModule {
  DetailedModule() : HealthyModule({.readyPath = "/ready", .deadline = 20ms, .details = true}) {}
};

std::string bodyOf(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}
std::string statusOf(const std::string& answer) {
  return answer.substr(9, 3);
}

template <class Root>
class Asked : public testing::Test {
protected:
  Asked() { app.start(); }
  [[nodiscard]] std::string get(const std::string& path) const { return test::get(app.port(), path); }
  std::shared_ptr<test::CapturingLogger> logger = std::make_shared<test::CapturingLogger>(LogLevel::info);
  Application app = Application::create<Root>(test::onLoopback(logger));
};
using HealthRoutes = Asked<HealthyModule>;
using DetailedHealth = Asked<DetailedModule>;

TEST_F(HealthRoutes, AnswerAndAreNeverKept) {
  for (const char* path : {"/health/live", "/health/ready"}) {
    const std::string answer = get(path);
    EXPECT_EQ(statusOf(answer), "200");
    EXPECT_NE(answer.find("\r\nCache-Control: no-store\r\n"), std::string::npos) << answer;
    EXPECT_NE(answer.find("\r\nContent-Type: application/json\r\n"), std::string::npos) << answer;
    EXPECT_EQ(bodyOf(answer), R"({"status":"ok"})");
  }
}

TEST_F(HealthRoutes, SayNoMoreThanThatSomethingIsDown) {
  app.use<Cache>().state = Part::State::down;
  const std::string answer = get("/health/ready");
  EXPECT_EQ(statusOf(answer), "503");
  EXPECT_NE(answer.find("\r\nCache-Control: no-store\r\n"), std::string::npos) << answer;
  EXPECT_EQ(bodyOf(answer), R"({"status":"down"})");
  EXPECT_EQ(statusOf(get("/health/live")), "200");
  app.use<Cache>().state = Part::State::up;
  EXPECT_EQ(statusOf(get("/health/ready")), "200");
}

TEST_F(HealthRoutes, LogWhatGoesDownAndComesBackOnce) {
  const std::size_t before = logger->lines().size();
  app.use<Database>().state = Part::State::throws;
  static_cast<void>(get("/health/ready"));
  static_cast<void>(get("/health/ready"));
  app.use<Database>().state = Part::State::up;
  static_cast<void>(get("/health/ready"));
  static_cast<void>(get("/health/ready"));
  std::vector<std::string> lines = logger->lines();
  lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(before));
  EXPECT_EQ(lines, (std::vector<std::string>{"warning health: database is down: it broke",
                                             "info health: database is up again"}));
}

TEST_F(DetailedHealth, TellsOfEachPart) {
  EXPECT_EQ(bodyOf(get("/ready")), R"({"status":"ok","checks":{"database":{"status":"ok"},"cache":{"status":"ok"}}})");
  app.use<Database>().state = Part::State::down;
  app.use<Cache>().state = Part::State::throws;
  const std::string answer = get("/ready");
  EXPECT_EQ(statusOf(answer), "503");
  EXPECT_EQ(bodyOf(answer), R"({"status":"down","checks":{"database":{"status":"down","reason":"no \"answer\""},)"
                            R"("cache":{"status":"down","reason":"it broke"}}})");
  EXPECT_EQ(statusOf(get("/health/ready")), "404");
}

TEST_F(DetailedHealth, CancelsWhatTakesTooLong) {
  app.use<Database>().state = Part::State::hangs;
  EXPECT_EQ(bodyOf(get("/ready")),
            R"({"status":"down","checks":{"database":{"status":"down","reason":"it did not answer in time"},)"
            R"("cache":{"status":"ok"}}})");
  EXPECT_EQ(app.use<Database>().hanging, 0);
}

struct Twin : Part {
  Twin() : Part("cache") {}
};
struct TwinModule : HealthyModule {
  TwinModule() { providers<Twin>(); }
};
TEST(HealthChecks, WantTheirNamesToDiffer) {
  EXPECT_EQ(test::faultsOf<TwinModule>(),
            std::vector<std::string>{"two health indicators are called \"cache\": give one of them another name"});
}

// ---- The end

TEST(Readiness, TurnsBeforeThePortsAreClosed) {
  auto options = test::onLoopback();
  options.timeouts.drainDelay = 500ms;
  auto app = Application::create<HealthyModule>(options);
  app.start();
  const std::uint16_t port = app.port();
  EXPECT_EQ(statusOf(test::get(port, "/health/ready")), "200");
  std::thread stopping([&app] { app.stop(); });
  std::string answer;
  // The ports stay open meanwhile: were they closed, this would throw.
  EXPECT_NO_THROW({
    do {
      answer = test::get(port, "/health/ready");
    } while (statusOf(answer) == "200");
  });
  EXPECT_EQ(statusOf(answer), "503");
  EXPECT_EQ(bodyOf(answer), R"({"status":"stopping"})");
  EXPECT_EQ(statusOf(test::get(port, "/health/live")), "200");
  stopping.join();
  EXPECT_FALSE(test::accepts(port));
}

}  // namespace
}  // namespace serinus
