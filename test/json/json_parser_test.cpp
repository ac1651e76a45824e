#include "support/allocation_count.hpp"

#include <serinus/json/json_parser.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus {
namespace {

// From a heap block of exactly the text's size, which is gone when the value is looked at.
std::variant<JsonValue, JsonFault> parseExact(JsonParser& parser, std::string_view text, JsonLimits limits = {}) {
  const std::vector<char> exact(text.begin(), text.end());
  return parser.parse({exact.data(), exact.size()}, limits);
}

TEST(JsonParser, ParsesOneTextAfterAnother) {
  JsonParser parser;
  for (const char* text : {"first", "a second text that is too long for a small string", ""}) {
    const auto result = parseExact(parser, R"({"text":")" + std::string(text) + "\"}");
    ASSERT_TRUE(std::holds_alternative<JsonValue>(result));
    EXPECT_EQ(std::get<JsonValue>(result)["text"].asString(), text);
  }
}

TEST(JsonParser, RefusesWhatParseJsonRefusesAndGoesOn) {
  JsonParser parser;
  for (const char* text : {"", "[1,]", "\"\\udc00\"", "1e999", "[[1]]", "[12345678]",
                           "\xEF\xBB\xBF"
                           "1"}) {
    const JsonLimits limits = {.maxSize = 9, .maxDepth = 1};
    const auto result = parseExact(parser, text, limits);
    const auto expected = parseJson(text, limits);
    ASSERT_TRUE(std::holds_alternative<JsonFault>(result)) << text;
    EXPECT_EQ(std::get<JsonFault>(result).message(), std::get<JsonFault>(expected).message());
    EXPECT_EQ(std::get<JsonValue>(parser.parse("[7]"))[0].asInt64(), 7);
  }
}

std::string arrayOf(std::size_t bytes) {
  std::string text = "[1";
  while (text.size() + 1 < bytes) text += ",1";
  return text + ']';
}

TEST(JsonParser, AllocatesNothingOnceItKnowsTheUsualSize) {
  JsonParser parser;
  const std::string text = arrayOf(1001);
  ASSERT_TRUE(std::holds_alternative<JsonValue>(parser.parse(text)));
  const std::size_t before = allocations();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(std::holds_alternative<JsonValue>(parser.parse(text)));
  EXPECT_EQ(allocations(), before);
}

TEST(JsonParser, KeepsTheMemoryOfTextsUpTo64KiBAlone) {
  if (!areAllocationsCounted()) GTEST_SKIP() << "nothing counts allocations here";
  JsonParser parser;
  const std::string usual = arrayOf(64 * 1024 - 1) + ' ';
  const std::string large = usual + ' ';
  ASSERT_EQ(usual.size(), 64U * 1024);
  ASSERT_TRUE(std::holds_alternative<JsonValue>(parser.parse(usual)));
  std::size_t before = allocations();
  ASSERT_TRUE(std::holds_alternative<JsonValue>(parser.parse(usual)));
  EXPECT_EQ(allocations(), before);
  ASSERT_TRUE(std::holds_alternative<JsonValue>(parser.parse(large)));
  before = allocations();
  EXPECT_EQ(std::get<JsonValue>(parser.parse(large)).size(), 32'767U);
  EXPECT_GT(allocations(), before);
}

TEST(JsonParser, CanBeMovedWithItsValueAndUsedAfterwards) {
  JsonParser first;
  const JsonValue value = std::get<JsonValue>(first.parse(R"(["x"])"));
  JsonParser second = std::move(first);
  EXPECT_EQ(value[0].asString(), "x");
  EXPECT_EQ(std::get<JsonValue>(first.parse("1")).asInt64(), 1);
  EXPECT_EQ(value[0].asString(), "x");
}

}  // namespace
}  // namespace serinus
