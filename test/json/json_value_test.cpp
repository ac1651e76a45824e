#include <serinus/json/json_document.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace serinus {
namespace {

JsonDocument parsed(std::string_view text) {
  auto result = parseJson(text);
  if (const auto* fault = std::get_if<JsonFault>(&result)) ADD_FAILURE() << text << ": " << fault->message();
  return std::get<JsonDocument>(std::move(result));
}

TEST(JsonValue, KnowsItsKind) {
  const JsonDocument document = parsed(R"([null,true,1,-1,18446744073709551615,1.0,1e2,"s",[],{}])");
  std::vector<JsonKind> kinds;
  for (const JsonValue value : document.root().elements()) kinds.push_back(value.kind());
  EXPECT_EQ(kinds,
            (std::vector{JsonKind::null, JsonKind::boolean, JsonKind::integer, JsonKind::integer, JsonKind::integer,
                         JsonKind::floating, JsonKind::floating, JsonKind::string, JsonKind::array, JsonKind::object}));
  EXPECT_TRUE(document.root()[0].isNull());
  EXPECT_FALSE(document.root()[1].isNull());
  EXPECT_EQ(document.root().size(), 10U);
}

TEST(JsonValue, GivesNothingForAnotherKind) {
  const JsonDocument document =
      parsed(R"({"null":null,"bool":true,"int":7,"float":7.0,"string":"7","array":[7],"object":{}})");
  for (const auto& [key, value] : document.root().members()) {
    EXPECT_EQ(value.asBool().has_value(), key == "bool") << key;
    EXPECT_EQ(value.asInt64().has_value(), key == "int") << key;
    EXPECT_EQ(value.asUint64().has_value(), key == "int") << key;
    EXPECT_EQ(value.asDouble().has_value(), key == "int" || key == "float") << key;
    EXPECT_EQ(value.asString().has_value(), key == "string") << key;
    EXPECT_EQ(value.size(), key == "array" ? 1U : 0U) << key;
  }
  EXPECT_EQ(document.root()["bool"].asBool(), true);
  EXPECT_EQ(document.root()["int"].asInt64(), 7);
  EXPECT_EQ(document.root()["int"].asDouble(), 7.0);
}

struct Integer {
  const char* text;
  std::optional<std::int64_t> asSigned;
  std::optional<std::uint64_t> asUnsigned;
};

TEST(JsonValue, KeepsIntegersExactAtTheEdgesOfTheirTypes) {
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto highest = std::numeric_limits<std::int64_t>::max();
  for (const Integer& row : {Integer{"-9223372036854775808", lowest, std::nullopt},
                             Integer{"-9223372036854775807", lowest + 1, std::nullopt}, Integer{"-1", -1, std::nullopt},
                             Integer{"0", 0, 0U}, Integer{"9007199254740993", 9007199254740993, 9007199254740993U},
                             Integer{"9223372036854775807", highest, 9223372036854775807U},
                             Integer{"9223372036854775808", std::nullopt, 9223372036854775808U},
                             Integer{"18446744073709551615", std::nullopt, 18446744073709551615U}}) {
    const JsonDocument document = parsed(row.text);
    EXPECT_EQ(document.root().asInt64(), row.asSigned) << row.text;
    EXPECT_EQ(document.root().asUint64(), row.asUnsigned) << row.text;
    EXPECT_EQ(document.root().asDouble(), std::stod(row.text)) << row.text;
  }
}

TEST(JsonValue, ResolvesEscapes) {
  const JsonDocument document = parsed(R"(["\"\\\/\b\f\n\r\t","\u0041\u00e9\u20AC\ud83d\uDE00","\u0000"])");
  EXPECT_EQ(document.root()[0].asString(), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(document.root()[1].asString(), "Aé€😀");
  EXPECT_EQ(document.root()[2].asString(), std::string_view("\0", 1));
}

TEST(JsonValue, FindsMembersByTheirUnescapedKeyAndTheFirstOfSeveral) {
  const JsonDocument document = parsed(R"({"a":1,"\u0062":2,"a":3,"":4})");
  EXPECT_EQ(document.root()["a"].asInt64(), 1);
  EXPECT_EQ(document.root()["b"].asInt64(), 2);
  EXPECT_EQ(document.root()[""].asInt64(), 4);
  EXPECT_EQ(document.root().size(), 4U);
  std::string keys;
  for (const auto& [key, value] : document.root().members()) keys += std::string(key) + ',';
  EXPECT_EQ(keys, "a,b,a,,");
}

TEST(JsonValue, IsAbsentAlongAChainThatLeadsNowhere) {
  const JsonDocument document = parsed(R"({"list":[1,2],"text":"x"})");
  const JsonValue root = document.root();
  for (const JsonValue value : {JsonValue(), root["none"], root["none"]["deeper"][0], root["list"][2], root["list"][-1],
                                root["list"]["0"], root["text"]["x"], root[0]}) {
    EXPECT_FALSE(value.exists());
    EXPECT_FALSE(value.isNull());
    EXPECT_EQ(value.asInt64(), std::nullopt);
    EXPECT_EQ(value.size(), 0U);
    EXPECT_TRUE(value.elements().begin() == value.elements().end());
  }
  EXPECT_EQ(root["list"][1].asInt64(), 2);
}

TEST(JsonValue, FollowsAJsonPointer) {
  // The document and the pointers of RFC 6901, section 5.
  const JsonDocument document =
      parsed(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})");
  const JsonValue root = document.root();
  EXPECT_EQ(root.at("").kind(), JsonKind::object);
  EXPECT_EQ(root.at("/foo").size(), 2U);
  EXPECT_EQ(root.at("/foo/0").asString(), "bar");
  EXPECT_EQ(root.at("/foo/1").asString(), "baz");
  const std::vector<std::string> pointers = {"/", "/a~1b", "/c%d", "/e^f", "/g|h", "/i\\j", "/k\"l", "/ ", "/m~0n"};
  for (std::size_t i = 0; i < pointers.size(); ++i) EXPECT_EQ(root.at(pointers[i]).asUint64(), i) << pointers[i];
  for (const char* nowhere : {"foo", "/foo/2", "/foo/00", "/foo/01", "/foo/-", "/foo/-1", "/foo/", "/foo/0/x", "/m~n",
                              "/m~", "/m~2", "/none/deeper", "/foo/99999999999999999999"})
    EXPECT_FALSE(root.at(nowhere).exists()) << nowhere;
}

TEST(JsonValue, SurvivesTheMoveOfItsDocumentAndTheEndOfTheText) {
  auto text = std::make_unique<std::string>(R"({"a":"a text too long for a small string"})");
  JsonDocument document = parsed(*text);
  const JsonValue value = document.root()["a"];
  text.reset();
  const JsonDocument moved = std::move(document);
  EXPECT_EQ(value.asString(), "a text too long for a small string");
  EXPECT_EQ(moved.root()["a"].asString(), value.asString());
}

TEST(JsonValue, OfADocumentStaysWhenOthersAreParsed) {
  const JsonDocument first = parsed(R"(["first"])");
  const JsonDocument second = parsed(R"(["other"])");
  EXPECT_EQ(first.root()[0].asString(), "first");
  EXPECT_EQ(second.root()[0].asString(), "other");
}

}  // namespace
}  // namespace serinus
