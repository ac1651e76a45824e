#include <serinus/json/constraints.hpp>

#include "read_outcome.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace serinus::json {
namespace {

/// All faults of a text, one a line.
template <class T>
std::string faults(std::string_view text, const ReadOptions& options = {}) {
  auto result = tryRead<T>(text, options);
  const auto* const fault = std::get_if<ReadFault>(&result);
  if (fault == nullptr) return "";
  std::string lines = fault->message();
  for (const ReadFault::Other& other : fault->others()) lines += '\n' + other.path + ": " + other.reason;
  return lines;
}

struct Signup {
  std::string name;
  int age = 0;
  std::vector<std::string> tags;
  std::string password;
  std::string repeated;

  static constexpr FieldName jsonNames[] = {{"repeated", "password2"}};
  static constexpr std::string_view jsonOptional[] = {"tags"};

  static void constrain(Constraints<Signup>& on) {
    on.field(&Signup::name).length(1, 4);
    on.field(&Signup::age).between(18, 130);
    on.field(&Signup::tags).count(0, 2).must("must differ from each other", [](const std::vector<std::string>& tags) {
      return tags.size() != 2 || tags[0] != tags[1];
    });
    on.field(&Signup::password).must("must not be \"secret\"", [](const std::string& text) {
      return text != "secret";
    });
    on.whole("password and password2 must be the same",
             [](const Signup& form) { return form.password == form.repeated; });
  }
};

std::string signup(std::string_view name, std::string_view age = "18", std::string_view rest = "") {
  return R"({"name":")" + std::string(name) + R"(","age":)" + std::string(age) + std::string(rest) +
         R"(,"password":"a","password2":"a"})";
}

TEST(Constraints, HoldAtBothSidesOfEachBoundary) {
  struct Row {
    std::string text;
    std::string faults;
  };
  const Row rows[] = {
      {signup("a"), ""},
      {signup("abcd"), ""},
      {signup("äöü€"), ""},
      {signup(""), "$.name: wants 1 to 4 characters, got 0"},
      {signup("abcde"), "$.name: wants 1 to 4 characters, got 5"},
      {signup("a", "130"), ""},
      {signup("a", "17"), "$.age: wants at least 18, got 17"},
      {signup("a", "131"), "$.age: wants at most 130, got 131"},
      {signup("a", "18", R"(,"tags":["x","y"])"), ""},
      {signup("a", "18", R"(,"tags":["x","x"])"), "$.tags: must differ from each other"},
      {signup("a", "18", R"(,"tags":["x","y","z"])"), "$.tags: wants 0 to 2 elements, got 3"},
  };
  for (const Row& row : rows) EXPECT_EQ(faults<Signup>(row.text), row.faults) << row.text;
}

TEST(Constraints, TellAllThatIsWrongAtOnce) {
  EXPECT_EQ(faults<Signup>(R"({"name":"","age":3,"password":"secret","password2":"b"})"),
            "$.name: wants 1 to 4 characters, got 0\n"
            "$.age: wants at least 18, got 3\n"
            "$.password: must not be \"secret\"");
}

TEST(Constraints, LookAtTheWholeOnceItsPartsAreAsTheyMustBe) {
  EXPECT_EQ(faults<Signup>(R"({"name":"a","age":18,"password":"a","password2":"b"})"),
            "$: password and password2 must be the same");
}

TEST(Constraints, StandBesideFaultsOfTypes) {
  EXPECT_EQ(faults<Signup>(R"({"name":1,"age":"x","password":[],"password2":"b"})"),
            "$.name: wants a string, got 1\n"
            "$.age: wants an integer from -2147483648 to 2147483647, got \"x\"\n"
            "$.password: wants a string, got an array");
}

struct Address {
  std::string city;
  static void constrain(Constraints<Address>& on) { on.field(&Address::city).oneOf({"Rome", "Oslo"}); }
};
struct Order {
  std::vector<Address> to;
  std::map<std::string, Address> named;
  std::optional<Address> bill;
  std::array<Address, 1> one;
  std::variant<Address, std::string> either;
  int count = 0;
  static constexpr std::string_view jsonOptional[] = {"to", "named", "one", "either"};
  static void constrain(Constraints<Order>& on) { on.field(&Order::count).above(0).below(10); }
};

TEST(Constraints, SayWhereHoweverDeep) {
  EXPECT_EQ(faults<Order>(R"({"to":[{"city":"Rome"},{"city":"Bonn"}],"named":{"a b":{"city":""}},)"
                          R"("bill":{"city":"Köln"},"one":[{"city":"x"}],"either":{"type":"Address","city":"y"},)"
                          R"("count":10})"),
            "$.to[1].city: wants one of \"Rome\", \"Oslo\", got \"Bonn\"\n"
            "$.named[\"a b\"].city: wants one of \"Rome\", \"Oslo\", got \"\"\n"
            "$.bill.city: wants one of \"Rome\", \"Oslo\", got \"Köln\"\n"
            "$.one[0].city: wants one of \"Rome\", \"Oslo\", got \"x\"\n"
            "$.either.city: wants one of \"Rome\", \"Oslo\", got \"y\"\n"
            "$.count: wants less than 10, got 10");
}

TEST(Constraints, TellOfSixteenFaultsAtMost) {
  std::string text = "[";
  for (int i = 0; i < 1000; ++i) text += R"({"city":"x"},)";
  text.back() = ']';
  auto result = tryRead<std::vector<Address>>(text);
  EXPECT_EQ(std::get<ReadFault>(result).others().size(), 15u);
  auto numbers = tryRead<std::vector<int>>("[" + std::string(2000, '[') + std::string(2000, ']') + "]");
  EXPECT_EQ(numbers.index(), 1u);
}

struct Reading {
  double value = 0;
  std::uint8_t small = 0;
  static void constrain(Constraints<Reading>& on) {
    on.field(&Reading::value).between(-0.5, 1e10);
    on.field(&Reading::small).atMost(3);
  }
};

TEST(Constraints, WriteNumbersAsJsonDoes) {
  EXPECT_EQ(faults<Reading>(R"({"value":-0.75,"small":4})"),
            "$.value: wants at least -0.5, got -0.75\n$.small: wants at most 3, got 4");
}

struct Bare {
  int a = 0;
  static void constrain(Constraints<Bare>& on) {
    on.field(&Bare::a).must("must be even", [](int a) { return a % 2 == 0; });
  }
};
struct Boxed {
  int even = 0;
};

}  // namespace

template <>
struct Codec<Boxed> {
  static constexpr std::string_view wants = "a box";
  static std::optional<Boxed> read(const Bare& bare) {
    if (bare.a % 2 != 0) throw std::logic_error("what is wrong came through");
    return Boxed{bare.a};
  }
  static Bare write(const Boxed& box) { return Bare{box.even}; }
};

namespace {

TEST(Constraints, KeepWhatIsWrongFromCodecs) {
  EXPECT_EQ(faults<Boxed>(R"({"a":2})"), "");
  EXPECT_EQ(faults<Boxed>(R"({"a":3})"), "$.a: must be even");
}

}  // namespace
}  // namespace serinus::json
