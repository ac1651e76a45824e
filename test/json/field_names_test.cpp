#include <serinus/json/binding/field_names.hpp>

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

namespace elsewhere {

struct Outer {
  struct Inner {
    int deep = 0;
  };
  Inner inner;
  Inner other;
};

template <class T, class U>
struct Box {
  T first_;
  U second;
};

struct Base {
  int x = 0;
};
struct EmptyBase {};
struct Derived : Base {
  int y = 0;
};
struct DerivedFromNothing : EmptyBase {
  int y = 0;
};

}  // namespace elsewhere

namespace serinus::json::binding {
namespace {

template <class T>
std::string namesOf() {
  std::string list;
  for (const std::string_view name : FieldNames<T>::texts) list += std::string(name) + ' ';
  return list;
}

struct None {};

struct OfEveryKind {
  bool a;
  std::optional<int> b;
  std::optional<std::optional<std::string>> c;
  std::variant<std::monostate, None> d;
  std::variant<std::string> e;
  std::unique_ptr<None> f;
  std::array<int, 3> g;
  std::tuple<std::optional<int>> h;
  std::map<std::string, std::vector<None>> i;
  std::string_view j;
  elsewhere::Outer k;
  const char* l;
  std::vector<bool> m;
};

TEST(FieldNames, AreThoseOfTheSource) {
  EXPECT_EQ(namesOf<None>(), "");
  EXPECT_EQ(namesOf<OfEveryKind>(), "a b c d e f g h i j k l m ");
  EXPECT_EQ(namesOf<elsewhere::Outer>(), "inner other ");
  EXPECT_EQ(namesOf<elsewhere::Outer::Inner>(), "deep ");
  EXPECT_EQ((namesOf<elsewhere::Box<int, std::vector<std::string>>>()), "first_ second ");
}

struct WithinAnonymous {
  int _ = 0;
  int a1_B2 = 0;
  int operatorName = 0;
};

TEST(FieldNames, MayBeAnyIdentifier) {
  struct Local {
    std::string text;
  };
  EXPECT_EQ(namesOf<WithinAnonymous>(), "_ a1_B2 operatorName ");
  EXPECT_EQ(namesOf<Local>(), "text ");
}

TEST(FieldNames, StandReadyForAWriter) {
  EXPECT_EQ(FieldNames<elsewhere::Outer>::labels[0], ",\"inner\":");
  EXPECT_EQ(FieldNames<elsewhere::Outer>::labels[1], ",\"other\":");
}

struct OneOptional {
  std::optional<std::string> only;
};
struct OneVariant {
  std::variant<int> only;
};
struct OneTuple {
  std::tuple<int> only;
};
struct OneVector {
  std::vector<int> only;
};
struct WithDefaults {
  int a = 1;
  std::string b = "b";
};
struct ThirtyThree {
  int a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7;
  int c0, c1, c2, c3, c4, c5, c6, c7, d0, d1, d2, d3, d4, d5, d6, d7, e0;
};

static_assert(fieldCount<None> == 0);
static_assert(fieldCount<OneOptional> == 1);
static_assert(fieldCount<OneVariant> == 1);
static_assert(fieldCount<OneTuple> == 1);
static_assert(fieldCount<OneVector> == 1);
static_assert(fieldCount<WithDefaults> == 2);
static_assert(fieldCount<OfEveryKind> == 13);
static_assert(fieldCount<ThirtyThree> == maxFields + 1);
static_assert(!hasBase<None> && !hasBase<OneOptional> && !hasBase<OneVariant> && !hasBase<OfEveryKind>);
static_assert(hasBase<elsewhere::Derived> && hasBase<elsewhere::DerivedFromNothing>);

struct Renamed {
  int first;
  int second;
  int third;

  static constexpr FieldName jsonNames[] = {{"second", "2nd"}};
  static constexpr std::array<std::string_view, 2> jsonOptional = {"third", "first"};
};

static_assert(optionalByName<Renamed> == 0b101);
static_assert(optionalByName<OfEveryKind> == 0);

TEST(FieldNames, CanBeOthers) {
  EXPECT_EQ(namesOf<Renamed>(), "first 2nd third ");
}

constexpr bool plain(std::string_view first, std::string_view second) {
  return arePlainAndDistinct(std::array{first, second});
}

static_assert(plain("a", "b") && plain("", "a b") && plain("é", "'"));
static_assert(!plain("a", "a") && !plain("\"", "b") && !plain("a", "\\") && !plain("a\n", "b"));

static_assert(lastIdentifier("a::b::name))}") == "name");
static_assert(lastIdentifier("&storage.value.x1") == "x1");
static_assert(lastIdentifier("(Color)3").empty() && lastIdentifier("").empty() && lastIdentifier("<>").empty());

static_assert(typeName<elsewhere::Outer::Inner>() == "Inner");
static_assert(typeName<WithinAnonymous>() == "WithinAnonymous");
static_assert(typeName<elsewhere::Box<int, int>>().empty());

}  // namespace
}  // namespace serinus::json::binding
