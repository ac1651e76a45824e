#include "modules.hpp"

#include <serinus/di/request_services.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

struct Log {
  std::vector<std::string> lines;
};
/// Notes when it comes and goes.
template <int N>
struct Noted {
  explicit Noted(Log& to) : log(to) { log.lines.push_back("+" + std::to_string(N)); }
  ~Noted() { log.lines.push_back("-" + std::to_string(N)); }
  Noted(const Noted&) = delete;
  Noted& operator=(const Noted&) = delete;
  Log& log;
};
struct Session : Noted<1> {
  explicit Session(Log& to) : Noted<1>(to) {}
};
struct Counter : Noted<2> {
  explicit Counter(Log& to) : Noted<2>(to) {}
};
struct Work : Noted<3> {
  Work(Log& to, Session& s, Counter& c) : Noted<3>(to), session(s), counter(c) {}
  Session& session;
  Counter& counter;
};
struct Service : Noted<4> {
  Service(Log& to, Counter& first, Counter& second) : Noted<4>(to), one(first), other(second) {}
  Counter& one;
  Counter& other;
};
struct Fragile {
  explicit Fragile(Session&) { throw std::runtime_error("no luck"); }
};
struct Middle {
  explicit Middle(Session&) {}
};
struct Captive {
  explicit Captive(Middle&) {}
};
struct Top {
  explicit Top(Captive&) {}
};
struct Starts {
  virtual ~Starts() = default;
};
struct Starter : Starts {};

namespace serinus::di {
namespace {

template <class T, class... Facets>
Provider in(Scope scope) {
  Provider provider = classProvider<T, Facets...>();
  provider.scope = scope;
  return provider;
}

/// Everything made that is made at the start.
std::unique_ptr<Container> containerOf(Module module) {
  ModuleGraph graph = graphOf({std::move(module)});
  Plan plan = graph.resolve();
  auto container = std::make_unique<Container>(std::move(graph), std::move(plan));
  for (std::size_t step = 0; step < container->steps(); ++step) {
    if (container->isSingleton(step)) container->build(step);
  }
  container->finish();
  return container;
}
std::size_t stepOf(const Container& container, TypeId type) {
  return container.scope(0).narrow(type)->step;
}

Module worlds() {
  return Module("Root")
      .provides(classProvider<Log>())
      .provides(in<Session>(Scope::request))
      .provides(in<Counter>(Scope::transient))
      .provides(in<Work>(Scope::request))
      .provides(in<Fragile>(Scope::request));
}

TEST(Scopes, MakeNothingAtTheStart) {
  const auto container = containerOf(worlds());
  EXPECT_TRUE(container->scope(0).use<Log>().lines.empty());
  EXPECT_EQ(container->scope(0).tryUse<Session>(), nullptr);
}

TEST(Scopes, GiveARequestOneInstanceAndDestroyInReverseOrder) {
  const auto container = containerOf(worlds());
  Log& log = container->scope(0).use<Log>();
  {
    RequestServices request(*container);
    auto* const work = static_cast<Work*>(request.get(stepOf(*container, typeId<Work>())).get());
    EXPECT_EQ(request.get(stepOf(*container, typeId<Work>())).get(), work);
    EXPECT_EQ(request.get(stepOf(*container, typeId<Session>())).get(), &work->session);
    EXPECT_NE(request.get(stepOf(*container, typeId<Counter>())).get(), &work->counter);
    EXPECT_EQ(log.lines, (std::vector<std::string>{"+1", "+2", "+3", "+2"}));
  }
  EXPECT_EQ(log.lines, (std::vector<std::string>{"+1", "+2", "+3", "+2", "-2", "-3", "-2", "-1"}));
}

TEST(Scopes, GiveEachRequestItsOwn) {
  const auto container = containerOf(worlds());
  RequestServices one(*container);
  RequestServices other(*container);
  const std::size_t session = stepOf(*container, typeId<Session>());
  EXPECT_NE(one.get(session), other.get(session));
}

TEST(Scopes, KeepWhatWasNeededByWhatCouldNotBeMade) {
  const auto container = containerOf(worlds());
  Log& log = container->scope(0).use<Log>();
  {
    RequestServices request(*container);
    EXPECT_THROW(static_cast<void>(request.get(stepOf(*container, typeId<Fragile>()))), std::runtime_error);
    EXPECT_THROW(static_cast<void>(request.get(stepOf(*container, typeId<Fragile>()))), std::runtime_error);
  }
  EXPECT_EQ(log.lines, (std::vector<std::string>{"+1", "-1"}));
}

TEST(Scopes, GiveASingletonTransientsOfItsOwn) {
  // The log outlives the container.
  const auto log = std::make_shared<Log>();
  {
    const auto container = containerOf(Module("Root")
                                           .provides(factoryProvider([log] { return log; }))
                                           .provides(in<Counter>(Scope::transient))
                                           .provides(classProvider<Service>()));
    const Service& service = container->scope(0).use<Service>();
    EXPECT_NE(&service.one, &service.other);
    EXPECT_EQ(log->lines, (std::vector<std::string>{"+2", "+2", "+4"}));
  }
  EXPECT_EQ(log->lines, (std::vector<std::string>{"+2", "+2", "+4", "-4", "-2", "-2"}));
}

TEST(Scopes, SayWhereANarrowServiceIsFound) {
  const auto container = containerOf(worlds());
  try {
    static_cast<void>(container->scope(0).use<Session>());
    FAIL();
  } catch (const ServiceNotFound& fault) {
    EXPECT_STREQ(fault.what(),
                 "Session cannot be used here: there is one for each request, and a handler's context gives it");
  }
}

// ---- Faults

TEST(ScopeFaults, TellOfASingletonThatWouldKeepWhatARequestHas) {
  const auto faults = graphOf({worlds()
                                   .provides(in<Middle>(Scope::transient))
                                   .provides(classProvider<Captive>())
                                   .provides(classProvider<Top>())})
                          .faults();
  EXPECT_EQ(faults, std::vector<std::string>{
                        "Top → Captive → Middle → Session: there is one Session for each request, but one Captive for "
                        "all: ask for it by context.use<Session>() in a handler, or make Captive Scope::request too"});
}

TEST(ScopeFaults, TellOfWhatTheApplicationHasOneOf) {
  EXPECT_EQ(
      graphOf({Module("Root").provides(in<Starter, Starts>(Scope::request))}).faults(),
      std::vector<std::string>{"Starter of Root is a Starts, which the application has one of: make it a singleton"});
}

TEST(ScopeFaults, TellOfACoroutineThatNobodyCouldWaitFor) {
  Provider provider = opaqueProvider<Session>();
  provider.opaque = 1;
  provider.scope = Scope::transient;
  EXPECT_EQ(graphOf({Module("Root").provides(provider)}).faults(),
            std::vector<std::string>{"Session of Root is no singleton, but made by a coroutine: who asks for it cannot "
                                     "wait; make it by a function"});
}

TEST(ScopeFaults, LookPastWhatIsNotThereYet) {
  ModuleGraph graph = graphOf({Module("Root").provides(classProvider<Service>()).provides(in<Work>(Scope::transient))});
  graph.setIncomplete();
  EXPECT_EQ(graph.faults(), std::vector<std::string>{});
}

TEST(ScopeFaults, AreNoneWhereNothingLivesTooLong) {
  EXPECT_EQ(graphOf({worlds().provides(classProvider<Service>()).provides(in<Middle>(Scope::transient))}).faults(),
            std::vector<std::string>{});
}

}  // namespace
}  // namespace serinus::di
