#include "read_outcome.hpp"
#include "support/allocation_count.hpp"

#include <serinus/base/bytes.hpp>
#include <serinus/base/utf8.hpp>
#include <serinus/json/json_document.hpp>

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace serinus::json {
namespace {

using namespace std::string_literals;

struct Syntax {
  const char* name;
  std::string text;
  std::string message;
};

class ReadHostile : public testing::TestWithParam<Syntax> {};

TEST_P(ReadHostile, SaysWhatIsNotJsonEvenWhereNobodyLooks) {
  using Lists = std::map<std::string, std::optional<std::vector<int>>>;
  EXPECT_EQ(outcome<Lists>(GetParam().text), GetParam().message);
  struct Empty {};
  EXPECT_EQ(outcome<Empty>(GetParam().text), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    All, ReadHostile,
    testing::Values(Syntax{"Nothing", "", "$: the JSON text ends early, at byte 0"},
                    Syntax{"Trailing", "{} {}", "$: something follows the JSON text, at byte 3"},
                    Syntax{"TrailingNul", "{}\0"s, "$: something follows the JSON text, at byte 2"},
                    Syntax{"Mark", "\xEF\xBB\xBF{}", "$: this byte cannot stand here, at byte 0"},
                    Syntax{"Comma", R"({"a":[1,]})", "$.a[1]: this byte cannot stand here, at byte 8"},
                    Syntax{"HugeNumber", R"({"a b":[1e400]})", R"($["a b"][0]: a number is out of range, at byte 8)"},
                    Syntax{"BeyondUint64", R"({"a":18446744073709551616})", "$.a: a number is out of range, at byte 5"},
                    Syntax{"Utf8", "{\"a\":\"\xFF\"}", "$.a: a string is not UTF-8, at byte 6"},
                    Syntax{"Utf8InAKey", "{\"\xC0\x80\":1}", "$: a string is not UTF-8, at byte 2"},
                    Syntax{"LoneSurrogate", R"({"a":[null,"\udc00"]})",
                           "$.a[1]: this escape is not known or is half of a surrogate pair, at byte 12"},
                    Syntax{"Control", "{\"a\":\"\n\"}",
                           "$.a: a control character in a string must be escaped, at byte 6"},
                    Syntax{"EscapedKey", R"({"\n\"":[x]})", R"($["\n\""][0]: this byte cannot stand here, at byte 9)"},
                    Syntax{"LongKey", "{\"" + std::string(100, 'k') + "\":x}",
                           "$[\"" + std::string(64, 'k') + "…\"]: this byte cannot stand here, at byte 104"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ReadHostile, KnowsSyntaxFromContent) {
  EXPECT_EQ(std::get<1>(tryRead<int>("x")).kind(), FaultKind::syntax);
  EXPECT_EQ(std::get<1>(tryRead<int>("true")).kind(), FaultKind::content);
  const ReadFault fault = std::get<1>(tryRead<int>("[x]", {.path = "$.data"}));
  EXPECT_EQ(fault.path(), "$.data[0]");
  EXPECT_EQ(fault.reason(), "this byte cannot stand here");
  EXPECT_EQ(fault.offset(), 1U);
}

struct Node {
  std::vector<Node> in;
};

std::string nested(std::size_t levels) {
  std::string text;
  for (std::size_t i = 1; i < levels; ++i) text += R"({"in":[)";
  text += R"({"in":[]})";
  for (std::size_t i = 1; i < levels; ++i) text += "]}";
  return text;
}

TEST(ReadHostile, GoesAsDeepAsTheLimitAndNoDeeper) {
  EXPECT_EQ(outcome<Node>(nested(32)), nested(32));
  EXPECT_TRUE(outcome<Node>(nested(33)).ends_with(": arrays and objects are nested too deep, at byte 230"));
  const ReadOptions deep = {.limits = {.maxDepth = 1'000'000}};
  EXPECT_EQ(outcome<Node>(nested(512), deep), nested(512));
  EXPECT_NE(outcome<Node>(nested(513), deep), nested(513));
  EXPECT_NE(outcome<Node>(std::string(1'000'000, '[')), "");
}

TEST(ReadHostile, RefusesATextLargerThanTheLimit) {
  EXPECT_EQ(outcome<std::vector<int>>("[12]", {.limits = {.maxSize = 4}}), "[12]");
  EXPECT_EQ(outcome<std::vector<int>>("[12] ", {.limits = {.maxSize = 4}}), "$: the JSON text is too large, at byte 4");
}

struct Part {
  int type = 0;
  std::array<bool, 2> flags = {};
};

struct Whole {
  std::string text;
  std::variant<std::monostate, double, std::vector<Part>> value;
  std::map<std::string, std::optional<std::string>> names;
};

const std::string sample =
    R"({"text":"\"A\u0020\uD83D\uDE00 é","value":[{"type":-7,"flags":[true,false]}],"names":{"a":null,"b":"x"},"z":1e2})";

TEST(ReadHostile, RefusesEveryBeginning) {
  ASSERT_EQ(tryRead<Whole>(sample).index(), 0U);
  for (std::size_t size = 0; size < sample.size(); ++size)
    EXPECT_TRUE(outcome<Whole>(sample.substr(0, size)).ends_with("ends early, at byte " + std::to_string(size)))
        << size;
}

// Whatever a byte becomes, the result is a value or a fault at a place inside, and only JSON gives a value.
TEST(ReadHostile, TakesNoHarmFromAnyByte) {
  for (std::size_t at = 0; at < sample.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = sample;
      changed[at] = static_cast<char>(byte);
      const std::vector<char> exact(changed.begin(), changed.end());
      const auto result = tryRead<Whole>(std::string_view(exact.data(), exact.size()));
      const bool isJson = std::holds_alternative<JsonDocument>(parseJson(changed));
      const auto* fault = std::get_if<1>(&result);
      if (fault == nullptr) {
        EXPECT_TRUE(isJson) << at << ' ' << byte;
        continue;
      }
      EXPECT_EQ(fault->kind() == FaultKind::content, isJson) << at << ' ' << byte;
      EXPECT_LE(fault->offset(), changed.size());
      EXPECT_TRUE(isUtf8(asBytes(fault->message()))) << at << ' ' << byte;
    }
  }
}

TEST(ReadHostile, AnswersALongTextWithAShortMessage) {
  const std::string longText(100'000, 'x');
  EXPECT_LT(outcome<int>('"' + longText + '"').size(), 200U);
  EXPECT_LT((outcome<std::map<std::string, int>>("{\"" + longText + "\":\"" + longText + "\"}").size()), 300U);
  EXPECT_LT(outcome<Part>("{\"" + longText + "\":1}", {.unknownFields = UnknownFields::refuse}).size(), 200U);
}

}  // namespace
}  // namespace serinus::json
