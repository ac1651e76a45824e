#include "modules.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

struct Place {
  std::string name;
};
struct PlaceModule {};
struct InnerModule {};

struct Journal {
  std::vector<std::string> lines;
};
template <int N>
struct Noted {
  explicit Noted(Journal& to) : journal(to) { journal.lines.push_back("+" + std::to_string(N)); }
  ~Noted() { journal.lines.push_back("-" + std::to_string(N)); }
  Noted(const Noted&) = delete;
  Noted& operator=(const Noted&) = delete;
  Journal& journal;
};
struct First : Noted<1> {
  First(Journal& to, Noted<2>&) : Noted<1>(to) {}
};
struct Broken {
  explicit Broken(Place&) { throw std::runtime_error("disk full"); }
};
struct NeedsBroken {
  explicit NeedsBroken(Broken&) {}
};
struct OddlyBroken {
  OddlyBroken() { throw 7; }
};

struct Store {
  virtual ~Store() = default;
  virtual int depth() const { return 1; }
};
struct Startable {
  virtual ~Startable() = default;
  virtual std::string start() { return "started"; }
};
struct Unrelated {
  virtual ~Unrelated() = default;
};
struct Disk : Store, Startable {
  int depth() const override { return 2; }
};
struct VirtualDisk : virtual Store, Startable {
  int depth() const override { return 3; }
};

namespace serinus::di {
namespace {

Module placeModule(std::string name) {
  return Module(name).type(typeId<PlaceModule>()).provides(valueProvider(Place{name})).exports<Place>();
}

TEST(Lookup, TakesTheNearest) {
  const Module root = Module("Root").imports({1});
  const Module withOwn = Module("Root").imports({1}).provides(valueProvider(Place{"own"}));
  const Module imported = placeModule("imported");
  const Module global = placeModule("global").global();
  EXPECT_EQ(Built({withOwn, imported, global}).use<Place>(0).name, "own");
  EXPECT_EQ(Built({root, imported, global}).use<Place>(0).name, "imported");
  EXPECT_EQ(Built({Module("Root"), imported, global}).use<Place>(0).name, "global");
}

TEST(Lookup, DoesNotSeeThroughAnImportThatExportsNothing) {
  const Built built{Module("Root").imports({1}), Module("Between").imports({2}), placeModule("deep")};
  EXPECT_EQ(built.container.scope(0).tryUse<Place>(), nullptr);
  EXPECT_EQ(built.use<Place>(1).name, "deep");
}

TEST(Lookup, SeesWhatAnImportExportsAgain) {
  EXPECT_EQ(Built({Module("Root").imports({1}), Module("Between").imports({2}).exports<Place>(), placeModule("deep")})
                .use<Place>(0)
                .name,
            "deep");
  EXPECT_EQ(
      Built({Module("Root").imports({1}), Module("Between").imports({2}).reexports<PlaceModule>(), placeModule("deep")})
          .use<Place>(0)
          .name,
      "deep");
  EXPECT_EQ(Built({Module("Root").imports({1}), Module("A").imports({2}).reexports<InnerModule>(),
                   Module("B").type(typeId<InnerModule>()).imports({3}).reexports<PlaceModule>(), placeModule("deep")})
                .use<Place>(0)
                .name,
            "deep");
}

TEST(Lookup, TellsModulesOfOneClassByTheirTokens) {
  const auto placed = [](const std::string& token) { return placeModule(token).token(token); };
  const auto behind = [&](const std::string& token) {
    return Built({Module("Root").imports({1}), Module("Between").imports({2, 3}).reexports<PlaceModule>(token),
                  placed("primary"), placed("audit")})
        .use<Place>(0)
        .name;
  };
  EXPECT_EQ(behind("primary"), "primary");
  EXPECT_EQ(behind("audit"), "audit");
  const Built both{Module("Root").imports({1}), Module("Between").imports({2, 3}).reexports<PlaceModule>(),
                   placed("primary"), placed("audit")};
  EXPECT_EQ(both.container.scope(0).tryUse<Place>(), nullptr);
}

TEST(Lookup, OneThingSeenOnTwoWaysIsNoAmbiguity) {
  EXPECT_EQ(Built({Module("Root").imports({1, 2}), Module("A").imports({3}).exports<Place>(),
                   Module("B").imports({3}).reexports<PlaceModule>(), placeModule("deep")})
                .use<Place>(0)
                .name,
            "deep");
}

// Each module passes the next two on, so that the ways to the last double with every second one.
TEST(Lookup, FollowsEachModuleOnceHoweverManyWaysLeadThere) {
  constexpr std::size_t count = 80;
  const auto type = [](std::size_t index) { return static_cast<TypeId>(1'000'000 + index); };
  ModuleGraph graph;
  for (std::size_t i = 0; i + 2 < count; ++i) {
    ModuleDeclaration module;
    module.name = "Module" + std::to_string(i);
    module.type = type(i);
    module.imports = {i + 1, i + 2};
    module.reexports = {ModuleName{type(i + 1), {}}, ModuleName{type(i + 2), {}}};
    graph.add(std::move(module));
  }
  graph.add(Module("Empty").type(type(count - 2)).declaration());
  graph.add(placeModule("deep").type(type(count - 1)).declaration());
  Container container(graph, graph.resolve());
  container.build(0);
  container.finish();
  EXPECT_EQ(container.scope(0).use<Place>().name, "deep");
}

TEST(Lookup, TellsNamedValuesFromEachOtherAndFromUnnamedOnes) {
  const Built built{Module("Root").imports({1}).provides(valueProvider<std::string>("plain")),
                    Module("Names")
                        .provides(valueProvider<std::string>("here", "url"))
                        .provides(valueProvider<std::string>("there", "proxy"))
                        .exports<std::string>("url")};
  const ServiceScope& root = built.container.scope(0);
  EXPECT_EQ(root.use<std::string>(), "plain");
  EXPECT_EQ(root.use<std::string>("url"), "here");
  EXPECT_EQ(built.container.scope(1).use<std::string>("proxy"), "there");
  EXPECT_EQ(built.container.scope(1).tryUse<std::string>(), nullptr);
  EXPECT_THROW(static_cast<void>(root.use<std::string>("proxy")), ServiceNotFound);
  EXPECT_THROW(static_cast<void>(root.use<int>("url")), ServiceNotFound);
}

template <class T>
std::string refusal(const ServiceScope& scope, std::string_view name = {}) {
  try {
    static_cast<void>(name.empty() ? scope.use<T>() : scope.use<T>(name));
  } catch (const ServiceNotFound& error) {
    return error.what();
  }
  return "found";
}

TEST(ServiceScope, SaysHowToMakeAServiceVisible) {
  const Built built{Module("Root"), placeModule("PlaceModule"),
                    Module("Names").provides(valueProvider<int>(1, "size"))};
  const ServiceScope& root = built.container.scope(0);
  EXPECT_EQ(root.module(), "Root");
  EXPECT_EQ(
      refusal<Place>(root),
      "Place cannot be used in Root: nothing provides Place in Root; PlaceModule exports it: import PlaceModule in "
      "Root");
  EXPECT_EQ(
      refusal<int>(root, "size"),
      "int \"size\" cannot be used in Root: nothing provides int \"size\" in Root; Names provides it but does not "
      "export it: add exports<int>(\"size\") there and import Names in Root");
  EXPECT_EQ(refusal<Store>(root),
            "Store cannot be used in Root: nothing provides Store in Root: provide it there, or import a module that "
            "exports it");
}

TEST(ServiceScope, KnowsTheOtherNamesOfAValue) {
  const Built built{Module("Root").provides(valueProvider<int>(1, "size"))};
  const ServiceScope& root = built.container.scope(0);
  EXPECT_EQ(
      refusal<int>(root, "sise"),
      "int \"sise\" cannot be used in Root: nothing provides int \"sise\" in Root: is int \"size\" of Root meant?");
  EXPECT_EQ(refusal<int>(root),
            "int cannot be used in Root: nothing provides int in Root: is int \"size\" of Root meant?");
}

TEST(ServiceScope, SaysWhenTwoModulesProvideAService) {
  const Built built{Module("Root").imports({1, 2}), placeModule("A"), placeModule("B")};
  EXPECT_EQ(built.container.scope(0).tryUse<Place>(), nullptr);
  EXPECT_EQ(
      refusal<Place>(built.container.scope(0)),
      "Place cannot be used in Root: A and B provide Place to Root: let Root see one of them, or provide it there");
}

TEST(ServiceScope, HoldsNoControllers) {
  const Built built{Module("Root").controls(classProvider<Disk>())};
  EXPECT_EQ(built.container.scope(0).tryUse<Disk>(), nullptr);
}

TEST(ServiceScope, GivesConstantsToo) {
  const Built built{placeModule("here")};
  EXPECT_EQ(built.use<const Place>(0).name, "here");
}

TEST(Plan, PutsDependenciesFirstThenImportsThenTheOrderOfDeclaration) {
  const ModuleGraph graph =
      graphOf({Module("Root")
                   .imports({2, 1})
                   .provides(classProvider<First>())
                   .provides(classProvider<Noted<3>>())
                   .provides(classProvider<Noted<2>>()),
               placeModule("A"),
               Module("B").provides(classProvider<Journal>()).exports<Journal>().exports<Place>().imports({1})});
  std::vector<std::string> order;
  for (const Step& step : graph.resolve())
    order.push_back(graph.module(step.module).providers[step.provider].implementation);
  EXPECT_EQ(order, (std::vector<std::string>{"Place", "Journal", "Noted<2>", "First", "Noted<3>"}));
}

TEST(Container, DestroysInReverseOrder) {
  const auto journal = std::make_shared<Journal>();
  {
    const Built built{Module("Root")
                          .provides(factoryProvider([journal]() { return journal; }))
                          .provides(classProvider<First>())
                          .provides(classProvider<Noted<3>>())
                          .provides(classProvider<Noted<2>>())};
    EXPECT_EQ(journal->lines, (std::vector<std::string>{"+2", "+1", "+3"}));
  }
  EXPECT_EQ(journal->lines, (std::vector<std::string>{"+2", "+1", "+3", "-3", "-1", "-2"}));
}

TEST(Container, DestroysWhatWasMadeBeforeAFailure) {
  const auto journal = std::make_shared<Journal>();
  EXPECT_THROW(Built({Module("Root")
                          .provides(factoryProvider([journal]() { return journal; }))
                          .provides(classProvider<Noted<2>>())
                          .provides(classProvider<OddlyBroken>())}),
               InitializationError);
  EXPECT_EQ(journal->lines, (std::vector<std::string>{"+2", "-2"}));
}

std::string failure(std::initializer_list<Module> modules) {
  try {
    const Built built(modules);
  } catch (const InitializationError& error) {
    return error.faults().front();
  }
  return "built";
}

TEST(Container, NamesTheChainAndTheCauseOfAFailure) {
  EXPECT_EQ(failure({placeModule("Root").provides(classProvider<NeedsBroken>()).provides(classProvider<Broken>())}),
            "NeedsBroken → Broken: Broken of Root could not be made: disk full");
  EXPECT_EQ(failure({Module("Root").provides(classProvider<OddlyBroken>())}),
            "OddlyBroken of Root could not be made: it threw something that is not a std::exception");
  EXPECT_EQ(failure({Module("Root").provides(factoryProvider([]() { return std::shared_ptr<Disk>(); }))}),
            "Disk of Root could not be made: its recipe gave nothing");
}

TEST(Container, GoesOnAfterAFailureWithWhatDoesNotNeedIt) {
  const ModuleGraph graph = graphOf({placeModule("Root")
                                         .provides(classProvider<Broken>())
                                         .provides(classProvider<NeedsBroken>())
                                         .provides(classProvider<Disk>())});
  Container container(graph, graph.resolve());
  container.build(0);
  EXPECT_TRUE(container.isReady(1));
  EXPECT_THROW(container.build(1), InitializationError);
  EXPECT_FALSE(container.isReady(2));
  EXPECT_EQ(container.as<NeedsBroken>(2), nullptr);
  container.build(3);
  container.finish();
  EXPECT_EQ(container.scope(0).tryUse<Broken>(), nullptr);
  EXPECT_NE(container.scope(0).tryUse<Disk>(), nullptr);
}

TEST(Container, SaysWhatBecameOfAnOpaqueRecipe) {
  Provider opaque = opaqueProvider<Broken>();
  opaque.opaque = std::string("a recipe of somebody else");
  const ModuleGraph graph = graphOf({Module("Root").provides(opaque).provides(classProvider<NeedsBroken>())});
  const Container container(graph, graph.resolve());
  EXPECT_EQ(container.describeFailure(0, std::make_exception_ptr(std::runtime_error("no route to host"))),
            "NeedsBroken → Broken: Broken of Root could not be made: no route to host");
  EXPECT_EQ(container.describeFailure(0, std::make_exception_ptr(7)),
            "NeedsBroken → Broken: Broken of Root could not be made: it threw something that is not a std::exception");
}

TEST(Provider, KnowsWhatItMakesForCertain) {
  EXPECT_TRUE((classProvider<Disk, Startable>().makes<Startable>()));
  EXPECT_TRUE((classProviderFor<Store, Disk, Startable>().makes<Startable>()));
  EXPECT_TRUE((classProvider<Disk>().makes<Disk>()));
  EXPECT_FALSE((classProvider<Disk, Unrelated>().makes<Unrelated>()));
  EXPECT_FALSE((classProvider<Place, Startable>().makes<Startable>()));
  // It gives a Store; that this one is a Disk, which can start, is seen once it is there.
  const auto factory = []() -> std::unique_ptr<Store> { return std::make_unique<Disk>(); };
  EXPECT_FALSE((factoryProvider<decltype(factory), Startable>(factory).makes<Startable>()));
}

TEST(Container, TakesWhatAFactoryReturns) {
  EXPECT_EQ(Built({Module("Root").provides(factoryProvider([]() { return Place{"value"}; }))}).use<Place>(0).name,
            "value");
  EXPECT_EQ(Built({Module("Root").provides(factoryProvider([]() { return std::make_unique<Place>(Place{"unique"}); }))})
                .use<Place>(0)
                .name,
            "unique");
  const auto shared = std::make_shared<Place>(Place{"shared"});
  EXPECT_EQ(&Built({Module("Root").provides(factoryProvider([shared]() { return shared; }))}).use<Place>(0),
            shared.get());
}

TEST(Container, FindsAClassByItsInterface) {
  const Built built{Module("Root").imports({1}),
                    Module("Disks").provides(classProviderFor<Store, Disk>()).exports<Store>()};
  EXPECT_EQ(built.use<Store>(0).depth(), 2);
  EXPECT_EQ(built.container.scope(1).tryUse<Disk>(), nullptr);
}

TEST(Container, WaitsForTheOutcomeOfAnOpaqueRecipe) {
  Provider opaque = opaqueProvider<Place>();
  opaque.opaque = std::string("a recipe of somebody else");
  ModuleGraph graph = graphOf({Module("Root").provides(opaque)});
  Plan plan = graph.resolve();
  Container container(std::move(graph), std::move(plan));
  ASSERT_EQ(container.steps(), 1U);
  EXPECT_TRUE(container.isOpaque(0));
  EXPECT_EQ(container.moduleIndexOf(0), 0U);
  EXPECT_EQ(container.moduleOf(0).name, "Root");
  EXPECT_THROW(container.put(0, nullptr), std::invalid_argument);
  container.put(0, std::make_shared<Place>(Place{"later"}));
  container.finish();
  EXPECT_EQ(container.scope(0).use<Place>().name, "later");
}

TEST(Facets, AreTheInterfacesOfTheClass) {
  const Built built{Module("Root")
                        .provides(classProvider<Disk, Startable, Unrelated>())
                        .provides(classProviderFor<Store, VirtualDisk, Startable, Unrelated>())};
  for (std::size_t step = 0; step < 2; ++step) {
    ASSERT_NE(built.container.as<Startable>(step), nullptr);
    EXPECT_EQ(built.container.as<Startable>(step)->start(), "started");
    EXPECT_EQ(built.container.as<Unrelated>(step), nullptr);
  }
  EXPECT_EQ(built.container.as<Disk>(0)->depth(), 2);
  EXPECT_EQ(built.container.as<Store>(1)->depth(), 3);
  EXPECT_EQ(built.container.as<Store>(0), nullptr);
}

TEST(Facets, AreFoundInWhatAFactoryReallyGives) {
  const auto factory = []() -> std::unique_ptr<Store> { return std::make_unique<Disk>(); };
  const auto plain = []() { return Place{}; };
  const Built built{Module("Root")
                        .provides(factoryProvider<decltype(factory), Startable, Unrelated>(factory))
                        .provides(factoryProvider<decltype(plain), Startable>(plain))};
  ASSERT_NE(built.container.as<Startable>(0), nullptr);
  EXPECT_EQ(built.container.as<Startable>(0)->start(), "started");
  EXPECT_EQ(built.container.as<Unrelated>(0), nullptr);
  EXPECT_EQ(built.container.as<Startable>(1), nullptr);
}

}  // namespace
}  // namespace serinus::di
