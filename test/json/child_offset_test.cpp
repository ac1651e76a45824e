#include <json/child_offset.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus::json {
namespace {

struct Row {
  const char* name;
  std::string_view text;  // `^` stands before the value that is looked for, and is taken out
  std::vector<std::size_t> ordinals;
};

class ChildOffset : public testing::TestWithParam<Row> {};

TEST_P(ChildOffset, IsWhereTheValueBegins) {
  std::string text(GetParam().text);
  const std::size_t expected = text.find('^');
  text.erase(expected, 1);
  const std::vector<char> exact(text.begin(), text.end());
  EXPECT_EQ(childOffset({exact.data(), exact.size()}, GetParam().ordinals), expected);
}

INSTANTIATE_TEST_SUITE_P(All, ChildOffset,
                         testing::Values(Row{"Root", "^1", {}}, Row{"RootBehindSpace", " \t\r\n^{}", {}},
                                         Row{"First", "[^1,2]", {0}}, Row{"Second", "[1, ^2]", {1}},
                                         Row{"Third", "[ 1 , [2,[3]] ,\n^4]", {2}}, Row{"Member", R"({"a" : ^1})", {0}},
                                         Row{"SecondMember", R"({"a":{"b":1,"c":[]},"d":^2})", {1}},
                                         Row{"Nested", R"({"a":[0,{"b":1,"c":^"x"}]})", {0, 1, 1}},
                                         Row{"MarksInStrings", R"(["[{,:\"}]\\",^1])", {1}},
                                         Row{"MarksInKeys", R"({"a\",:{":"]","b":^1})", {1}},
                                         Row{"SameKeyTwice", R"({"a":1,"a":^2})", {1}}),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace serinus::json
