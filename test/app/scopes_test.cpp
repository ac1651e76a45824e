#include "applications.hpp"
#include "support/web_socket_client.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

// Named as messages shall name them: outside any namespace of ours.
namespace {

using namespace serinus;
using namespace std::chrono_literals;

inline std::atomic<int> alive = 0;  // NOLINT

/// One of each request; counts what it is asked for.
class UnitOfWork {
public:
  UnitOfWork() { ++alive; }
  UnitOfWork(const UnitOfWork&) = delete;
  UnitOfWork& operator=(const UnitOfWork&) = delete;
  ~UnitOfWork() {
    --alive;
    alive.notify_all();
  }
  int next() { return ++count_; }

private:
  int count_ = 0;
};
struct Repository {
  explicit Repository(UnitOfWork& of) : work(of) {}
  UnitOfWork& work;
};
struct Ticket {
  int number = 7;
};
struct Refusing {
  Refusing() { throw ForbiddenException("not for you"); }
};

/// Asks before the handler does.
struct Early : Middleware {
  Task<> use(ExecutionContext& context, Next next) override {
    context.context().use<UnitOfWork>().next();
    return next();
  }
};

/// Steps of which each request has its own, with what else is made for it.
struct Tally : Middleware, Hook, Pipe, Guard {
  explicit Tally(UnitOfWork& of) : work(of) {}
  Task<> use(ExecutionContext&, Next next) override {
    work.next();
    return next();
  }
  Task<bool> canActivate(ExecutionContext& context) override {
    work.next();
    co_return !context.context().query("locked");
  }
  Task<> transform(ExecutionContext&) override {
    work.next();
    return {};
  }
  Task<> afterHandle(ExecutionContext& context) override {
    context.context().setHeader("X-Steps", std::to_string(++calls));
    return {};
  }
  UnitOfWork& work;
  int calls = 0;
};
struct Forgiving : ExceptionFilter {
  explicit Forgiving(UnitOfWork& of) : work(of) {}
  Task<bool> onException(ExecutionContext& context, std::exception_ptr) override {
    context.respond(Response::text("forgiven " + std::to_string(work.next())));
    co_return true;
  }
  UnitOfWork& work;
};

class WorkController : public SseController {
public:
  WorkController() {
    on(Route::get("/work"), [](RequestContext& context) {
      const bool isShared = &context.use<Repository>().work == &context.use<UnitOfWork>();
      const bool isAnother = &context.use<Ticket>() != &context.use<Ticket>();
      return std::to_string(context.use<UnitOfWork>().next()) + (isShared ? " shared" : "") +
             (isAnother ? " another" : "") + ' ' + std::to_string(alive);
    }).use<Early>();
    on(Route::get("/tallied"), [](RequestContext& context) {
      return std::to_string(context.use<UnitOfWork>().next());
    }).use<Tally>();
    on(Route::get("/forgiven"), [](RequestContext&) -> std::string { throw ConflictException("no"); })
        .use<Forgiving>()
        .use<Tally>();
    on(Route::get("/plain"), [] { return std::to_string(alive); });
    on(Route::get("/refused"), [](RequestContext& context) {
      static_cast<void>(context.use<Refusing>());
      return "never";
    });
    onSse(Route::get("/events"), [](SseContext& context) -> SseStream {
      co_yield std::to_string(context.use<UnitOfWork>().next());
      co_yield std::to_string(context.use<UnitOfWork>().next());
      co_await context.sleep(1h);
    });
  }
};
/// A pipe of each connection.
struct Counting : Pipe {
  Task<> transform(ExecutionContext& context) override {
    if (++count == 2) context.context().use<UnitOfWork>().next();
    return {};
  }
  int count = 0;
};
class WorkGateway : public WebSocketGateway {
public:
  WorkGateway() : WebSocketGateway({.path = "/socket"}) {
    use<Early>(Door::upgrade);
    use<Counting>(Door::message);
  }
  Task<> onMessage(WsMessage, WebSocketContext& context) override {
    context.sendText(std::to_string(context.use<UnitOfWork>().next()));
    return {};
  }
};
struct WorkModule : Module {
  WorkModule() {
    imports<WsModule, SseModule>();
    providers<UnitOfWork, Repository, Refusing, Tally, Forgiving, Counting>(Scope::request);
    composed([] { return Ticket(); }, Scope::transient);
    providers<Early, WorkGateway>();
    controllers<WorkController>();
  }
};

std::string bodyAt(const Application& app, const std::string& path) {
  const std::string answer = test::get(app.port(), path);
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

class Scoped : public testing::Test {
protected:
  Scoped() {
    alive = 0;
    app.start();
  }
  [[nodiscard]] std::string bodyOf(const std::string& path) const { return bodyAt(app, path); }
  static void waitForNone() {
    for (int now = alive; now != 0; now = alive) alive.wait(now);
  }
  Application app = Application::create<WorkModule>(test::onLoopback());
};

TEST_F(Scoped, ARequestHasItsOwnFromItsFirstStepToItsEnd) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(bodyOf("/work"), "2 shared another 1");
  waitForNone();
  EXPECT_EQ(bodyOf("/plain"), "0");
}

TEST_F(Scoped, ARequestHasItsOwnSteps) {
  for (int i = 0; i < 2; ++i) EXPECT_EQ(bodyOf("/tallied"), "4");
  EXPECT_NE(test::get(app.port(), "/tallied").find("X-Steps: 1\r\n"), std::string::npos);
  EXPECT_TRUE(test::get(app.port(), "/tallied?locked").starts_with("HTTP/1.1 403 "));
  EXPECT_EQ(bodyOf("/forgiven"), "forgiven 4");
  waitForNone();
}

TEST_F(Scoped, WhatCannotBeMadeIsTheHandlersFault) {
  EXPECT_NE(bodyOf("/refused").find("not for you"), std::string::npos);
}

TEST_F(Scoped, AnEventStreamHasItsOwnAsLongAsItLives) {
  {
    test::RawClient client(app.port());
    client.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::string stream = client.readUntil("data: 2\n\n");
    EXPECT_NE(stream.find("data: 1\n\n"), std::string::npos) << stream;
    EXPECT_EQ(alive, 1);
  }
  waitForNone();
}

TEST_F(Scoped, AConnectionHasItsOwnFromItsUpgradeToItsEnd) {
  {
    test::RawClient client(app.port());
    EXPECT_EQ(test::upgrade(client, "/socket"), "HTTP/1.1 101 Switching Protocols");
    const std::string message("\x81\x80\0\0\0\0", 6);
    client.send(message);
    EXPECT_EQ(client.readExactly(3),
              "\x81\x01"
              "2");
    client.send(message);
    EXPECT_EQ(client.readExactly(3),
              "\x81\x01"
              "4");  // its pipe has counted both messages
    EXPECT_EQ(alive, 1);
  }
  waitForNone();
}

struct Keeper {
  explicit Keeper(UnitOfWork&) {}
};
struct KeepingModule : Module {
  KeepingModule() {
    providers<UnitOfWork>(Scope::request);
    providers<Keeper>();
  }
};
struct NarrowGatewayModule : Module {
  NarrowGatewayModule() {
    imports<WsModule>();
    providers<WorkGateway, UnitOfWork, Early>(Scope::request);
  }
};

class Reports {
public:
  Reports() { ++alive; }
};
struct Totals {
  explicit Totals(Reports&) {}
};
struct ReportsModule : Module {
  ReportsModule() {
    lazy();
    providers<Reports, Totals>();
    value<int>("pages", 3);
    exports<Totals>();
    exports<int>("pages");
  }
};
class ReportsController : public Controller {
public:
  ReportsController() {
    on(Route::get("/totals"), [](RequestContext& context) {
      static_cast<void>(context.use<Totals>());
      return std::to_string(alive) + " of " + std::to_string(context.use<int>("pages"));
    });
    on(Route::get("/alive"), [] { return std::to_string(alive); });
  }
};
struct ImporterModule : Module {
  ImporterModule() {
    imports<ReportsModule>();
    controllers<ReportsController>();
  }
};

TEST(LazyModule, IsMadeWhenItIsFirstUsed) {
  alive = 0;
  Application app = Application::create<ImporterModule>(test::onLoopback());
  app.start();
  EXPECT_EQ(bodyAt(app, "/alive"), "0");
  EXPECT_EQ(bodyAt(app, "/totals"), "1 of 3");
  EXPECT_EQ(bodyAt(app, "/totals"), "1 of 3");
}

struct LazyGatewayModule : Module {
  LazyGatewayModule() {
    lazy();
    imports<WsModule>();
    providers<WorkGateway>();
  }
};

TEST(LazyModule, HasNoGateways) {
  EXPECT_EQ(test::faultsOf<LazyGatewayModule>(),
            std::vector<std::string>{"WorkGateway of LazyGatewayModule is a serinus::WebSocketGateway, which the "
                                     "application has one of from its start on: make it a singleton, in a module that "
                                     "is not lazy()"});
}

TEST(ScopeFaults, KeepTheApplicationFromStarting) {
  EXPECT_EQ(test::faultsOf<KeepingModule>(),
            std::vector<std::string>{
                "Keeper → UnitOfWork: there is one UnitOfWork for each request, but one Keeper for all: ask for it by "
                "context.use<UnitOfWork>() in a handler, or make Keeper Scope::request too"});
  EXPECT_EQ(test::faultsOf<NarrowGatewayModule>(),
            std::vector<std::string>{"WorkGateway of NarrowGatewayModule is a serinus::WebSocketGateway, which the "
                                     "application has one of from its start on: make it a singleton"});
}

}  // namespace
