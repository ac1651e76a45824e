#include <serinus/json/json_document.hpp>
#include <serinus/json/json_parser.hpp>
#include <serinus/json/read.hpp>
#include <serinus/json/write.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::json {
namespace {

struct Envelope {
  std::string_view event;
  JsonValue data;
  std::optional<std::int64_t> id;
};

struct Say {
  std::string text;
  std::vector<std::string_view> tags;
};

TEST(ReadValue, GivesViewsAndPartsOfTheDocument) {
  JsonParser parser;
  const auto parsed = parser.parse(R"({"event":"say","data":{"text":"hello","tags":["a","b\n"]},"id":7})");
  const auto envelope = read<Envelope>(std::get<JsonValue>(parsed));
  EXPECT_EQ(envelope.event, "say");
  EXPECT_EQ(envelope.id, 7);
  const auto say = read<Say>(envelope.data);
  EXPECT_EQ(say.text, "hello");
  EXPECT_EQ(say.tags, (std::vector<std::string_view>{"a", "b\n"}));
  EXPECT_EQ(write(envelope), R"({"event":"say","data":{"text":"hello","tags":["a","b\n"]},"id":7})");
}

TEST(ReadValue, BeginsThePathWhereItIsTold) {
  JsonParser parser;
  const auto parsed = parser.parse(R"({"event":"say","data":{"text":"hello","tags":["a",1]}})");
  const auto envelope = read<Envelope>(std::get<JsonValue>(parsed));
  const auto result = tryRead<Say>(envelope.data, {.path = "$.data"});
  ASSERT_EQ(result.index(), 1U);
  EXPECT_EQ(std::get<1>(result).path(), "$.data.tags[1]");
  EXPECT_EQ(std::get<1>(result).reason(), "wants a string, got 1");
  EXPECT_EQ(std::get<1>(result).offset(), std::nullopt);
}

TEST(ReadValue, SaysThatAnAbsentValueIsMissing) {
  const auto fault = std::get<1>(tryRead<Say>(JsonValue(), {.path = "$.data"}));
  EXPECT_EQ(fault.message(), "$.data: is missing");
  EXPECT_EQ(fault.kind(), FaultKind::content);
  EXPECT_EQ(read<std::optional<int>>(JsonValue()), std::nullopt);
  EXPECT_FALSE(read<JsonValue>(JsonValue()).exists());
}

TEST(ReadValue, LeavesAMissingPartAbsent) {
  JsonParser parser;
  const auto envelope = read<Envelope>(std::get<JsonValue>(parser.parse(R"({"event":"say"})")));
  EXPECT_FALSE(envelope.data.exists());
  EXPECT_EQ(write(envelope), R"({"event":"say"})");
  const auto null = read<Envelope>(std::get<JsonValue>(parser.parse(R"({"event":"say","data":null})")));
  EXPECT_TRUE(null.data.isNull());
  EXPECT_EQ(write(null), R"({"event":"say","data":null})");
}

TEST(Read, ThrowsTheFault) {
  try {
    static_cast<void>(read<std::vector<int>>("[1,true]"));
    FAIL();
  } catch (const ReadError& error) {
    EXPECT_EQ(error.fault().path(), "$[1]");
    EXPECT_EQ(error.fault().offset(), 3U);
    EXPECT_STREQ(error.what(), "$[1]: wants an integer from -2147483648 to 2147483647, got true");
  }
  EXPECT_THROW(static_cast<void>(read<int>(JsonValue())), ReadError);
  EXPECT_EQ(read<std::vector<int>>("[1]"), std::vector<int>{1});
}

}  // namespace
}  // namespace serinus::json
