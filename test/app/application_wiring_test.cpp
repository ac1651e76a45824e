#include "applications.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

using namespace serinus;

// Named as messages shall name them: outside any namespace of ours.
namespace {

using Faults = std::vector<std::string>;
using test::faultsOf;
using test::onLoopback;

class Database {};
class RoomStore {
public:
  explicit RoomStore(Database&) {}
};
class ChatGateway : public WebSocketGateway {
public:
  explicit ChatGateway(RoomStore&) : WebSocketGateway({.path = "/chat"}) {}
  Task<> onMessage(WsMessage, WebSocketContext&) override { return {}; }
};
class UsersController : public Controller {
public:
  UsersController() : Controller("/users") {}
};

struct DatabaseModule : Module {
  DatabaseModule() {
    providers<Database>();
    exports<Database>();
  }
};
struct OtherDatabaseModule : DatabaseModule {};
struct ChatModule : Module {
  ChatModule() {
    imports<WsModule>();
    providers<ChatGateway, RoomStore>();
  }
};

// ---- What is missing

TEST(Wiring, NothingProvidesWhatAClassNeeds) {
  EXPECT_EQ(faultsOf<ChatModule>(), Faults{"ChatGateway → RoomStore → Database: nothing provides Database in "
                                           "ChatModule: provide it there, or import a module that exports it"});
}

struct ForgetsToImport : Module {
  ForgetsToImport() { imports<ChatModule, DatabaseModule>(); }
};
TEST(Wiring, TheModuleThatExportsItIsNotImported) {
  EXPECT_EQ(
      faultsOf<ForgetsToImport>(),
      Faults{"ChatGateway → RoomStore → Database: nothing provides Database in ChatModule; DatabaseModule exports "
             "it: import DatabaseModule in ChatModule"});
}

struct KeepsDatabase : Module {
  KeepsDatabase() { providers<Database>(); }
};
struct ForgetsToExport : Module {
  ForgetsToExport() {
    imports<KeepsDatabase>();
    providers<RoomStore>();
  }
};
TEST(Wiring, TheModuleThatProvidesItDoesNotExportIt) {
  EXPECT_EQ(faultsOf<ForgetsToExport>(),
            Faults{"RoomStore → Database: nothing provides Database in ForgetsToExport; KeepsDatabase provides it but "
                   "does not export it: add exports<Database>() there"});
}

struct Publisher {
  explicit Publisher(SseEmitter&) {}
};
struct ForgetsSse : Module {
  ForgetsSse() { providers<Publisher>(); }
};
TEST(Wiring, TheModuleOfTheLibraryThatProvidesItIsNotImported) {
  EXPECT_EQ(faultsOf<ForgetsSse>(),
            Faults{"Publisher → serinus::SseEmitter: nothing provides serinus::SseEmitter in ForgetsSse: import "
                   "SseModule there"});
}

struct OwnEmitter : Module {
  OwnEmitter() { providers<Publisher, SseEmitter>(); }
};
TEST(Wiring, AnEmitterOfOnesOwnWouldReachNobody) {
  EXPECT_EQ(faultsOf<OwnEmitter>(), Faults{"OwnEmitter provides SseEmitter, which sends to nobody when it is not "
                                           "SseModule's own: import SseModule instead"});
}

struct NamedValueModule : Module {
  NamedValueModule() {
    value<std::string>("url", "here");
    exports<std::string>("uri");
  }
};
TEST(Wiring, AnExportIsOfWhatTheModuleHasNot) {
  EXPECT_EQ(faultsOf<NamedValueModule>(),
            Faults{"NamedValueModule exports std::string \"uri\" but does not have it: add it to its providers, or "
                   "import a module that exports it"});
}

struct PassesOn : Module {
  PassesOn() { exports<DatabaseModule>(); }
};
TEST(Wiring, AnExportedModuleIsNotImported) {
  EXPECT_EQ(faultsOf<PassesOn>(),
            Faults{"PassesOn exports DatabaseModule but does not import it: add imports<DatabaseModule>() there"});
}

// ---- What is there twice

struct TwoDatabases : Module {
  TwoDatabases() {
    imports<DatabaseModule, OtherDatabaseModule>();
    providers<RoomStore>();
  }
};
TEST(Wiring, TwoModulesProvideIt) {
  EXPECT_EQ(faultsOf<TwoDatabases>(),
            Faults{"RoomStore → Database: DatabaseModule and OtherDatabaseModule provide Database to TwoDatabases: let "
                   "TwoDatabases see one of them, or provide it there"});
}

struct Postgres : Database {};
struct OneTokenTwice : Module {
  OneTokenTwice() {
    providers<Database>();
    provide<Database, Postgres>();
    value<std::string>("url", "here");
    value<std::string>("url", "there");
  }
};
TEST(Wiring, AModuleProvidesOneThingTwice) {
  EXPECT_EQ(faultsOf<OneTokenTwice>(),
            (Faults{"OneTokenTwice provides Database twice, by Database and Postgres: keep one of them",
                    "OneTokenTwice provides std::string \"url\" twice: keep one of them"}));
}

// ---- Circles

struct Egg;
struct Hen {
  explicit Hen(Egg&) {}
};
struct Egg {
  explicit Egg(Hen&) {}
};
struct Farm : Module {
  Farm() {
    providers<Hen>();
    composed([](Hen& hen) { return std::make_unique<Egg>(hen); });
  }
};
TEST(Wiring, ProvidersNeedEachOther) {
  EXPECT_EQ(faultsOf<Farm>(), Faults{"Hen → Egg → Hen: each needs the next one to be made first: move what they share "
                                     "to a class of its own, or look one of them up when a request comes"});
}

struct Billing;
struct Accounts : Module {
  Accounts();
};
struct Billing : Module {
  Billing() { imports<Accounts>(); }
};
Accounts::Accounts() {
  imports<Billing>();
}
struct Shop : Module {
  Shop() { imports<Accounts>(); }
};
struct Narcissus : Module {
  Narcissus() { imports<Narcissus>(); }
};
TEST(Wiring, ModulesImportEachOther) {
  EXPECT_EQ(faultsOf<Shop>(), Faults{"Accounts → Billing → Accounts: these modules import each other in a circle: move "
                                     "what they share to a module that each of them imports"});
  EXPECT_EQ(faultsOf<Narcissus>(), Faults{"Narcissus → Narcissus: these modules import each other in a circle: move "
                                          "what they share to a module that each of them imports"});
}

// ---- Controllers are not injected

struct Audit {
  explicit Audit(UsersController&) {}
};
struct InjectsController : Module {
  InjectsController() {
    controllers<UsersController>();
    providers<Audit>();
    exports<UsersController>();
  }
};
struct InjectsMadeController : Module {
  InjectsMadeController() {
    composed([] { return std::make_unique<UsersController>(); });
    providers<Audit>();
  }
};
struct InjectsAwaitedController : Module {
  InjectsAwaitedController() {
    composed([]() -> Task<std::unique_ptr<UsersController>> { co_return std::make_unique<UsersController>(); });
    providers<Audit>();
  }
};
TEST(Wiring, AControllerIsNeitherInjectedNorExported) {
  EXPECT_EQ(faultsOf<InjectsController>(),
            (Faults{"InjectsController exports UsersController, a controller: controllers serve requests and cannot be "
                    "injected",
                    "Audit → UsersController: UsersController is a controller of InjectsController, and controllers "
                    "cannot be injected: move what Audit needs of it to a provider"}));
  EXPECT_EQ(faultsOf<InjectsMadeController>(),
            Faults{"Audit → UsersController: UsersController is a controller of InjectsMadeController, and controllers "
                   "cannot be injected: move what Audit needs of it to a provider"});
  EXPECT_EQ(faultsOf<InjectsAwaitedController>(),
            Faults{"Audit → UsersController: UsersController is a controller of InjectsAwaitedController, and "
                   "controllers cannot be injected: move what Audit needs of it to a provider"});
}

// ---- What a module of the library switches on

struct StreamsController : SseController {
  StreamsController() {
    onSse(Route::get("/stream"), [](SseContext&) -> SseStream { co_return; });
  }
};
struct LoneGateway : WebSocketGateway {
  Task<> onMessage(WsMessage, WebSocketContext&) override { return {}; }
};
struct ForgetsBoth : Module {
  ForgetsBoth() {
    providers<LoneGateway>();
    controllers<StreamsController>();
  }
};
TEST(Wiring, GatewaysAndStreamsNeedTheirModules) {
  EXPECT_EQ(
      faultsOf<ForgetsBoth>(),
      (Faults{
          "LoneGateway is a WebSocket gateway, but no module imports WsModule: add imports<WsModule>() to ForgetsBoth",
          "StreamsController serves event streams, but no module imports SseModule: add imports<SseModule>() to "
          "ForgetsBoth"}));
}

// What a factory gives is known when it was called.
struct HidesBoth : Module {
  HidesBoth() {
    composed([]() -> std::unique_ptr<Controller> { return std::make_unique<StreamsController>(); });
    composed([]() -> std::unique_ptr<Echo> { return std::make_unique<EchoGateway>(); });
  }
  struct Echo {
    virtual ~Echo() = default;
  };
  struct EchoGateway : Echo, LoneGateway {};
};
TEST(Wiring, AGatewayOrStreamThatAFactoryGivesNeedsItsModuleToo) {
  EXPECT_EQ(faultsOf<HidesBoth>(),
            (Faults{"serinus::Controller serves event streams, but no module imports SseModule: add "
                    "imports<SseModule>() to HidesBoth",
                    "HidesBoth::Echo is a WebSocket gateway, but no module imports WsModule: add imports<WsModule>() "
                    "to HidesBoth"}));
}

// ---- All at once

struct EverythingWrong : Module {
  EverythingWrong() {
    imports<ChatModule, Shop, ForgetsBoth>();
    imports(DatabaseModule());
    exports<RoomStore>();
    providers<Database, Hen, Egg>();
    value<int>(1);
    value<int>(2);
  }
};
struct AlsoWrong : Module {
  AlsoWrong() {
    imports<EverythingWrong>();
    imports(DatabaseModule());
  }
};
TEST(Wiring, AllFaultsAreInOneError) {
  const test::Variable port("PORT", "3000 or so");
  ApplicationOptions options = onLoopback();
  options.port = 3000;
  auto app = Application::create<AlsoWrong>(options);
  try {
    app.start();
    FAIL();
  } catch (const InitializationError& error) {
    EXPECT_STREQ(
        error.what(),
        "Initialization failed:\n"
        "  1. the environment's PORT is \"3000 or so\": give a number from 0 to 65535\n"
        "  2. EverythingWrong and AlsoWrong import two different instances of DatabaseModule: import one of them, and "
        "imports<DatabaseModule>() elsewhere, or give each a token of its own\n"
        "  3. Accounts → Billing → Accounts: these modules import each other in a circle: move what they share to a "
        "module that each of them imports\n"
        "  4. EverythingWrong provides int twice: keep one of them\n"
        "  5. EverythingWrong exports RoomStore but does not have it: add it to its providers, or import a module that "
        "exports it\n"
        "  6. ChatGateway → RoomStore → Database: nothing provides Database in ChatModule; DatabaseModule exports it: "
        "import DatabaseModule in ChatModule\n"
        "  7. Hen → Egg → Hen: each needs the next one to be made first: move what they share to a class of its own, "
        "or look one of them up when a request comes\n"
        "  8. StreamsController serves event streams, but no module imports SseModule: add imports<SseModule>() to "
        "ForgetsBoth");
  }
}

// ---- What is right

struct LineLogger : Logger {
  void log(LogLevel, std::string_view, std::string_view) override {}
};
struct Speaker {
  explicit Speaker(Logger& to) : logger(&to) {}
  Logger* logger;
};
struct SpeakerModule : Module {
  SpeakerModule() { providers<Speaker>(); }
};
struct OwnLoggerModule : Module {
  OwnLoggerModule() {
    provide<Logger, LineLogger>();
    providers<Speaker>();
  }
};
TEST(Wiring, TheLoggerIsThereForEveryModule) {
  const auto logger = std::make_shared<NullLogger>();
  auto app = Application::create<SpeakerModule>(onLoopback(logger));
  app.start();
  EXPECT_EQ(app.use<Speaker>().logger, logger.get());
  EXPECT_EQ(&app.use<Logger>(), logger.get());
  auto other = Application::create<OwnLoggerModule>(onLoopback(logger));
  other.start();
  EXPECT_NE(dynamic_cast<LineLogger*>(other.use<Speaker>().logger), nullptr);
}

// A feature's module alone makes an application, in a test for instance.
TEST(Wiring, TheRootMayExportWhatNobodyImports) {
  EXPECT_EQ(faultsOf<DatabaseModule>(), Faults{});
}

struct Registry {
  explicit Registry(Database&, ChatGateway& chat) : gateway(&chat) {}
  ChatGateway* gateway;
};
struct InjectsGateway : Module {
  InjectsGateway() {
    imports<WsModule, DatabaseModule>();
    providers<Registry, ChatGateway, RoomStore>();
  }
};
TEST(Wiring, AGatewayIsInjectedLikeAnyProvider) {
  auto app = Application::create<InjectsGateway>(onLoopback());
  app.start();
  EXPECT_EQ(app.use<Registry>().gateway, &app.use<ChatGateway>());
}

}  // namespace
