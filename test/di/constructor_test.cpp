#include <serinus/di/provider.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace shop {
struct Database {};
struct Named {
  std::string name = "named";
};
}  // namespace shop

namespace serinus::di {
namespace {

using shop::Database;
using shop::Named;

template <int N>
struct Part {
  int number = N;
};

struct Nothing {};
struct Members {
  std::string text;
  int count = 0;
};
struct Mutable {
  explicit Mutable(Database& from) : database(&from) {}
  Database* database;
};
struct Constant {
  explicit Constant(const Database& from) : database(&from) {}
  const Database* database;
};
struct Shared {
  explicit Shared(std::shared_ptr<Database> from) : database(std::move(from)) {}
  std::shared_ptr<Database> database;
};
struct SharedConstant {
  explicit SharedConstant(std::shared_ptr<const Database> from) : database(std::move(from)) {}
  std::shared_ptr<const Database> database;
};
struct SharedReference {
  explicit SharedReference(const std::shared_ptr<Database>& from) : database(from) {}
  std::shared_ptr<Database> database;
};
struct Greedy {
  Greedy() = default;
  explicit Greedy(Database&) : taken(1) {}
  Greedy(Database&, const Named&) : taken(2) {}
  Greedy(Database&, const Named&, int) : taken(3) {}
  int taken = 0;
};
struct WithDefault {
  explicit WithDefault(Database&, int size = 7) : count(size) {}
  int count;
};
struct OnlyNumbers {
  explicit OnlyNumbers(int) {}
};
struct MoveOnlyByValue {
  explicit MoveOnlyByValue(std::unique_ptr<Database>) {}
};
struct Hidden {
private:
  explicit Hidden(Database&) {}
};
struct Interface {
  virtual ~Interface() = default;
  virtual int answer() const = 0;
};
struct TakesInterface {
  explicit TakesInterface(const Interface& from) : answer(from.answer()) {}
  int answer;
};
struct Base {
  explicit Base(Named& from) : named(&from) {}
  Named* named;
};
struct Inheriting : Base {
  using Base::Base;
};
struct Decorator : Interface {
  explicit Decorator(Interface& from) : inner(&from) {}
  int answer() const override { return inner->answer() + 1; }
  Interface* inner;
};
struct Ten {
  Ten(Part<0>& a, const Part<1>& b, std::shared_ptr<Part<2>> c, std::shared_ptr<const Part<3>> d,
      const std::shared_ptr<Part<4>>& e, Part<5>& f, Part<6>& g, Part<7>& h, const Part<8>& i, Part<9>& j)
      : numbers{a.number, b.number, c->number, d->number, e->number, f.number, g.number, h.number, i.number, j.number} {
  }
  std::vector<int> numbers;
};
struct Eleven {
  Eleven(Part<0>&, Part<1>&, Part<2>&, Part<3>&, Part<4>&, Part<5>&, Part<6>&, Part<7>&, Part<8>&, Part<9>&,
         Part<10>&) {}
};

template <class T>
std::vector<std::string> namesOf() {
  std::vector<std::string> names;
  for (const Dependency& dependency : Constructor<T>::dependencies()) names.emplace_back(dependency.typeName);
  return names;
}

using Names = std::vector<std::string>;

TEST(ConstructorProbe, FindsEachWayToTakeADependency) {
  EXPECT_EQ(namesOf<Nothing>(), Names{});
  EXPECT_EQ(namesOf<Mutable>(), Names{"shop::Database"});
  EXPECT_EQ(namesOf<Constant>(), Names{"shop::Database"});
  EXPECT_EQ(namesOf<Shared>(), Names{"shop::Database"});
  EXPECT_EQ(namesOf<SharedConstant>(), Names{"shop::Database"});
  EXPECT_EQ(namesOf<SharedReference>(), Names{"shop::Database"});
}

TEST(ConstructorProbe, HandsOverTheInstanceItself) {
  const auto database = std::make_shared<Database>();
  const Resolved resolved({database});
  EXPECT_EQ(Constructor<Mutable>::make(resolved)->database, database.get());
  EXPECT_EQ(Constructor<Constant>::make(resolved)->database, database.get());
  EXPECT_EQ(Constructor<Shared>::make(resolved)->database, database);
  EXPECT_EQ(Constructor<SharedConstant>::make(resolved)->database, database);
  EXPECT_EQ(Constructor<SharedReference>::make(resolved)->database, database);
}

TEST(ConstructorProbe, PrefersTheMostDependencies) {
  EXPECT_EQ(namesOf<Greedy>(), (Names{"shop::Database", "shop::Named"}));
  const Resolved resolved({std::make_shared<Database>(), std::make_shared<Named>()});
  EXPECT_EQ(Constructor<Greedy>::make(resolved)->taken, 2);
}

TEST(ConstructorProbe, LeavesDefaultArgumentsAlone) {
  EXPECT_EQ(namesOf<WithDefault>(), Names{"shop::Database"});
  EXPECT_EQ(Constructor<WithDefault>::make(Resolved({std::make_shared<Database>()}))->count, 7);
}

TEST(ConstructorProbe, DoesNotTakeMembersOfAnAggregateForParameters) {
  EXPECT_EQ(namesOf<Members>(), Names{});
}

TEST(ConstructorProbe, SeesInheritedConstructorsAndBasesAsDependencies) {
  EXPECT_EQ(namesOf<Inheriting>(), Names{"shop::Named"});
  EXPECT_EQ(namesOf<Decorator>().size(), 1U);
  EXPECT_EQ(Constructor<Decorator>::dependencies().front().type, typeId<Interface>());
  EXPECT_EQ(Constructor<TakesInterface>::dependencies().front().type, typeId<Interface>());
}

TEST(ConstructorProbe, TakesTenParametersAndNoMore) {
  const auto dependencies = Constructor<Ten>::dependencies();
  ASSERT_EQ(dependencies.size(), 10U);
  EXPECT_EQ(dependencies[0].type, typeId<Part<0>>());
  EXPECT_EQ(dependencies[9].type, typeId<Part<9>>());
  const Resolved resolved({std::make_shared<Part<0>>(), std::make_shared<Part<1>>(), std::make_shared<Part<2>>(),
                           std::make_shared<Part<3>>(), std::make_shared<Part<4>>(), std::make_shared<Part<5>>(),
                           std::make_shared<Part<6>>(), std::make_shared<Part<7>>(), std::make_shared<Part<8>>(),
                           std::make_shared<Part<9>>()});
  EXPECT_EQ(Constructor<Ten>::make(resolved)->numbers, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(constructorArity<Eleven>(), noConstructor);
}

TEST(ConstructorProbe, RefusesWhatIsNoDependency) {
  EXPECT_EQ(constructorArity<OnlyNumbers>(), noConstructor);
  EXPECT_EQ(constructorArity<MoveOnlyByValue>(), noConstructor);
  EXPECT_EQ(constructorArity<Hidden>(), noConstructor);
}

std::size_t lengthOf(const Named& named) {
  return named.name.size();
}

TEST(Callable, ItsParametersAreItsDependencies) {
  auto lambda = [](const Named& named, std::shared_ptr<const Database> database) {
    return named.name + (database != nullptr ? "+" : "-");
  };
  auto mutating = [count = 0](Named&) mutable { return ++count; };
  auto silent = [](Named&) noexcept { return 5; };
  const auto dependencies = dependenciesOf<decltype(lambda)>();
  ASSERT_EQ(dependencies.size(), 2U);
  EXPECT_EQ(dependencies[0].type, typeId<Named>());
  EXPECT_EQ(dependencies[1].type, typeId<Database>());
  EXPECT_EQ(dependenciesOf<decltype(&lengthOf)>().size(), 1U);
  const Resolved resolved({std::make_shared<Named>(), std::make_shared<Database>()});
  EXPECT_EQ(callWith(lambda, resolved), "named+");
  EXPECT_EQ(callWith(mutating, resolved), 1);
  EXPECT_EQ(callWith(mutating, resolved), 2);
  EXPECT_EQ(callWith(silent, resolved), 5);
  auto* function = &lengthOf;
  EXPECT_EQ(callWith(function, resolved), 5U);
}

TEST(TypeName, ReadsAsWritten) {
  EXPECT_EQ(typeName<Database>(), "shop::Database");
  EXPECT_EQ(typeName<Nothing>(), "serinus::di::Nothing");
  EXPECT_EQ(typeName<std::string>(), "std::string");
  EXPECT_EQ(typeName<Part<3>>(), "serinus::di::Part<3>");
  EXPECT_EQ(typeName<int>(), "int");
  EXPECT_EQ(typeName<double>(), "double");
  EXPECT_EQ(typeName(typeId<Database>()), "shop::Database");
}

TEST(TypeId, IsOneForEachType) {
  EXPECT_EQ(typeId<Database>(), typeId<Database>());
  EXPECT_NE(typeId<Database>(), typeId<Named>());
  EXPECT_NE(typeId<Database>(), typeId<const Database>());
}

}  // namespace
}  // namespace serinus::di
