#include <serinus/json/json_document.hpp>
#include <serinus/json/write.hpp>

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <random>
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

/// The shortest text that reads back as the same number, as the standard library finds it.
std::string shortest(double number) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  std::string text(digits.data(), end);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

TEST(Write, FindsTheShortestTextOfEveryNumber) {
  std::vector<double> numbers = {0.001,
                                 0.0001,
                                 0.00095,
                                 0.0010000000000000002,
                                 0.05,
                                 99'999,
                                 100'000,
                                 99'999.9999,
                                 1e11,
                                 99'999'999'999.9999,
                                 99'999'999'999.99,
                                 31.5,
                                 31.25,
                                 0.1 + 0.2,
                                 1e-5,
                                 1.5e300,
                                 5e-324,
                                 123456.7891,
                                 0.9999,
                                 0.99999};
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const auto digits = static_cast<double>(random() >> (random() % 64));
    numbers.push_back(digits / std::pow(10.0, static_cast<double>(random() % 8)));
    const auto any = std::bit_cast<double>(random());
    if (std::isfinite(any)) numbers.push_back(any);
  }
  for (const double number : numbers) {
    for (const double near : {number, -number, std::nextafter(number, 0.0), std::nextafter(number, 1e300)})
      ASSERT_EQ(write(near), shortest(near));
  }
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
