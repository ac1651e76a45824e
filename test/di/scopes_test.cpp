#include "modules.hpp"

#include <serinus/di/request_services.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
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

// ---- Lazy ones

/// What the log says when a container of these has been made, used by `use`, and destroyed. `|` stands before each.
std::string lifeOf(Module module, const std::shared_ptr<Log>& log, const std::function<void(Container&)>& use) {
  std::string life;
  const auto note = [&] {
    for (const std::string& line : log->lines) life += line;
    log->lines.clear();
    life += '|';
  };
  auto container = containerOf(std::move(module).provides(factoryProvider([log] { return log; })));
  note();
  use(*container);
  note();
  container.reset();
  note();
  return life;
}

TEST(LazyScope, MakesOneWhenItIsFirstAskedFor) {
  const auto log = std::make_shared<Log>();
  const std::string life = lifeOf(Module("Root").provides(in<Session>(Scope::lazy)), log, [](Container& container) {
    RequestServices request(container);
    const Session& session = container.scope(0).use<Session>();
    EXPECT_EQ(&container.scope(0).use<Session>(), &session);
    EXPECT_EQ(request.get(stepOf(container, typeId<Session>())).get(), &session);
  });
  EXPECT_EQ(life, "|+1|-1|");
}

TEST(LazyScope, MakesNothingThatNobodyAsksFor) {
  const auto log = std::make_shared<Log>();
  EXPECT_EQ(lifeOf(Module("Root").provides(in<Session>(Scope::lazy)), log, [](Container&) {}), "|||");
}

TEST(LazyScope, MakesFirstWhatIsNeededAndDestroysItLast) {
  const auto log = std::make_shared<Log>();
  const std::string life = lifeOf(Module("Root")
                                      .provides(in<Session>(Scope::lazy))
                                      .provides(in<Counter>(Scope::transient))
                                      .provides(in<Work>(Scope::lazy)),
                                  log, [](Container& container) {
                                    const Work& work = container.scope(0).use<Work>();
                                    EXPECT_EQ(&work.session, &container.scope(0).use<Session>());
                                  });
  EXPECT_EQ(life, "|+1+2+3|-3-2-1|");
}

TEST(LazyScope, IsThatOfASingletonForWhatASingletonNeeds) {
  const auto log = std::make_shared<Log>();
  const std::string life =
      lifeOf(Module("Root")
                 .provides(in<Session>(Scope::lazy))
                 .provides(in<Middle>(Scope::transient))
                 .provides(classProvider<Captive>())
                 .provides(in<Counter>(Scope::lazy)),
             log, [](Container& container) { EXPECT_NE(container.scope(0).tryUse<Session>(), nullptr); });
  EXPECT_EQ(life, "+1||-1|");
}

TEST(LazyScope, IsAskedAgainWhenARecipeThrew) {
  const auto log = std::make_shared<Log>();
  const auto tries = std::make_shared<int>(0);
  Provider provider = factoryProvider([tries](Log& to) {
    if (++*tries == 1) throw std::runtime_error("no luck");
    return std::make_shared<Session>(to);
  });
  provider.scope = Scope::lazy;
  lifeOf(Module("Root").provides(std::move(provider)), log, [&](Container& container) {
    EXPECT_THROW(static_cast<void>(container.scope(0).use<Session>()), std::runtime_error);
    EXPECT_NO_THROW(static_cast<void>(container.scope(0).use<Session>()));
    EXPECT_NO_THROW(static_cast<void>(container.scope(0).use<Session>()));
  });
  EXPECT_EQ(*tries, 2);
}

TEST(LazyScope, MakesOneForAllThreads) {
  const auto log = std::make_shared<Log>();
  const auto made = std::make_shared<std::atomic<int>>(0);
  Provider provider = factoryProvider([made] {
    ++*made;
    return std::make_shared<Starter>();
  });
  provider.scope = Scope::lazy;
  lifeOf(Module("Root").provides(std::move(provider)), log, [](Container& container) {
    std::vector<const Starter*> seen(4);
    std::barrier together(4);
    std::vector<std::thread> threads;
    for (const Starter*& each : seen) {
      threads.emplace_back([&container, &together, &each] {
        together.arrive_and_wait();
        each = &container.scope(0).use<Starter>();
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const Starter* const each : seen) EXPECT_EQ(each, seen.front());
  });
  EXPECT_EQ(*made, 1);
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
      std::vector<std::string>{
          "Starter of Root is a Starts, which the application has one of from its start on: make it a singleton"});
}

TEST(ScopeFaults, TellOfLazyOnesThatTheStartNeeds) {
  EXPECT_EQ(graphOf({Module("Root").provides(in<Starter, Starts>(Scope::lazy))}).faults(),
            std::vector<std::string>{"Starter of Root is a Starts, which the application has one of from its start on: "
                                     "make it a singleton, in a module that is not lazy()"});
}

TEST(ScopeFaults, TellOfLazyOnesThatWouldKeepWhatARequestHas) {
  const auto faults = graphOf({worlds().provides(in<Middle>(Scope::lazy))}).faults();
  EXPECT_EQ(faults,
            std::vector<std::string>{
                "Middle → Session: there is one Session for each request, but one Middle for all: ask for it by "
                "context.use<Session>() in a handler, or make Middle Scope::request too"});
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
