#include <serinus/json/json_document.hpp>
#include <serinus/json/write.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace serinus::json {
namespace {

struct Inner {
  std::optional<int> number;
  std::string_view text;
};

struct Outer {
  std::optional<Inner> first;
  std::unique_ptr<int> second;
  std::vector<std::optional<int>> list;
  std::map<std::string, std::optional<int>> map;
  std::optional<bool> last;
};

TEST(Write, LeavesOutFieldsThatAreNothingAndNoneElsewhere) {
  Outer outer;
  EXPECT_EQ(write(outer), R"({"list":[],"map":{}})");
  outer.first.emplace().text = "x";
  outer.second = std::make_unique<int>(1);
  outer.list = {std::nullopt, 2};
  outer.map = {{"a", std::nullopt}, {"b", 3}};
  outer.last = false;
  EXPECT_EQ(write(outer), R"({"first":{"text":"x"},"second":1,"list":[null,2],"map":{"a":null,"b":3},"last":false})");
}

TEST(Write, AppendsToWhatIsThere) {
  std::string out = "data: ";
  write(out, std::vector{1, 2});
  write(out, true);
  EXPECT_EQ(out, "data: [1,2]true");
}

TEST(Write, EscapesTextAndKeysAndMendsUtf8) {
  EXPECT_EQ(write(std::string("a\"\n\xFF")), "\"a\\\"\\n\uFFFD\"");
  EXPECT_EQ(write(std::map<std::string, int>{{"a\"\n\xFF", 1}}), "{\"a\\\"\\n\uFFFD\":1}");
}

TEST(Write, KeepsEveryDigit) {
  EXPECT_EQ(write(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(write(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(write(std::int8_t{-128}), "-128");
  EXPECT_EQ(write(0.1F), "0.1");
  EXPECT_EQ(write(1.0), "1.0");
  EXPECT_EQ(write(-0.0), "-0.0");
  EXPECT_EQ(write(1e21), "1e+21");
  EXPECT_EQ(write(std::nan("")), "null");
  EXPECT_EQ(write(-std::numeric_limits<float>::infinity()), "null");
}

struct Ping {};
struct Move {
  std::optional<int> x;
  static constexpr std::string_view jsonTag = "move";
};

TEST(Write, BeginsAStructOfAVariantWithItsTag) {
  using Message = std::variant<Ping, Move, std::nullptr_t>;
  EXPECT_EQ(write(Message(Ping())), R"({"type":"Ping"})");
  EXPECT_EQ(write(Message(Move{1})), R"({"type":"move","x":1})");
  EXPECT_EQ(write(Message(Move())), R"({"type":"move"})");
  EXPECT_EQ(write(Message(nullptr)), "null");
  EXPECT_EQ(write(Move{1}), R"({"x":1})");
}

TEST(Write, CopiesPartsOfADocument) {
  for (const char* text : {"null", "true", "-5", "18446744073709551615", "1.5", R"("a\"\u0000")", "[]", "{}",
                           R"([[1,2],{"a":[],"b":{"c":null}},false])"}) {
    const auto document = parseJson(text);
    EXPECT_EQ(write(std::get<JsonDocument>(document).root()), text);
  }
  EXPECT_EQ(write(JsonValue()), "null");
}

}  // namespace
}  // namespace serinus::json
