#include "app/schedule_core.hpp"
#include "applications.hpp"
#include "testing/manual_loop.hpp"

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

class Scheduling : public testing::Test {
protected:
  ~Scheduling() override { core->cut(); }

  void begin() {
    core->open(loop.loop());
    loop.settle();
  }
  /// By steps of a second.
  void pass(Duration time) { loop.pass(time, 1s); }
  [[nodiscard]] JobInfo only() const { return schedule.jobs().at(0); }
  [[nodiscard]] Duration passed() const { return loop.now() - start; }

  test::ManualLoop loop;
  const TimePoint start = loop.now();
  std::shared_ptr<test::CapturingLogger> logger = std::make_shared<test::CapturingLogger>();
  const app::WallTime midnight = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
  std::shared_ptr<app::ScheduleCore> core = std::make_shared<app::ScheduleCore>(app::JobSurroundings{
      logger, [this] { return midnight + std::chrono::duration_cast<app::WallTime::duration>(loop.now() - start); }});
  Schedule schedule{core};
  int runs = 0;
};

TEST_F(Scheduling, RunsNothingBeforeTheApplicationIsReady) {
  schedule.every(1s, [this] { ++runs; });
  pass(5s);
  EXPECT_EQ(runs, 0);
  EXPECT_EQ(only().next, std::nullopt);
  begin();
  EXPECT_EQ(only().next, midnight + 6s);
  pass(2s);
  EXPECT_EQ(runs, 2);
}

TEST_F(Scheduling, RunsFunctionsAndCoroutines) {
  std::vector<std::string> said;
  schedule.every(2s, [&] { said.push_back("function"); });
  schedule.after(3s, [&]() -> Task<> {
    co_await sleep(4s);
    said.push_back("coroutine");
  });
  schedule.cron("* * * * *", [&] { said.push_back("minute"); });
  begin();
  pass(7s);
  EXPECT_EQ(said, (std::vector<std::string>{"function", "function", "function", "coroutine"}));
  said.clear();
  schedule.cancel("every 2s");
  pass(53s);
  EXPECT_EQ(said, (std::vector<std::string>{"minute"}));
}

TEST_F(Scheduling, SkipsARunWhileTheLastOneGoesOn) {
  schedule.every(10s,
                 [this]() -> Task<> {
                   ++runs;
                   co_await sleep(25s);
                 },
                 {.name = "slow"});
  begin();
  pass(41s);
  const JobInfo info = only();
  EXPECT_EQ(runs, 2) << "at 10 and 40 seconds";
  EXPECT_EQ(info.runs, 2U);
  EXPECT_EQ(info.skipped, 2U);
  EXPECT_EQ(info.running, 1U);
  EXPECT_EQ(logger->lines().at(0), "warning schedule: slow is skipped: its last run has not ended");
}

TEST_F(Scheduling, LetsRunsOverlapWhenItIsTold) {
  schedule.every(10s, []() -> Task<> { co_await sleep(25s); }, {.mayOverlap = true});
  begin();
  pass(31s);
  EXPECT_EQ(only().running, 3U);
  EXPECT_EQ(only().skipped, 0U);
}

TEST_F(Scheduling, LogsWhatAJobThrowsAndGoesOn) {
  schedule.every(1s,
                 [this] {
                   ++runs;
                   throw std::runtime_error("no luck");
                 },
                 {.name = "unlucky"});
  begin();
  pass(2s);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(only().failures, 2U);
  EXPECT_EQ(logger->lines(), (std::vector<std::string>(2, "error schedule: unlucky threw: no luck")));
}

TEST_F(Scheduling, CancelsByName) {
  schedule.every(1s, [this] { ++runs; }, {.name = "ticker"});
  EXPECT_FALSE(schedule.cancel("other"));
  begin();
  pass(2s);
  EXPECT_TRUE(schedule.cancel("ticker"));
  EXPECT_FALSE(schedule.cancel("ticker"));
  pass(5s);
  EXPECT_EQ(runs, 2);
  EXPECT_TRUE(schedule.jobs().empty());
}

TEST_F(Scheduling, LetsAJobCancelItselfAndEnd) {
  schedule.every(1s,
                 [this]() -> Task<> {
                   schedule.cancel("self");
                   co_await sleep(1s);
                   ++runs;
                 },
                 {.name = "self"});
  begin();
  pass(5s);
  EXPECT_EQ(runs, 1);
}

TEST_F(Scheduling, TakesJobsAtAnyTimeAndForgetsThoseThatAreOver) {
  begin();
  for (int i = 0; i < 3; ++i) schedule.after(2s, [this] { ++runs; });
  loop.settle();
  EXPECT_EQ(schedule.jobs().at(2).name, "after 2s (3)");
  pass(1s);
  EXPECT_EQ(runs, 0);
  pass(1s);
  EXPECT_EQ(runs, 3);
  EXPECT_TRUE(schedule.jobs().empty());
}

TEST_F(Scheduling, KeepsJitterBelowWhatItIsTold) {
  std::vector<Duration> late;
  schedule.every(10s, [&] { late.push_back(passed() % 10s); }, {.jitter = 4s});
  begin();
  pass(300s);
  ASSERT_GE(late.size(), 29U);
  for (const Duration each : late) EXPECT_LE(each, 4s);
  EXPECT_NE(std::adjacent_find(late.begin(), late.end(), std::not_equal_to<>()), late.end());
}

TEST_F(Scheduling, RefusesWhatCannotBeMeant) {
  const auto nothing = [] {};
  EXPECT_THROW(schedule.every(0s, nothing), std::invalid_argument);
  EXPECT_THROW(schedule.every(1s, nothing, {.jitter = 1s}), std::invalid_argument);
  EXPECT_THROW(schedule.every(1s, nothing, {.jitter = -1s}), std::invalid_argument);
  EXPECT_THROW(schedule.after(-1s, nothing), std::invalid_argument);
  EXPECT_THROW(schedule.cron("0 0 30 2 *", nothing), std::invalid_argument);
  schedule.every(1s, nothing, {.name = "one"});
  EXPECT_THROW(schedule.after(1s, nothing, {.name = "one"}), std::invalid_argument);
  EXPECT_EQ(schedule.jobs().size(), 1U);
}

// ---- The end

struct Stopping : Scheduling {
  Stopping() {
    schedule.every(10s, [this]() -> Task<> {
      const Counted here(alive);
      co_await sleep(5s);
      ++runs;
    });
    begin();
    pass(11s);
  }
  struct Counted {
    explicit Counted(int& of) : count(&of) { ++*count; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --*count; }
    int* count;
  };
  int alive = 0;
};

TEST_F(Stopping, WaitsForWhatRunsAndLetsNothingBegin) {
  runtime::TaskScope scope(loop.loop(), nullptr);
  scope.spawn(schedule.onApplicationStopping());
  schedule.after(0s, [this] { runs += 100; });
  pass(3s);
  EXPECT_EQ(scope.size(), 1U);
  EXPECT_EQ(alive, 1);
  pass(60s);
  EXPECT_TRUE(scope.empty());
  EXPECT_EQ(alive, 0);
  EXPECT_EQ(runs, 1);
}

TEST_F(Stopping, CancelsWhatRunsWhenTheWaitIsOver) {
  {
    runtime::TaskScope scope(loop.loop(), nullptr);
    scope.spawn(schedule.onApplicationStopping());
    pass(1s);
    EXPECT_EQ(alive, 1);
  }
  EXPECT_EQ(alive, 0);
  pass(60s);
  EXPECT_EQ(runs, 0);
}

TEST_F(Stopping, EndsAtOnceWhenNothingRuns) {
  pass(5s);
  runtime::TaskScope scope(loop.loop(), nullptr);
  scope.spawn(schedule.onApplicationStopping());
  EXPECT_TRUE(scope.empty());
}

// ---- In an application

struct Worker {
  Worker(Schedule& schedule, Logger& logger) {
    schedule.after(0s, [this] {
      began = true;
      began.notify_all();
    });
    schedule.after(0s, [this, &logger]() -> Task<> {
      co_await sleep(20ms);
      logger.info("worker", "done");
      ended = true;
    });
  }
  std::atomic<bool> began = false;
  bool ended = false;
};
struct WorkingModule : Module {
  WorkingModule() {
    imports<ScheduleModule>();
    providers<Worker>();
  }
};

TEST(ScheduleModule, RunsJobsAndWaitsForThemWhenTheApplicationStops) {
  const auto logger = std::make_shared<test::CapturingLogger>();
  auto app = Application::create<WorkingModule>(test::onLoopback(logger));
  app.start();
  app.use<Worker>().began.wait(false);
  EXPECT_EQ(app.stop(), 0U);
  EXPECT_EQ(logger->lines().back(), "info worker: done");
}

struct NeverEnds {
  NeverEnds(Schedule& schedule, std::atomic<int>& alive) {
    schedule.after(0s, [&alive]() -> Task<> {
      struct Here {
        explicit Here(std::atomic<int>& of) : count(&of) {
          ++*count;
          count->notify_all();
        }
        Here(const Here&) = delete;
        Here& operator=(const Here&) = delete;
        ~Here() { --*count; }
        std::atomic<int>* count;
      };
      const Here here(alive);
      co_await sleep(1h);
    });
  }
};
inline std::atomic<int> alive = 0;  // NOLINT
struct NeverEndingModule : Module {
  NeverEndingModule() {
    imports<ScheduleModule>();
    composed([](Schedule& schedule) { return NeverEnds(schedule, alive); });
  }
};

TEST(ScheduleModule, CancelsJobsThatDoNotEndInTime) {
  auto options = test::onLoopback();
  options.timeouts.drain = 1ms;
  auto app = Application::create<NeverEndingModule>(options);
  app.start();
  alive.wait(0);
  EXPECT_EQ(app.stop(), 0U);
  EXPECT_EQ(alive, 0);
}

struct WrongJob {
  explicit WrongJob(Schedule& schedule) {
    schedule.cron("0 0 30 2 *", [] {});
  }
};
struct WrongModule : Module {
  WrongModule() {
    imports<ScheduleModule>();
    providers<WrongJob>();
  }
};

TEST(ScheduleModule, RefusesACronThatNeverComes) {
  const auto faults = test::faultsOf<WrongModule>();
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults.front().find("cron \"0 0 30 2 *\": there is no such day in any year"), std::string::npos)
      << faults.front();
}

}  // namespace
}  // namespace serinus
