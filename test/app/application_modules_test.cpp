#include "applications.hpp"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

using namespace serinus;

// Named as messages shall name them: outside any namespace of ours.
namespace {

using namespace std::chrono_literals;
using Faults = std::vector<std::string>;
using test::faultsOf;
using test::onLoopback;

struct Database {
  explicit Database(std::string address) : url(std::move(address)) {}
  std::string url;
};

/// A dynamic module: its instances differ by what they are given.
struct DatabaseModule : Module {
  DatabaseModule(const std::string& name, std::string url) {
    token(name);
    composed([url = std::move(url)] { return std::make_unique<Database>(url); });
    exports<Database>();
  }
};

struct OrderStore {
  explicit OrderStore(Database& from) : database(&from) {}
  Database* database;
};
struct Journal {
  explicit Journal(Database& from) : database(&from) {}
  Database* database;
};
struct OrderModule : Module {
  OrderModule() {
    imports<DatabaseModule>("primary");
    providers<OrderStore>();
    exports<OrderStore>();
  }
};
struct JournalModule : Module {
  JournalModule() {
    imports<DatabaseModule>("audit");
    providers<Journal>();
    exports<Journal, DatabaseModule>();
  }
};

// ---- Modules of one class, told apart by tokens

struct TwoDatabases : Module {
  TwoDatabases() {
    imports<OrderModule, JournalModule>();
    imports(DatabaseModule("primary", "db://one"), DatabaseModule("audit", "db://two"));
  }
};
TEST(ModuleToken, TellsModulesOfOneClassApart) {
  auto app = Application::create<TwoDatabases>(onLoopback());
  app.start();
  EXPECT_EQ(app.use<OrderStore>().database->url, "db://one");
  EXPECT_EQ(app.use<Journal>().database->url, "db://two");
}

struct NeedsOne : Module {
  NeedsOne() {
    imports(DatabaseModule("primary", "db://one"), DatabaseModule("audit", "db://two"), DatabaseModule("", "db://"));
    providers<OrderStore>();
  }
};
TEST(ModuleToken, NamesTheModulesOfAnAmbiguity) {
  EXPECT_EQ(faultsOf<NeedsOne>(),
            Faults{"OrderStore → Database: DatabaseModule#primary, DatabaseModule#audit and DatabaseModule provide "
                   "Database to NeedsOne: let NeedsOne see one of them, or provide it there"});
}

template <class... What>
struct PassesOn : Module {
  explicit PassesOn(const char* name = nullptr) {
    imports(DatabaseModule("primary", "db://one"), DatabaseModule("audit", "db://two"));
    name == nullptr ? exports<DatabaseModule>() : exports<DatabaseModule>(name);
  }
};
struct PassesBothOn : Module {
  PassesBothOn() {
    imports<PassesOn<>>();
    providers<OrderStore>();
  }
};
struct PassesOneOn : Module {
  PassesOneOn() {
    imports(PassesOn<>("audit"));
    providers<OrderStore>();
  }
};
struct PassesNoneOn : Module {
  PassesNoneOn() { imports(PassesOn<>("backup")); }
};
TEST(ModuleToken, ChoosesWhichModuleIsExportedAgain) {
  auto app = Application::create<PassesOneOn>(onLoopback());
  app.start();
  EXPECT_EQ(app.use<OrderStore>().database->url, "db://two");
  EXPECT_EQ(faultsOf<PassesBothOn>(),
            Faults{"OrderStore → Database: DatabaseModule#primary and DatabaseModule#audit provide Database to "
                   "PassesBothOn: let PassesBothOn see one of them, or provide it there"});
  EXPECT_EQ(faultsOf<PassesNoneOn>(), Faults{"PassesOn<> exports DatabaseModule#backup but does not import it: add "
                                             "imports<DatabaseModule>(\"backup\") there"});
}

struct OneDatabase : Module {
  OneDatabase() {
    imports<OrderModule, JournalModule>();
    imports(DatabaseModule("primary", "db://one"));
  }
};
struct NoDatabase : Module {
  NoDatabase() { imports<OrderModule, JournalModule>(); }
};
TEST(ModuleToken, OfAModuleThatNobodyImportsIsAFault) {
  // Not a word of what these modules miss for want of the module that they miss.
  EXPECT_EQ(faultsOf<OneDatabase>(), Faults{"JournalModule imports DatabaseModule#audit, and no module imports an "
                                            "instance with that token: write imports<DatabaseModule>(\"primary\")"});
  EXPECT_EQ(faultsOf<NoDatabase>(),
            (Faults{"OrderModule imports DatabaseModule#primary, and no module imports an instance with that token: "
                    "import one, imports(DatabaseModule(...)), in some module",
                    "JournalModule imports DatabaseModule#audit, and no module imports an instance with that token: "
                    "import one, imports(DatabaseModule(...)), in some module"}));
}

// ---- Instances and classes

struct ByClass : Module {
  ByClass() {
    imports<DatabaseModule>();
    providers<OrderStore>();
  }
};
struct InstanceElsewhere : Module {
  InstanceElsewhere() { imports(DatabaseModule("", "db://one")); }
};
struct InstanceBelow : Module {
  InstanceBelow() { imports<ByClass, InstanceElsewhere>(); }
};
struct TokensAlone : Module {
  TokensAlone() {
    imports<ByClass>();
    imports(DatabaseModule("primary", "db://one"), DatabaseModule("audit", "db://two"));
  }
};
TEST(ModuleInstance, IsMeantWhereverItsClassIsImported) {
  EXPECT_EQ(faultsOf<InstanceBelow>(), Faults{});
  EXPECT_EQ(faultsOf<ByClass>(),
            Faults{"ByClass imports DatabaseModule, which cannot be made without arguments: import "
                   "one, imports(DatabaseModule(...)), in some module"});
  EXPECT_EQ(faultsOf<TokensAlone>(),
            Faults{"ByClass imports DatabaseModule, which cannot be made without arguments: write "
                   "imports<DatabaseModule>(\"primary\") or imports<DatabaseModule>(\"audit\")"});
}

struct Limit {
  int value;
};
/// Can be made with or without options, and brings a module of its own with each.
template <int N>
struct Companion : Module {
  Companion() { value("companion" + std::to_string(N), N); }
};
struct LimitModule : Module {
  static inline int registered = 0;
  LimitModule() : LimitModule(1) { imports<Companion<1>>(); }
  explicit LimitModule(int limit) : limit_(limit) {
    value(Limit{limit});
    exports<Limit>();
  }
  Task<> registerAsync(const ApplicationOptions&) override {
    registered += limit_;
    return {};
  }

private:
  int limit_;
};
struct UsesLimit : Module {
  UsesLimit() {
    imports<LimitModule>();
    exports<LimitModule>();
  }
};
struct SetsLimit : Module {
  SetsLimit() { imports(LimitModule(5)); }
};
struct SetLate : Module {
  SetLate() {
    imports<UsesLimit, LimitModule, SetsLimit>();
    exports<Limit>();
  }
};
TEST(ModuleInstance, TakesThePlaceOfAModuleMadeWithoutOptions) {
  LimitModule::registered = 0;
  auto logger = std::make_shared<test::CapturingLogger>();
  auto app = Application::create<SetLate>(onLoopback(logger));
  app.start();
  EXPECT_EQ(app.use<Limit>().value, 5);
  // The other one was never asked, and what it alone imported is not there.
  EXPECT_EQ(LimitModule::registered, 5);
  for (const std::string& line : logger->lines()) EXPECT_EQ(line.find("Companion"), std::string::npos) << line;
}

struct SetsAnotherLimit : Module {
  SetsAnotherLimit() { imports(LimitModule(6)); }
};
struct Contradiction : Module {
  Contradiction() { imports<UsesLimit, SetsLimit, SetsAnotherLimit>(); }
};
TEST(ModuleInstance, OfOneClassAndTokenIsOne) {
  EXPECT_EQ(faultsOf<Contradiction>(),
            Faults{"SetsAnotherLimit and SetsLimit import two different instances of LimitModule: import one of them, "
                   "and imports<LimitModule>() elsewhere, or give each a token of its own"});
}

struct Counted : Module {
  static inline int made = 0;
  Counted() { ++made; }
};
struct CountsA : Module {
  CountsA() { imports<Counted>(); }
};
struct CountsB : Module {
  CountsB() { imports<CountsA, Counted>(); }
};
TEST(Modules, AreMadeOnceHoweverManyImportThem) {
  Counted::made = 0;
  EXPECT_EQ(faultsOf<CountsB>(), Faults{});
  EXPECT_EQ(Counted::made, 1);
}

// ---- What waits: registerAsync

struct RemoteModule : Module {
  Task<> registerAsync(const ApplicationOptions& options) override {
    co_await sleep(1ms);
    imports(DatabaseModule("", "db://" + options.host));
    value<std::string>("region", "north");
    exports<DatabaseModule>();
    exports<std::string>("region");
  }
};
struct UsesRemote : Module {
  UsesRemote() {
    imports<RemoteModule>();
    composed([](Database& database) -> Task<OrderStore> {
      co_await sleep(1ms);
      co_return OrderStore(database);
    });
    exports<OrderStore>();
  }
};
TEST(RegisterAsync, DeclaresWhatOtherModulesSee) {
  auto app = Application::create<UsesRemote>(onLoopback());
  app.start();
  EXPECT_EQ(app.use<OrderStore>().database->url, "db://127.0.0.1");
}

struct LateLimit : Module {
  Task<> registerAsync(const ApplicationOptions&) override {
    imports(LimitModule(7));
    return {};
  }
};
struct UsesLateLimit : Module {
  UsesLateLimit() {
    imports<LimitModule, LateLimit>();
    exports<Limit>();
  }
};
TEST(RegisterAsync, MayBringTheInstanceOfAClassThatIsThereAlready) {
  auto app = Application::create<UsesLateLimit>(onLoopback());
  app.start();
  EXPECT_EQ(app.use<Limit>().value, 7);
}

struct FailsToRegister : Module {
  FailsToRegister() { exports<Database>(); }
  Task<> registerAsync(const ApplicationOptions&) override {
    co_await sleep(1ms);
    throw std::runtime_error("no configuration at /etc/shop");
  }
};
struct FailsOddly : Module {
  Task<> registerAsync(const ApplicationOptions&) override { throw 7; }
};
struct CannotBeMade : Module {
  CannotBeMade() { throw std::invalid_argument("SHOP_REGION is not set"); }
};
struct LoneGateway : WebSocketGateway {
  Task<> onMessage(WsMessage, WebSocketContext&) override { return {}; }
};
struct Unlucky : Module {
  Unlucky() {
    imports<FailsToRegister, FailsOddly, CannotBeMade, CannotBeMade>();
    // Who knows whether one of these would have brought a Database, and WsModule.
    providers<OrderStore, LoneGateway>();
    value(1);
    value(2);
  }
};
TEST(RegisterAsync, ThatThrowsIsNamedWithItsModuleAndCause) {
  EXPECT_EQ(faultsOf<Unlucky>(), (Faults{"CannotBeMade could not be made: SHOP_REGION is not set",
                                         "FailsToRegister::registerAsync threw: no configuration at /etc/shop",
                                         "FailsOddly::registerAsync threw: it threw something that is not a "
                                         "std::exception",
                                         "Unlucky provides int twice: keep one of them"}));
  EXPECT_EQ(faultsOf<CannotBeMade>(), Faults{"CannotBeMade could not be made: SHOP_REGION is not set"});
}

// ---- What is seen where

struct Settings {
  std::map<std::string, int> all;
};
struct SettingsModule : Module {
  SettingsModule() {
    composed([] { return Settings{{{"limit", 3}}}; });
    value<int>("limit", 4);
    exports<Settings>();
    exports<int>("limit");
    global();
  }
};
struct Reader {
  explicit Reader(const Settings& from) : settings(&from) {}
  const Settings* settings;
};
struct ReaderModule : Module {
  ReaderModule() {
    providers<Reader>();
    exports<Reader>();
  }
};
struct Between : Module {
  Between() {
    imports<ReaderModule>();
    exports<ReaderModule>();
  }
};
struct NamesController : Controller {
  NamesController() {
    on(Route::get("/limit"), [](RequestContext& context) {
      return Response::text(std::to_string(context.use<int>("limit")) + ' ' +
                            std::to_string(context.use<Settings>().all.at("limit")));
    });
  }
};
struct NamesModule : Module {
  NamesModule() { controllers<NamesController>(); }
};
struct GlobalRoot : Module {
  GlobalRoot() { imports<SettingsModule, Between, NamesModule>(); }
};
TEST(Modules, SeeWhatIsGlobalAndWhatIsExportedAgain) {
  auto app = Application::create<GlobalRoot>(onLoopback());
  app.start();
  EXPECT_EQ(app.use<Reader>().settings, &app.use<Settings>());
  EXPECT_TRUE(test::get(app.port(), "/limit").ends_with("\r\n\r\n4 3"));
}

}  // namespace
