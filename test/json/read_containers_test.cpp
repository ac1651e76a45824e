#include "read_outcome.hpp"
#include "support/allocation_count.hpp"

#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace serinus::json {
namespace {

class ReadContainer : public testing::TestWithParam<ReadRow> {};

TEST_P(ReadContainer, GivesTheValueOrSaysWhere) {
  EXPECT_EQ(GetParam().read(GetParam().text), GetParam().outcome);
}

const auto named = [](const auto& row) { return std::string(row.param.name); };

using Ints = std::vector<int>;
using Nested = std::vector<std::vector<std::optional<bool>>>;

INSTANTIATE_TEST_SUITE_P(
    Sequences, ReadContainer,
    testing::Values(ReadRow{"Vector", as<Ints>, "[1,-2,3]", "[1,-2,3]"}, ReadRow{"Empty", as<Ints>, "[]", "[]"},
                    ReadRow{"Deque", as<std::deque<int>>, "[1,2]", "[1,2]"},
                    ReadRow{"List", as<std::list<std::string>>, R"(["a",""])", R"(["a",""])"},
                    ReadRow{"Bools", as<std::vector<bool>>, "[true,false,true]", "[true,false,true]"},
                    ReadRow{"Nested", as<Nested>, "[[true,null],[]]", "[[true,null],[]]"},
                    ReadRow{"Element", as<Ints>, R"([1,2,"x"])",
                            R"($[2]: wants an integer from -2147483648 to 2147483647, got "x")"},
                    ReadRow{"Bool", as<std::vector<bool>>, "[true,1]", "$[1]: wants true or false, got 1"},
                    ReadRow{"NestedElement", as<Nested>, "[[],[true,0]]", "$[1][1]: wants true or false, got 0"},
                    ReadRow{"NoArray", as<Ints>, "{}", "$: wants an array, got an object"},
                    ReadRow{"Null", as<Ints>, "null", "$: wants an array, got null"}),
    named);

using Three = std::array<int, 3>;
using One = std::array<std::string, 1>;
using Pair = std::pair<std::string, bool>;
using Triple = std::tuple<int, std::optional<std::string>, Ints>;

INSTANTIATE_TEST_SUITE_P(
    OfFixedLength, ReadContainer,
    testing::Values(ReadRow{"Array", as<Three>, "[1,2,3]", "[1,2,3]"},
                    ReadRow{"ArrayOfNone", as<std::array<int, 0>>, "[]", "[]"},
                    ReadRow{"TooShort", as<Three>, "[1,2]", "$: wants an array of 3 elements, got 2 elements"},
                    ReadRow{"TooLong", as<Three>, "[1,2,3,4]", "$: wants an array of 3 elements, got 4 elements"},
                    ReadRow{"NotOne", as<One>, "[]", "$: wants an array of 1 element, got 0 elements"},
                    ReadRow{"Element", as<One>, "[1]", "$[0]: wants a string, got 1"},
                    ReadRow{"NoArray", as<Three>, "1", "$: wants an array of 3 elements, got 1"},
                    ReadRow{"Pair", as<Pair>, R"(["a",true])", R"(["a",true])"},
                    ReadRow{"SecondOfPair", as<Pair>, R"(["a",1])", "$[1]: wants true or false, got 1"},
                    ReadRow{"HalfAPair", as<Pair>, R"(["a"])", "$: wants an array of 2 elements, got 1 element"},
                    ReadRow{"Tuple", as<Triple>, "[1,null,[2]]", "[1,null,[2]]"},
                    ReadRow{"InTuple", as<Triple>, R"([1,"",[2,null]])",
                            "$[2][1]: wants an integer from -2147483648 to 2147483647, got null"},
                    ReadRow{"LongTuple", as<Triple>, "[1,null,[2],3]",
                            "$: wants an array of 3 elements, got 4 elements"},
                    ReadRow{"EmptyTuple", as<std::tuple<>>, "[]", "[]"}),
    named);

using Scores = std::map<std::string, std::uint8_t>;
using Hashed = std::unordered_map<std::string, Ints>;
using Sorted = std::map<std::string, int, std::less<>>;

INSTANTIATE_TEST_SUITE_P(
    Maps, ReadContainer,
    testing::Values(
        ReadRow{"Map", as<Scores>, R"({"b":1,"a":2,"":3})", R"({"":3,"a":2,"b":1})"},
        ReadRow{"Empty", as<Scores>, "{}", "{}"}, ReadRow{"Hashed", as<Hashed>, R"({"a":[1]})", R"({"a":[1]})"},
        ReadRow{"OtherOrder", as<Sorted>, R"({"a":1})", R"({"a":1})"},
        ReadRow{"Value", as<Scores>, R"({"a":1,"b":256})", "$.b: wants an integer from 0 to 255, got 256"},
        ReadRow{"StrangeKey", as<Scores>, R"({"a b":-1})", R"($["a b"]: wants an integer from 0 to 255, got -1)"},
        ReadRow{"EscapedKey", as<Scores>, R"({"\u0061\n":-1})", R"($["a\n"]: wants an integer from 0 to 255, got -1)"},
        ReadRow{"Deeper", as<Hashed>, R"({"a":[],"b":[0,""]})",
                R"($.b[1]: wants an integer from -2147483648 to 2147483647, got "")"},
        ReadRow{"Twice", as<Scores>, R"({"a":1,"b":2,"a":1})", "$.a: stands twice"},
        ReadRow{"TwiceByEscape", as<Hashed>, R"({"a":[],"\u0061":[]})", "$.a: stands twice"},
        ReadRow{"NoObject", as<Scores>, "[]", "$: wants an object, got an array"}),
    named);

INSTANTIATE_TEST_SUITE_P(Pointers, ReadContainer,
                         testing::Values(ReadRow{"OptionalValue", as<std::optional<int>>, "1", "1"},
                                         ReadRow{"OptionalNull", as<std::optional<int>>, "null", "null"},
                                         ReadRow{"OptionalWrong", as<std::optional<bool>>, "1",
                                                 "$: wants true or false, got 1"},
                                         ReadRow{"UniqueValue", as<std::unique_ptr<Ints>>, "[1]", "[1]"},
                                         ReadRow{"UniqueNull", as<std::unique_ptr<Ints>>, "null", "null"},
                                         ReadRow{"UniqueWrong", as<std::unique_ptr<Ints>>, R"(["a"])",
                                                 R"($[0]: wants an integer from -2147483648 to 2147483647, got "a")"}),
                         named);

TEST(ReadContainer, PreparesNoMoreMemoryThanTheElementsMayNeed) {
  std::string text = "[0";
  for (int i = 1; i < 30'000; ++i) text += ",0";
  text += ']';
  EXPECT_EQ(read<std::vector<int>>(text).size(), 30'000U);  // the parser's memory is there from now on

  using Block = std::array<std::uint64_t, 128>;
  const std::size_t before = allocatedBytes();
  const auto result = tryRead<std::vector<Block>>(text);
  EXPECT_LE(allocatedBytes() - before, 80U * 1024);  // with the words of 16 faults
  ASSERT_EQ(result.index(), 1U);
  EXPECT_EQ(std::get<1>(result).message(), "$[0]: wants an array of 128 elements, got 0");
}

}  // namespace
}  // namespace serinus::json
