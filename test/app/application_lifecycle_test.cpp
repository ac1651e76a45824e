#include "applications.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

using namespace serinus;

// Named as messages shall name them: outside any namespace of ours.
namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;
using test::faultsOf;
using test::onLoopback;

/// What happened, in its order; and what shall go wrong, by the same text.
struct Story {
  Strings lines;
  std::string wrong;

  void tell(const std::string& line) {
    lines.push_back(line);
    if (line == wrong) throw std::runtime_error("as it was told to");
  }
  /// What was told since the last time.
  Strings take() { return std::exchange(lines, {}); }
};
Story story;

/// Tells of every stage, and of its beginning and end.
class Teller : public OnApplicationInit,
               public OnApplicationBootstrap,
               public OnApplicationReady,
               public OnApplicationShutdown {
public:
  explicit Teller(std::string name) : name_(std::move(name)) { story.tell(name_ + " made"); }
  Teller(const Teller&) = delete;
  Teller& operator=(const Teller&) = delete;
  ~Teller() override { story.lines.push_back(name_ + " gone"); }

  Task<> onApplicationInit() override {
    co_await sleep(1ms);
    story.tell(name_ + " init");
  }
  Task<> onApplicationBootstrap() override {
    story.tell(name_ + " bootstrap");
    return {};
  }
  Task<> onApplicationReady() override {
    story.tell(name_ + " ready");
    return {};
  }
  Task<> onApplicationShutdown() override {
    co_await sleep(1ms);
    story.tell(name_ + " shutdown");
  }

private:
  std::string name_;
};

struct Disk : Teller {
  Disk() : Teller("disk") {}
};
struct Cache : Teller {
  explicit Cache(Disk&) : Teller("cache") {}
};
struct Site : Teller, Controller {
  explicit Site(Cache&) : Teller("site"), Controller("/site") {
    on(Route::get("/"), [](RequestContext&) { return Response::text("welcome"); });
  }
};
struct DiskModule : Module {
  DiskModule() {
    providers<Disk>();
    exports<Disk>();
  }
};
struct CacheModule : Module {
  CacheModule() {
    imports<DiskModule>();
    composed([](Disk& disk) -> Task<std::unique_ptr<Cache>> {
      co_await sleep(1ms);
      co_return std::make_unique<Cache>(disk);
    });
    exports<Cache>();
  }
};
struct SiteModule : Module {
  SiteModule() {
    controllers<Site>();
    imports<CacheModule>();
  }
};

class Lifecycle : public testing::Test {
protected:
  Lifecycle() { story = Story(); }
};

TEST_F(Lifecycle, TellsImportsBeforeImportersAndShutsDownInReverseOrder) {
  auto app = Application::create<SiteModule>(onLoopback());
  EXPECT_EQ(story.take(), Strings{});
  app.start();
  EXPECT_EQ(story.take(), (Strings{"disk made", "cache made", "site made",                 //
                                   "disk init", "cache init", "site init",                 //
                                   "disk bootstrap", "cache bootstrap", "site bootstrap",  //
                                   "disk ready", "cache ready", "site ready"}));
  EXPECT_TRUE(test::get(app.port(), "/site").ends_with("welcome"));
  app.stop();
  EXPECT_EQ(story.take(), (Strings{"site shutdown", "cache shutdown", "disk shutdown",  //
                                   "site gone", "cache gone", "disk gone"}));
}

TEST_F(Lifecycle, BeginsAnewWithEveryStart) {
  auto app = Application::create<SiteModule>(onLoopback());
  app.start();
  const Strings first = story.take();
  app.start();  // it is started
  EXPECT_EQ(story.take(), Strings{});
  app.stop();
  const Strings end = story.take();
  app.stop();  // it is stopped
  EXPECT_EQ(story.take(), Strings{});
  app.start();
  EXPECT_EQ(story.take(), first);
  EXPECT_TRUE(test::get(app.port(), "/site").ends_with("welcome"));
  app = Application::create<SiteModule>(onLoopback());  // ends the one that ran
  EXPECT_EQ(story.take(), end);
}

TEST_F(Lifecycle, GivesNothingBeforeTheStartNorAfterTheStop) {
  auto app = Application::create<CacheModule>(onLoopback());
  EXPECT_THROW(static_cast<void>(app.use<Cache>()), std::logic_error);
  app.start();
  EXPECT_NO_THROW(static_cast<void>(app.use<Cache>()));
  EXPECT_THROW(static_cast<void>(app.use<Site>()), di::ServiceNotFound);
  app.stop();
  try {
    static_cast<void>(app.use<Cache>());
    FAIL();
  } catch (const std::logic_error& error) {
    EXPECT_STREQ(error.what(), "Application::use: the application is not started; call start() first");
  }
}

// ---- A start that fails

struct Failure {
  const char* name;
  const char* at;
  Strings faults;
  Strings end;  ///< what happens after the fault
};
class FailedStart : public testing::TestWithParam<Failure> {};

TEST_P(FailedStart, NamesTheCauseUndoesWhatWasDoneAndCanBeTriedAgain) {
  story = Story();
  auto app = Application::create<SiteModule>(onLoopback());
  story.wrong = GetParam().at;
  try {
    app.start();
    FAIL();
  } catch (const InitializationError& error) {
    EXPECT_EQ(error.faults(), GetParam().faults);
  }
  const Strings lines = story.take();
  const auto fault = std::find(lines.begin(), lines.end(), GetParam().at);
  ASSERT_NE(fault, lines.end());
  EXPECT_EQ(Strings(fault + 1, lines.end()), GetParam().end);
  EXPECT_THROW(static_cast<void>(app.use<Cache>()), std::logic_error);
  if (app.port() != 0) {
    EXPECT_FALSE(test::accepts(app.port()));
  }

  story = Story();
  app.start();
  EXPECT_TRUE(test::get(app.port(), "/site").ends_with("welcome"));
}

INSTANTIATE_TEST_SUITE_P(
    Stages, FailedStart,
    testing::Values(
        Failure{"Constructor",
                "disk made",
                {"Site → Cache → Disk: Disk of DiskModule could not be made: as it was told to"},
                {}},
        Failure{"Coroutine",
                "cache made",
                {"Site → Cache: Cache of CacheModule could not be made: as it was told to"},
                {"disk gone"}},
        Failure{"Init",
                "cache init",
                {"Cache::onApplicationInit of CacheModule threw: as it was told to"},
                {"disk shutdown", "site gone", "cache gone", "disk gone"}},
        Failure{"FirstInit",
                "disk init",
                {"Disk::onApplicationInit of DiskModule threw: as it was told to"},
                {"site gone", "cache gone", "disk gone"}},
        Failure{"Bootstrap",
                "disk bootstrap",
                {"Disk::onApplicationBootstrap of DiskModule threw: as it was told to"},
                {"site shutdown", "cache shutdown", "disk shutdown", "site gone", "cache gone", "disk gone"}},
        Failure{"Ready",
                "site ready",
                {"Site::onApplicationReady of SiteModule threw: as it was told to"},
                {"site shutdown", "cache shutdown", "disk shutdown", "site gone", "cache gone", "disk gone"}}),
    [](const auto& row) { return std::string(row.param.name); });

struct Brittle {
  Brittle() { throw std::runtime_error("no disk"); }
};
struct Odd {
  explicit Odd(Disk&) { throw 7; }
};
struct Dependent {
  explicit Dependent(Brittle&) {}
};
struct Unreachable {};
struct BrittleGuard : Guard {
  explicit BrittleGuard(Brittle&) {}
  Task<bool> canActivate(ExecutionContext&) override { co_return true; }
};
struct TwoRoutes : Controller {
  TwoRoutes() {
    on(Route::get("/site"), [](RequestContext&) { return Response(); });
  }
};
struct GuardedRoute : Controller {
  GuardedRoute() {
    on(Route::get("/guarded"), [](RequestContext&) { return Response(); }).use<BrittleGuard>();
  }
};
struct ManyFailures : Module {
  ManyFailures() {
    imports<SiteModule, DiskModule>();
    controllers<TwoRoutes, GuardedRoute>();
    providers<Brittle, Odd, Dependent, BrittleGuard>();
    composed([](Disk&) -> Task<Unreachable> {
      co_await sleep(1ms);
      throw std::runtime_error("no route to host");
      co_return Unreachable();
    });
  }
};
TEST_F(Lifecycle, AllThatCouldNotBeMadeIsInOneError) {
  // What needs what could not be made is passed over in silence, a route's guard too.
  EXPECT_EQ(
      faultsOf<ManyFailures>(),
      (Strings{
          "Dependent → Brittle: Brittle of ManyFailures could not be made: no disk",
          "Odd of ManyFailures could not be made: it threw something that is not a std::exception",
          "Unreachable of ManyFailures could not be made: no route to host",
          "GET /site (TwoRoutes of ManyFailures) and GET /site (Site of SiteModule) are the same route: give one of "
          "them another path or method"}));
  EXPECT_EQ(story.take(), (Strings{"disk made", "cache made", "site made", "site gone", "cache gone", "disk gone"}));
}

TEST_F(Lifecycle, AConflictOfPathsIsFoundAfterInitAndShutsDown) {
  struct Conflict : Module {
    Conflict() {
      imports<SiteModule>();
      controllers<TwoRoutes>();
    }
  };
  EXPECT_EQ(faultsOf<Conflict>().size(), 1U);
  EXPECT_EQ(story.take(),
            (Strings{"disk made", "cache made", "site made", "disk init", "cache init", "site init", "site shutdown",
                     "cache shutdown", "disk shutdown", "site gone", "cache gone", "disk gone"}));
}

// ---- A stop that fails

TEST_F(Lifecycle, AShutdownThatThrowsIsLoggedAndTheOthersAreTold) {
  const auto logger = std::make_shared<test::CapturingLogger>(LogLevel::warning);
  auto app = Application::create<SiteModule>(onLoopback(logger));
  app.start();
  story.take();
  story.wrong = "cache shutdown";
  app.stop();
  EXPECT_EQ(story.take(),
            (Strings{"site shutdown", "cache shutdown", "disk shutdown", "site gone", "cache gone", "disk gone"}));
  EXPECT_EQ(logger->lines(),
            Strings{"error serinus: Cache::onApplicationShutdown of CacheModule threw: as it was told to"});
}

}  // namespace
