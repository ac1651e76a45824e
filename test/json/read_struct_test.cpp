#include "read_outcome.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace serinus::json {
namespace {

struct Tag {
  std::string name;
  int weight = 1;
};

struct User {
  std::string name;
  std::uint8_t age = 0;
  std::optional<std::string> mail;
  std::vector<Tag> tags;
};

struct Say {
  User user;
  std::map<std::string, Tag> more;
};

class ReadStruct : public testing::TestWithParam<ReadRow> {};

TEST_P(ReadStruct, GivesTheValueOrSaysWhere) {
  EXPECT_EQ(GetParam().read(GetParam().text), GetParam().outcome);
}

const auto named = [](const auto& row) { return std::string(row.param.name); };

struct Empty {};

struct AllNothing {
  std::optional<int> number;
  std::unique_ptr<Tag> tag;
  std::optional<std::string> text;
};

INSTANTIATE_TEST_SUITE_P(
    Fields, ReadStruct,
    testing::Values(ReadRow{"InOrder", as<Tag>, R"({"name":"a","weight":2})", R"({"name":"a","weight":2})"},
                    ReadRow{"InOtherOrder", as<Tag>, R"({"weight":2,"name":"a"})", R"({"name":"a","weight":2})"},
                    ReadRow{"EscapedKey", as<Tag>, R"({"n\u0061me":"a","weight":2})", R"({"name":"a","weight":2})"},
                    ReadRow{"Unknown", as<Tag>, R"({"x":{"name":1},"name":"a","y":[],"weight":2,"Name":0})",
                            R"({"name":"a","weight":2})"},
                    ReadRow{"UnknownTwice", as<Tag>, R"({"x":1,"x":2,"name":"a","weight":2})",
                            R"({"name":"a","weight":2})"},
                    ReadRow{"Empty", as<Empty>, R"({})", "{}"}, ReadRow{"EmptyFromMore", as<Empty>, R"({"a":1})", "{}"},
                    ReadRow{"AllMissing", as<AllNothing>, "{}", "{}"},
                    ReadRow{"AllNull", as<AllNothing>, R"({"text":null,"tag":null,"number":null})", "{}"},
                    ReadRow{"AllThere", as<AllNothing>, R"({"number":0,"tag":{"name":"","weight":0},"text":""})",
                            R"({"number":0,"tag":{"name":"","weight":0},"text":""})"}),
    named);

INSTANTIATE_TEST_SUITE_P(
    Faults, ReadStruct,
    testing::Values(
        ReadRow{"NoObject", as<Tag>, "[]", "$: wants an object, got an array"},
        ReadRow{"Null", as<Tag>, "null", "$: wants an object, got null"},
        ReadRow{"FirstMissing", as<Tag>, R"({"weight":2})", "$.name: is missing"},
        ReadRow{"LastMissing", as<Tag>, R"({"name":"a"})", "$.weight: is missing"},
        ReadRow{"NoDefaultFromTheStruct", as<Tag>, "{}", "$.name: is missing"},
        ReadRow{"NullIsNotMissing", as<Tag>, R"({"name":null,"weight":2})", "$.name: wants a string, got null"},
        ReadRow{"Twice", as<Tag>, R"({"name":"a","weight":2,"name":"a"})", "$.name: stands twice"},
        ReadRow{"TwiceByEscape", as<Tag>, R"({"name":"a","\u006eame":"b","weight":2})", "$.name: stands twice"},
        ReadRow{"OptionalTwice", as<AllNothing>, R"({"number":null,"number":1})", "$.number: stands twice"},
        ReadRow{"WrongBeforeMissing", as<Tag>, R"({"weight":"a"})",
                R"($.weight: wants an integer from -2147483648 to 2147483647, got "a")"},
        ReadRow{"FirstWrongOfTheText", as<Tag>, R"({"weight":"a","name":5})",
                R"($.weight: wants an integer from -2147483648 to 2147483647, got "a")"},
        ReadRow{"InAStruct", as<Say>, R"({"user":{"name":"","age":300,"tags":[]},"more":{}})",
                "$.user.age: wants an integer from 0 to 255, got 300"},
        ReadRow{"InAVector", as<Say>,
                R"({"user":{"name":"","age":3,"tags":[{"name":"","weight":1},{"name":""}]},"more":{}})",
                "$.user.tags[1].weight: is missing"},
        ReadRow{"InAMap", as<Say>,
                R"({"user":{"name":"","age":3,"tags":[]},"more":{"a":{"name":"","weight":1},"b c":[]}})",
                R"($.more["b c"]: wants an object, got an array)"}),
    named);

TEST(ReadStruct, RefusesUnknownFieldsWhenAsked) {
  const ReadOptions strict = {.unknownFields = UnknownFields::refuse};
  EXPECT_EQ(outcome<Tag>(R"({"name":"a","weight":2})", strict), R"({"name":"a","weight":2})");
  EXPECT_EQ(outcome<Tag>(R"({"name":"a","x":0,"weight":2})", strict), "$.x: is unknown");
  EXPECT_EQ(outcome<Empty>(R"({"":0})", strict), R"($[""]: is unknown)");
  EXPECT_EQ(outcome<std::vector<Tag>>(R"([{"name":"a","weight":2,"a b":1}])", strict), R"($[0]["a b"]: is unknown)");
}

struct Place {
  const char* text;  // `^` stands where the fault is, and is taken out
  const char* path;
};

TEST(ReadStruct, TellsTheByteOfTheFault) {
  for (const Place& place : {Place{R"(^[])", "$"}, Place{R"( {"user" : ^5})", "$.user"},
                             Place{R"({"user":^{"name":"","age":3}})", "$.user.tags"},
                             Place{R"({"user":{"name":"","age":^-1}})", "$.user.age"},
                             Place{R"({"user":{"name":"","age":1,"age":^1}})", "$.user.age"},
                             Place{R"({"more":{"a":{"weight":1,"name":"{[,"},"b":{"name":^1}}})", "$.more.b.name"},
                             Place{R"({"user":{"tags":[{"name":"","weight":1}, ^0]}})", "$.user.tags[1]"}}) {
    std::string text = place.text;
    const std::size_t offset = text.find('^');
    const auto result = tryRead<Say>(text.erase(offset, 1));
    ASSERT_EQ(result.index(), 1U) << text;
    EXPECT_EQ(std::get<1>(result).path(), place.path) << text;
    EXPECT_EQ(std::get<1>(result).offset(), offset) << text;
    EXPECT_EQ(std::get<1>(result).kind(), FaultKind::content) << text;
  }
}

struct Student {
  std::string name;
  std::string class_;
  int credits = 30;
  std::vector<int> marks = {1, 2};
  std::map<std::string, int> seats = {{"a", 1}};
  std::optional<int> room = 7;
  std::unique_ptr<int> desk = std::make_unique<int>(8);

  static constexpr FieldName jsonNames[] = {{"class_", "class"}, {"marks", "the marks"}};
  static constexpr std::string_view jsonOptional[] = {"credits", "marks", "seats"};
};

TEST(ReadStruct, TakesOtherNames) {
  EXPECT_EQ(outcome<Student>(R"({"name":"Ada","class_":"1a"})"), "$.class: is missing");
  EXPECT_EQ(outcome<Student>(R"({"name":"Ada","class":"1a","the marks":[""]})"),
            R"($["the marks"][0]: wants an integer from -2147483648 to 2147483647, got "")");
}

TEST(ReadStruct, KeepsWhatTheStructGivesToFieldsThatMayBeMissing) {
  EXPECT_EQ(outcome<Student>(R"({"name":"Ada","class":"1a"})"),
            R"({"name":"Ada","class":"1a","credits":30,"the marks":[1,2],"seats":{"a":1},"room":7,"desk":8})");
}

TEST(ReadStruct, ReplacesWhatTheStructGivesToFieldsThatAreThere) {
  EXPECT_EQ(
      outcome<Student>(R"({"name":"","class":"","credits":0,"the marks":[3],"seats":{"b":2},"room":9,"desk":10})"),
      R"({"name":"","class":"","credits":0,"the marks":[3],"seats":{"b":2},"room":9,"desk":10})");
  EXPECT_EQ(outcome<Student>(R"({"name":"","class":"","the marks":[],"seats":{},"room":null,"desk":null})"),
            R"({"name":"","class":"","credits":30,"the marks":[],"seats":{}})");
  EXPECT_EQ(outcome<Student>(R"({"name":"","class":"","credits":null})"),
            "$.credits: wants an integer from -2147483648 to 2147483647, got null");
}

struct Range {
  int from = 0;
  int to = 0;

  [[nodiscard]] std::optional<std::string> validate() const {
    if (from > to) return "from must not be after to";
    return std::nullopt;
  }
};

TEST(ReadStruct, AsksTheStructWhetherItIsValid) {
  EXPECT_EQ(outcome<Range>(R"({"from":1,"to":1})"), R"({"from":1,"to":1})");
  EXPECT_EQ(outcome<Range>(R"({"from":2,"to":1})"), "$: from must not be after to");
  EXPECT_EQ(outcome<Range>(R"({"from":2})"), "$.to: is missing");
  EXPECT_EQ(outcome<std::vector<Range>>(R"([{"from":1,"to":1},{"from":2,"to":1}])"), "$[1]: from must not be after to");
}

struct Node {
  std::string name;
  std::vector<Node> children;
  std::unique_ptr<Node> next;
  std::map<std::string, Node> byName;

  static constexpr std::string_view jsonOptional[] = {"children", "byName"};
};

TEST(ReadStruct, TakesStructsThatHoldThemselves) {
  EXPECT_EQ(outcome<Node>(R"({"name":"a","children":[{"name":"b"}],"next":{"name":"c"},"byName":{"d":{"name":"e"}}})"),
            R"({"name":"a","children":[{"name":"b","children":[],"byName":{}}],)"
            R"("next":{"name":"c","children":[],"byName":{}},"byName":{"d":{"name":"e","children":[],"byName":{}}}})");
  EXPECT_EQ(outcome<Node>(R"({"name":"a","children":[{"name":"b","byName":{"c":{"name":"d","next":{}}}}]})"),
            "$.children[0].byName.c.next.name: is missing");
}

struct ManyFields {
  int a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7;
  int c0, c1, c2, c3, c4, c5, c6, c7, d0, d1, d2, d3, d4, d5, d6, d7;
};

TEST(ReadStruct, Takes32Fields) {
  std::string text = "{";
  for (const char letter : {'a', 'b', 'c', 'd'}) {
    for (int i = 0; i < 8; ++i)
      text += '"' + std::string(1, letter) + std::to_string(i) + "\":" + std::to_string(letter * 10 + i) + ',';
  }
  text.back() = '}';
  EXPECT_EQ(outcome<ManyFields>(text), text);
  for (const char* name : {"a0", "c3", "d6", "d7"}) {
    std::string without = text;
    without.replace(without.find(name), 2, "xx");
    EXPECT_EQ(outcome<ManyFields>(without), "$." + std::string(name) + ": is missing");
  }
}

TEST(ReadStruct, TakesAStructOfAFunction) {
  struct Local {
    int first = 0;
    std::string _second2;
  };
  EXPECT_EQ(outcome<Local>(R"({"first":1,"_second2":"x"})"), R"({"first":1,"_second2":"x"})");
}

}  // namespace
}  // namespace serinus::json
