#include "modules.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

struct Database {};
struct RoomStore {
  explicit RoomStore(Database&) {}
};
struct ChatGateway {
  explicit ChatGateway(RoomStore&) {}
};
struct UsersController {};
struct Audit {
  explicit Audit(UsersController&) {}
};
struct Egg;
struct Hen {
  explicit Hen(Egg&) {}
};
struct Egg {
  explicit Egg(Hen&) {}
};
struct Visitor {
  explicit Visitor(Hen&) {}
};
struct Own {
  explicit Own(std::shared_ptr<Database>, Database&) {}
};
struct Twice : Database {};
struct Holder {
  explicit Holder(Twice&) {}
};
namespace legacy {
struct DataBase {};
struct DatabasePool {};
}  // namespace legacy
struct SomeModule {};

namespace serinus::di {
namespace {

using Faults = std::vector<std::string>;

Module chatModule() {
  return Module("ChatModule").provides(classProvider<ChatGateway>()).provides(classProvider<RoomStore>());
}
Module databaseModule() {
  return Module("DatabaseModule").provides(classProvider<Database>());
}

TEST(WiringFault, NothingProvidesIt) {
  EXPECT_EQ(faultsOf({chatModule()}), Faults{"ChatGateway → RoomStore → Database: nothing provides Database in "
                                             "ChatModule: provide it there, or import a module that exports it"});
}

TEST(WiringFault, AnImportProvidesItAndDoesNotExportIt) {
  EXPECT_EQ(
      faultsOf({chatModule().imports({1}), databaseModule()}),
      Faults{"ChatGateway → RoomStore → Database: nothing provides Database in ChatModule; DatabaseModule provides "
             "it but does not export it: add exports<Database>() there"});
}

TEST(WiringFault, AModuleProvidesItAndIsNeitherImportedNorExportsIt) {
  EXPECT_EQ(
      faultsOf({chatModule(), databaseModule()}),
      Faults{"ChatGateway → RoomStore → Database: nothing provides Database in ChatModule; DatabaseModule provides "
             "it but does not export it: add exports<Database>() there and import DatabaseModule in ChatModule"});
}

TEST(WiringFault, AModuleExportsItAndIsNotImported) {
  EXPECT_EQ(
      faultsOf({chatModule(), databaseModule().exports<Database>()}),
      Faults{"ChatGateway → RoomStore → Database: nothing provides Database in ChatModule; DatabaseModule exports "
             "it: import DatabaseModule in ChatModule"});
}

TEST(WiringFault, AModuleExportsItAndOnlyAnImportOfAnImportHasIt) {
  EXPECT_EQ(
      faultsOf({chatModule().imports({1}), Module("Between").imports({2}), databaseModule().exports<Database>()}),
      Faults{"ChatGateway → RoomStore → Database: nothing provides Database in ChatModule; DatabaseModule exports "
             "it: import DatabaseModule in ChatModule"});
}

TEST(WiringFault, AGlobalModuleDoesNotExportIt) {
  EXPECT_EQ(
      faultsOf({chatModule(), databaseModule().global()}),
      Faults{"ChatGateway → RoomStore → Database: nothing provides Database in ChatModule; DatabaseModule provides "
             "it but does not export it: add exports<Database>() there"});
}

TEST(WiringFault, AFactoryMissesItToo) {
  const auto factory = [](const Database&) { return SomeModule(); };
  EXPECT_EQ(faultsOf({Module("Root").provides(factoryProvider(factory))}),
            Faults{"SomeModule → Database: nothing provides Database in Root: provide it there, or import a module "
                   "that exports it"});
}

TEST(WiringFault, IsSaidOnceForAClassThatAsksTwice) {
  EXPECT_EQ(
      faultsOf({Module("Root").provides(classProvider<Own>())}),
      Faults{
          "Own → Database: nothing provides Database in Root: provide it there, or import a module that exports it"});
}

TEST(WiringFault, ItIsProvidedUnderTheNameOfItsInterface) {
  EXPECT_EQ(faultsOf({Module("Root").provides(classProvider<Holder>()),
                      Module("StorageModule").provides(classProviderFor<Database, Twice>()).exports<Database>()}),
            Faults{"Holder → Twice: nothing provides Twice in Root; StorageModule provides it as Database: ask for "
                   "Database"});
}

TEST(WiringFault, AClassOfTheSameNameIsProvided) {
  EXPECT_EQ(faultsOf({Module("Root").provides(classProvider<RoomStore>()),
                      Module("OldModule").provides(classProvider<legacy::DataBase>())}),
            Faults{"RoomStore → Database: nothing provides Database in Root: is legacy::DataBase of OldModule meant?"});
  EXPECT_EQ(
      faultsOf({Module("Root").provides(classProvider<RoomStore>()).provides(classProvider<legacy::DatabasePool>())}),
      Faults{"RoomStore → Database: nothing provides Database in Root: provide it there, or import a module that "
             "exports it"});
}

TEST(WiringFault, AControllerOfTheSameNameIsNotMeant) {
  EXPECT_EQ(faultsOf({Module("Root").provides(classProvider<RoomStore>()).controls(classProvider<legacy::DataBase>())}),
            Faults{"RoomStore → Database: nothing provides Database in Root: provide it there, or import a module that "
                   "exports it"});
}

TEST(WiringFault, TwoImportsExportIt) {
  EXPECT_EQ(faultsOf({chatModule().imports({1, 2}), databaseModule().exports<Database>(),
                      Module("OtherModule").provides(classProvider<Database>()).exports<Database>()}),
            Faults{"ChatGateway → RoomStore → Database: DatabaseModule and OtherModule provide Database to ChatModule: "
                   "let ChatModule see one of them, or provide it there"});
}

TEST(WiringFault, ThreeGlobalModulesExportIt) {
  EXPECT_EQ(faultsOf({chatModule(), databaseModule().exports<Database>().global(),
                      Module("B").provides(classProvider<Database>()).exports<Database>().global(),
                      Module("C").provides(classProvider<Database>()).exports<Database>().global()}),
            Faults{"ChatGateway → RoomStore → Database: DatabaseModule, B and C provide Database to ChatModule: let "
                   "ChatModule see one of them, or provide it there"});
}

TEST(WiringFault, AnExportIsOfWhatTheModuleHasNot) {
  EXPECT_EQ(
      faultsOf({Module("Root").exports<Database>()}),
      Faults{"Root exports Database but does not have it: add it to its providers, or import a module that exports "
             "it"});
  EXPECT_EQ(faultsOf({Module("Root").provides(valueProvider<int>(1)).exports<int>("size")}),
            Faults{"Root exports int \"size\" but does not have it: add it to its providers, or import a module that "
                   "exports it"});
}

TEST(WiringFault, AnExportIsAmbiguous) {
  EXPECT_EQ(faultsOf({Module("Root").imports({1, 2}).exports<Database>(), databaseModule().exports<Database>(),
                      Module("B").provides(classProvider<Database>()).exports<Database>()}),
            Faults{"Root exports Database: DatabaseModule and B provide Database to Root: let Root see one of them, or "
                   "provide it there"});
}

TEST(WiringFault, AnExportedModuleIsNotImported) {
  EXPECT_EQ(faultsOf({Module("Root").reexports<SomeModule>()}),
            Faults{"Root exports SomeModule but does not import it: add imports<SomeModule>() there"});
}

TEST(WiringFault, AnExportIsAController) {
  EXPECT_EQ(faultsOf({Module("Root").controls(classProvider<UsersController>()).exports<UsersController>()}),
            Faults{"Root exports UsersController, a controller: controllers serve requests and cannot be injected"});
}

TEST(WiringFault, ADependencyIsAController) {
  EXPECT_EQ(
      faultsOf({Module("Root").controls(classProvider<UsersController>()).provides(classProvider<Audit>())}),
      Faults{"Audit → UsersController: UsersController is a controller of Root, and controllers cannot be injected: "
             "move what Audit needs of it to a provider"});
}

TEST(WiringFault, ProvidersNeedEachOther) {
  EXPECT_EQ(faultsOf({Module("Root")
                          .provides(classProvider<Visitor>())
                          .provides(classProvider<Hen>())
                          .provides(classProvider<Egg>())}),
            Faults{"Hen → Egg → Hen: each needs the next one to be made first: move what they share to a class of its "
                   "own, or look one of them up when a request comes"});
}

TEST(WiringFault, ModulesImportEachOther) {
  EXPECT_EQ(faultsOf({Module("Root").imports({1}), Module("A").imports({2}), Module("B").imports({1})}),
            Faults{"A → B → A: these modules import each other in a circle: move what they share to a module that each "
                   "of them imports"});
  EXPECT_EQ(
      faultsOf({Module("Root").imports({0})}),
      Faults{"Root → Root: these modules import each other in a circle: move what they share to a module that each "
             "of them imports"});
}

TEST(WiringFault, OneTokenTwiceInAModule) {
  EXPECT_EQ(faultsOf({databaseModule().provides(classProvider<Database>())}),
            Faults{"DatabaseModule provides Database twice: keep one of them"});
  EXPECT_EQ(faultsOf({databaseModule().provides(classProviderFor<Database, Twice>())}),
            Faults{"DatabaseModule provides Database twice, by Database and Twice: keep one of them"});
  EXPECT_EQ(faultsOf({Module("Root").provides(valueProvider<int>(1, "a")).provides(valueProvider<int>(2, "a"))}),
            Faults{"Root provides int \"a\" twice: keep one of them"});
}

TEST(WiringFault, SaysWhichModuleOfTheLibraryIsMissing) {
  ModuleGraph graph = graphOf({chatModule()});
  graph.suggest<Database>("LibraryModule");
  EXPECT_EQ(graph.faults(),
            Faults{"ChatGateway → RoomStore → Database: nothing provides Database in ChatModule: import LibraryModule "
                   "there"});
  // A module that is there already is the better advice.
  graph.add(databaseModule().exports<Database>().declaration());
  EXPECT_EQ(graph.faults(),
            Faults{"ChatGateway → RoomStore → Database: nothing provides Database in ChatModule; DatabaseModule "
                   "exports it: import DatabaseModule in ChatModule"});
}

TEST(WiringFault, NothingIsMissingWhereAModuleCouldNotSayWhatItHas) {
  ModuleGraph graph =
      graphOf({chatModule().imports({1, 2}).exports<Database>().reexports<SomeModule>(),
               Module("A").provides(classProvider<Audit>()).exports<Audit>(),
               Module("B").provides(classProvider<Audit>()).exports<Audit>().controls(classProvider<UsersController>()),
               Module("C").imports({1, 2}).exports<Audit>()});
  EXPECT_EQ(graph.faults().size(), 6U);
  EXPECT_FALSE(graph.isIncomplete());
  graph.setIncomplete();
  EXPECT_TRUE(graph.isIncomplete());
  // What is twice there, or of the wrong kind, stays wrong whatever else would have come.
  EXPECT_EQ(graph.faults(),
            (Faults{"C exports Audit: A and B provide Audit to C: let C see one of them, or provide it there",
                    "Audit → UsersController: UsersController is a controller of B, and controllers cannot be "
                    "injected: move what Audit needs of it to a provider"}));
}

TEST(WiringFault, AnExportedModuleOfATokenIsNotImported) {
  const Module other = databaseModule().type(typeId<SomeModule>()).token("audit").exports<Database>();
  EXPECT_EQ(
      faultsOf({Module("Root").imports({1}).reexports<SomeModule>("primary"), other}),
      Faults{"Root exports SomeModule#primary but does not import it: add imports<SomeModule>(\"primary\") there"});
  EXPECT_EQ(faultsOf({Module("Root").imports({1}).reexports<SomeModule>("audit"), other}), Faults{});
  EXPECT_EQ(faultsOf({Module("Root").imports({1}).reexports<SomeModule>(), other}), Faults{});
}

TEST(WiringFault, AllAreInOneError) {
  const ModuleGraph graph =
      graphOf({chatModule().imports({1}).exports<SomeModule>(), Module("Farm")
                                                                    .provides(classProvider<Hen>())
                                                                    .provides(classProvider<Egg>())
                                                                    .provides(valueProvider<int>(1))
                                                                    .provides(valueProvider<int>(2))
                                                                    .imports({0})});
  try {
    static_cast<void>(graph.resolve());
    FAIL();
  } catch (const InitializationError& error) {
    EXPECT_STREQ(
        error.what(),
        "Initialization failed:\n"
        "  1. ChatModule → Farm → ChatModule: these modules import each other in a circle: move what they share "
        "to a module that each of them imports\n"
        "  2. Farm provides int twice: keep one of them\n"
        "  3. ChatModule exports SomeModule but does not have it: add it to its providers, or import a module "
        "that exports it\n"
        "  4. ChatGateway → RoomStore → Database: nothing provides Database in ChatModule: provide it there, or import "
        "a module that exports it\n"
        "  5. Hen → Egg → Hen: each needs the next one to be made first: move what they share to a class of its "
        "own, or look one of them up when a request comes");
  }
}

}  // namespace
}  // namespace serinus::di
