#include "read_outcome.hpp"

#include <serinus/json/enum_names.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>

namespace elsewhere {

enum class Color { red, green = 5, blue_ = 255, farBelow = -129, low = -128, farAbove = 256 };
enum Plain : std::uint8_t { plainLow, plainHigh = 255 };
enum class Signed : std::int8_t { low = -128, high = 127 };
enum class Wide : std::uint64_t { zero, highest = ~0ULL };
enum class Flag : bool { no, yes };
enum class Alias { one = 1, uno = 1 };

template <class T, class U>
struct Box {
  enum Inside : int { in, out };
};

enum class Level : std::uint16_t { low = 1000, veryHigh = 2000 };
enum class Keyword { new_, delete_ };

}  // namespace elsewhere

template <>
struct serinus::json::EnumNames<elsewhere::Level> {
  static constexpr EnumName<elsewhere::Level> values[] = {{elsewhere::Level::low, "low"},
                                                          {elsewhere::Level::veryHigh, "very-\"high\""}};
};

namespace serinus::json {
namespace {

enum class Anonymous : short { a, b };

template <class E>
std::string namesOf() {
  std::string list;
  for (const auto& [value, name] : EnumNames<E>::values)
    list += std::string(name) + '=' + std::to_string(static_cast<int>(value)) + ' ';
  return list;
}

TEST(EnumNames, AreThoseOfTheEnumerators) {
  EXPECT_EQ(namesOf<elsewhere::Color>(), "low=-128 red=0 green=5 blue_=255 ");
  EXPECT_EQ(namesOf<elsewhere::Plain>(), "plainLow=0 plainHigh=255 ");
  EXPECT_EQ(namesOf<elsewhere::Signed>(), "low=-128 high=127 ");
  EXPECT_EQ(namesOf<elsewhere::Wide>(), "zero=0 ");
  EXPECT_EQ(namesOf<elsewhere::Flag>(), "no=0 yes=1 ");
  EXPECT_EQ(namesOf<elsewhere::Alias>(), "one=1 ");
  EXPECT_EQ(namesOf<Anonymous>(), "a=0 b=1 ");
}

TEST(EnumNames, AreFoundInsideOfTemplatesAndFunctions) {
  enum class Local : signed char { x = -1, y };
  using Inside = elsewhere::Box<int, std::pair<char, bool>>;
  static_assert(Inside::in == 0);  // a compiler looks into an enum of a template once it is used
  EXPECT_EQ(namesOf<Inside::Inside>(), "in=0 out=1 ");
  EXPECT_EQ(namesOf<Local>(), "x=-1 y=0 ");
}

TEST(EnumNames, AreWhatIsReadAndWritten) {
  EXPECT_EQ(outcome<elsewhere::Color>(R"("green")"), R"("green")");
  EXPECT_EQ(outcome<elsewhere::Color>(R"("blue")"), R"($: wants one of "low", "red", "green", "blue_", got "blue")");
  EXPECT_EQ(outcome<elsewhere::Color>(R"("Red")"), R"($: wants one of "low", "red", "green", "blue_", got "Red")");
  EXPECT_EQ(outcome<elsewhere::Color>("5"), R"($: wants one of "low", "red", "green", "blue_", got 5)");
  EXPECT_EQ(outcome<elsewhere::Keyword>(R"("new_")"), R"("new_")");
}

TEST(EnumNames, CanBeOthers) {
  EXPECT_EQ(read<elsewhere::Level>(R"("low")"), elsewhere::Level::low);
  EXPECT_EQ(outcome<elsewhere::Level>(R"("very-\"high\"")"), R"("very-\"high\"")");
  EXPECT_EQ(outcome<elsewhere::Level>(R"("veryHigh")"), R"($: wants one of "low", "very-\"high\"", got "veryHigh")");
}

TEST(EnumNames, AreToldUpToSixteen) {
  enum class Few { a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p };
  enum class Many { a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q };
  EXPECT_TRUE(outcome<Few>("0").ends_with(R"("o", "p", got 0)"));
  EXPECT_TRUE(outcome<Many>("0").ends_with(R"("o", "p", …, got 0)"));
  EXPECT_EQ(outcome<Many>(R"("q")"), R"("q")");
}

TEST(EnumNames, HaveNoneForAValueBetween) {
  try {
    static_cast<void>(write(static_cast<elsewhere::Color>(1)));
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(),
                 "json::write: no name is known for the value 1 of an enum; give it one in json::EnumNames");
  }
}

}  // namespace
}  // namespace serinus::json
