#include <json/path_step.hpp>

#include <gtest/gtest.h>

#include <string>

namespace serinus::json {
namespace {

using namespace std::string_literals;

struct Row {
  const char* name;
  std::string key;
  std::string step;
};

class Step : public testing::TestWithParam<Row> {};

TEST_P(Step, IsANameOrQuoted) {
  std::string path = "$";
  appendStep(path, GetParam().key);
  EXPECT_EQ(path, "$" + GetParam().step);
}

INSTANTIATE_TEST_SUITE_P(
    All, Step,
    testing::Values(Row{"Name", "user", ".user"}, Row{"EveryByte", "_azAZ09", "._azAZ09"}, Row{"Empty", "", R"([""])"},
                    Row{"DigitFirst", "0a", R"(["0a"])"}, Row{"Space", "a b", R"(["a b"])"},
                    Row{"Dot", "a.b", R"(["a.b"])"}, Row{"Quote", "\"", R"(["\""])"},
                    Row{"Nul", "\0"s, R"(["\u0000"])"}, Row{"NotAscii", "é", R"(["é"])"},
                    Row{"Name64", std::string(64, 'a'), "." + std::string(64, 'a')},
                    Row{"Name65", std::string(65, 'a'), "[\"" + std::string(64, 'a') + "…\"]"},
                    Row{"CutBeforeACharacter", std::string(63, 'a') + "éb", "[\"" + std::string(63, 'a') + "…\"]"},
                    Row{"CutBehindACharacter", std::string(62, 'a') + "éb", "[\"" + std::string(62, 'a') + "é…\"]"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(PathStep, OfAnElementIsItsIndex) {
  std::string path = "$.a";
  appendStep(path, 0);
  appendStep(path, 12);
  EXPECT_EQ(path, "$.a[0][12]");
}

TEST(Shortened, CutsNoCharacter) {
  EXPECT_EQ(shortened("", 3), "");
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "abc…");
  EXPECT_EQ(shortened("ab😀", 6), "ab😀");
  for (const std::size_t limit : {2U, 3U, 4U, 5U}) EXPECT_EQ(shortened("ab😀", limit), "ab…") << limit;
}

}  // namespace
}  // namespace serinus::json
