#include "read_outcome.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace serinus::json {
namespace {

struct Circle {
  double radius = 0;
};

struct Square {
  double side = 0;
  static constexpr std::string_view jsonTag = "square";
};

struct Nothing {};

using Shape = std::variant<Circle, Square, Nothing>;

class ReadVariant : public testing::TestWithParam<ReadRow> {};

TEST_P(ReadVariant, ChoosesTheAlternativeOrSaysWhatItWants) {
  EXPECT_EQ(GetParam().read(GetParam().text), GetParam().outcome);
}

const auto named = [](const auto& row) { return std::string(row.param.name); };

INSTANTIATE_TEST_SUITE_P(
    ByTag, ReadVariant,
    testing::Values(
        ReadRow{"NameOfTheStruct", as<Shape>, R"({"type":"Circle","radius":1.5})", R"({"type":"Circle","radius":1.5})"},
        ReadRow{"TagOfTheStruct", as<Shape>, R"({"type":"square","side":2.0})", R"({"type":"square","side":2.0})"},
        ReadRow{"WithoutFields", as<Shape>, R"({"type":"Nothing"})", R"({"type":"Nothing"})"},
        ReadRow{"TagLast", as<Shape>, R"({"side":2.0,"type":"square"})", R"({"type":"square","side":2.0})"},
        ReadRow{"EscapedTag", as<Shape>, R"({"t\u0079pe":"s\u0071uare","side":2.0})",
                R"({"type":"square","side":2.0})"},
        ReadRow{"UnknownTag", as<Shape>, R"({"type":"hexagon"})",
                R"($.type: wants one of "Circle", "square", "Nothing", got "hexagon")"},
        ReadRow{"NameBehindTag", as<Shape>, R"({"type":"Square","side":1})",
                R"($.type: wants one of "Circle", "square", "Nothing", got "Square")"},
        ReadRow{"TagIsNoText", as<Shape>, R"({"type":1})",
                R"($.type: wants one of "Circle", "square", "Nothing", got 1)"},
        ReadRow{"EmptyTag", as<Shape>, R"({"type":""})",
                R"($.type: wants one of "Circle", "square", "Nothing", got "")"},
        ReadRow{"NoTag", as<Shape>, R"({"radius":1})", "$.type: is missing"},
        ReadRow{"TagTwice", as<Shape>, R"({"type":"Circle","radius":1,"type":"square"})", "$.type: stands twice"},
        ReadRow{"FieldOfTheOther", as<Shape>, R"({"type":"Circle","side":1})", "$.radius: is missing"},
        ReadRow{"WrongField", as<Shape>, R"({"type":"Circle","radius":"1"})", R"($.radius: wants a number, got "1")"},
        ReadRow{"InAVector", as<std::vector<Shape>>, R"([{"type":"Circle","radius":0},{"type":"circle"}])",
                R"($[1].type: wants one of "Circle", "square", "Nothing", got "circle")"},
        ReadRow{"NoObject", as<Shape>, "[]", "$: wants an object, got an array"}),
    named);

enum class Level { low, high };

using Anything = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<int>, Circle>;
using Maybe = std::variant<std::monostate, Level, std::map<std::string, int>>;
using Number = std::variant<std::uint8_t, double>;

INSTANTIATE_TEST_SUITE_P(
    ByKind, ReadVariant,
    testing::Values(
        ReadRow{"Null", as<Anything>, "null", "null"}, ReadRow{"Bool", as<Anything>, "true", "true"},
        ReadRow{"Integer", as<Anything>, "5", "5"}, ReadRow{"Fraction", as<Anything>, "5.0", "5.0"},
        ReadRow{"String", as<Anything>, R"("")", R"("")"}, ReadRow{"Array", as<Anything>, "[1]", "[1]"},
        ReadRow{"Object", as<Anything>, R"({"type":"Circle","radius":1.0})", R"({"type":"Circle","radius":1.0})"},
        ReadRow{"OneTag", as<Anything>, R"({"type":"x"})", R"($.type: wants "Circle", got "x")"},
        ReadRow{"Enum", as<Maybe>, R"("high")", R"("high")"},
        ReadRow{"EnumWrong", as<Maybe>, R"("x")", R"($: wants one of "low", "high", got "x")"},
        ReadRow{"Map", as<Maybe>, R"({"type":1})", R"({"type":1})"},
        ReadRow{"OtherKind", as<Maybe>, "1", "$: wants an object, a string or null, got 1"},
        ReadRow{"FirstOfTheKind", as<Number>, "256", "$: wants an integer from 0 to 255, got 256"},
        ReadRow{"NoNumber", as<Number>, "[]", "$: wants a number, got an array"},
        ReadRow{"NoBool", as<std::variant<bool>>, "1", "$: wants true or false, got 1"},
        ReadRow{"NoInteger", as<std::variant<int, bool>>, "1.5", "$: wants an integer, true or false, got 1.5"},
        ReadRow{"NeitherOfTwo", as<std::variant<int, std::string>>, "null",
                "$: wants a string or an integer, got null"}),
    named);

struct Joined {
  std::string type;
  static constexpr std::string_view jsonTag = "joined \"x\"";
  static constexpr std::string_view jsonTagField = "event";
};

template <class T>
struct Left {
  T reason;
  static constexpr std::string_view jsonTag = "left";
  static constexpr std::string_view jsonTagField = "event";
};

using Event = std::variant<Joined, Left<int>>;

TEST(ReadVariant, TakesAnotherTagField) {
  EXPECT_EQ(outcome<Event>(R"({"type":"t","event":"joined \"x\""})"), R"({"event":"joined \"x\"","type":"t"})");
  EXPECT_EQ(outcome<Event>(R"({"event":"left","reason":1})"), R"({"event":"left","reason":1})");
  EXPECT_EQ(outcome<Event>(R"({"type":"left","reason":1})"), "$.event: is missing");
}

TEST(ReadVariant, KnowsItsTagWhenUnknownFieldsAreRefused) {
  const ReadOptions strict = {.unknownFields = UnknownFields::refuse};
  EXPECT_EQ(outcome<Shape>(R"({"radius":1.0,"type":"Circle"})", strict), R"({"type":"Circle","radius":1.0})");
  EXPECT_EQ(outcome<Shape>(R"({"type":"Circle","radius":1,"event":1})", strict), "$.event: is unknown");
  EXPECT_EQ(outcome<Circle>(R"({"type":"Circle","radius":1})", strict), "$.type: is unknown");
}

}  // namespace
}  // namespace serinus::json
