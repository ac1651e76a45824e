#include <serinus/base/env_file.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

namespace serinus {
namespace {

std::string read(std::string_view text) {
  // From a block of exactly its size, so that one byte too far is seen.
  const auto block = std::make_unique<char[]>(text.size());
  text.copy(block.get(), text.size());
  const EnvFile file = EnvFile::parse({block.get(), text.size()});
  std::string all;
  for (const auto& entry : file.entries())
    all += std::to_string(entry.line) + ' ' + entry.name + '=' + entry.value + '|';
  for (const auto& fault : file.faults()) all += std::to_string(fault.line) + "! " + fault.reason + '|';
  return all;
}

struct Line {
  const char* text;
  const char* read;
};
class EnvFileLine : public testing::TestWithParam<Line> {};

TEST_P(EnvFileLine, IsRead) {
  EXPECT_EQ(read(GetParam().text), GetParam().read);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, EnvFileLine,
    testing::Values(Line{"", ""}, Line{"\n\n", ""}, Line{"# A=1", ""}, Line{"  # A=1", ""}, Line{"A=1", "1 A=1|"},
                    Line{"A=1\n", "1 A=1|"}, Line{"A=1\r\nB=2\r\n", "1 A=1|2 B=2|"},
                    Line{"\xEF\xBB\xBF"
                         "A=1",
                         "1 A=1|"},
                    Line{" A = 1 2 ", "1 A=1 2|"}, Line{"A=", "1 A=|"}, Line{"A=#", "1 A=|"}, Line{"A=a#b", "1 A=a#b|"},
                    Line{"A=a #b", "1 A=a|"}, Line{"A=a=b", "1 A=a=b|"}, Line{"export A=1", "1 A=1|"},
                    Line{"export\tA=1", "1 A=1|"}, Line{"export=1", "1 export=1|"}, Line{"_a9=1", "1 _a9=1|"},
                    Line{"A=''", "1 A=|"}, Line{"A='a #b $C \\n\"'", "1 A=a #b $C \\n\"|"},
                    Line{"A=\"a\\nb\\t\\\\\\\"\\$\\r\"", "1 A=a\nb\t\\\"$\r|"}, Line{"A=\"a\" # b", "1 A=a|"},
                    Line{"A=\"a\" b", "1! A: there is more behind the closing quote|"},
                    Line{"A=\"a", "1! A: its quote is not closed on this line|"},
                    Line{"A='", "1! A: its quote is not closed on this line|"},
                    Line{"A=\"a\\", "1! A: a \\ that is none of \\n \\r \\t \\\\ \\\" \\$|"},
                    Line{"A=\"a\\x\"", "1! A: a \\ that is none of \\n \\r \\t \\\\ \\\" \\$|"},
                    Line{"hunter2", "1! is not NAME=value|"}, Line{"=1", "1! is not NAME=value|"},
                    Line{"9A=1", "1! is not NAME=value|"}, Line{"A B=1", "1! is not NAME=value|"},
                    Line{"A-B=1", "1! is not NAME=value|"},
                    Line{"A=1\n\nA=2", "1 A=1|3! A stands on line 1 already|"}));

TEST(EnvFile, RefusesAZeroByte) {
  EXPECT_EQ(read(std::string_view("A=1\0\nB=2", 8)), "2 B=2|1! holds a zero byte|");
}

TEST(EnvFile, FindsByName) {
  const EnvFile file = EnvFile::parse("A=1\nB=2");
  ASSERT_NE(file.find("B"), nullptr);
  EXPECT_EQ(file.find("B")->value, "2");
  EXPECT_EQ(file.find("C"), nullptr);
}

}  // namespace
}  // namespace serinus
