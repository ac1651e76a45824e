#include "files/file_path.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace serinus::files {
namespace {

std::string shown(std::string_view escaped, bool withDotfiles = false) {
  return filePath(escaped, withDotfiles).value_or("refused");
}

TEST(FilePath, IsDecodedOncePartByPart) {
  EXPECT_EQ(shown(""), "");
  EXPECT_EQ(shown("a.txt"), "a.txt");
  EXPECT_EQ(shown("a/b/c.txt"), "a/b/c.txt");
  EXPECT_EQ(shown("a%20b.txt"), "a b.txt");
  EXPECT_EQ(shown("%C3%BC/%E2%82%AC"), "ü/€");
  EXPECT_EQ(shown("a..b"), "a..b");
  EXPECT_EQ(shown("a%2eb"), "a.b");
  EXPECT_EQ(shown("%2561"), "%61");
  EXPECT_EQ(shown("a:b~c+d"), "a:b~c+d");
}

struct Attempt {
  const char* name;
  std::string path;
};
class TraversalOf : public testing::TestWithParam<Attempt> {};

TEST_P(TraversalOf, LeadsNowhere) {
  for (const bool withDotfiles : {false, true}) {
    for (const std::string& before : {std::string(), std::string("a/"), std::string("a/b/")}) {
      for (const std::string& behind : {std::string(), std::string("/etc/passwd"), std::string("/x")})
        EXPECT_EQ(filePath(before + GetParam().path + behind, withDotfiles), std::nullopt) << before << behind;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Encodings, TraversalOf,
    testing::Values(Attempt{"Plain", ".."}, Attempt{"Twice", "../.."}, Attempt{"EscapedDots", "%2e%2e"},
                    Attempt{"UpperCase", "%2E%2E"}, Attempt{"FirstDot", "%2e."}, Attempt{"SecondDot", ".%2e"},
                    Attempt{"EscapedSlash", "..%2f.."}, Attempt{"AllEscaped", "%2e%2e%2f%2e%2e"},
                    Attempt{"SlashInAName", "a%2fb"}, Attempt{"UpperSlash", "a%2Fb"}, Attempt{"Backslash", "..\\.."},
                    Attempt{"EscapedBackslash", "..%5c.."}, Attempt{"BackslashInAName", "a%5Cb"}, Attempt{"Here", "."},
                    Attempt{"EscapedHere", "%2e"}, Attempt{"Nul", "a%00"}, Attempt{"NulBeforeEnding", "a%00.txt"},
                    Attempt{"RawNul", std::string("a\0b", 3)}, Attempt{"NewLine", "a%0ab"}, Attempt{"Delete", "a%7fb"},
                    Attempt{"OverlongDot", "%c0%ae%c0%ae"}, Attempt{"OverlongSlash", "a%c0%afb"},
                    Attempt{"OverlongOfThree", "%e0%80%ae%e0%80%ae"}, Attempt{"OverlongOfFour", "%f0%80%80%ae"},
                    Attempt{"OverlongBackslash", "a%c1%9cb"}, Attempt{"Latin1", "%fc"},
                    Attempt{"Surrogate", "%ed%a0%80"}, Attempt{"BrokenEscape", "a%2"}, Attempt{"NoEscape", "a%zz"},
                    Attempt{"MicrosoftEscape", "%u002e%u002e"}, Attempt{"Empty", "a//b"}, Attempt{"LeadingSlash", "/a"},
                    Attempt{"LongName", std::string(256, 'a')}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(FilePath, OfADoubleEncodingIsAName) {
  EXPECT_EQ(shown("%252e%252e%252fetc"), "%2e%2e%2fetc");
  EXPECT_EQ(shown("%25%32%65%25%32%65"), "%2e%2e");
}

TEST(FilePath, HasNoEmptyPart) {
  for (const char* const path : {"/", "a/", "a//", "//a", "a//b"}) EXPECT_EQ(shown(path), "refused") << path;
}

TEST(FilePath, HasDotfilesWhereTheyAreWanted) {
  for (const char* const path : {".git", ".well-known/a", "a/.env", "%2egit", "...", "..a"}) {
    EXPECT_EQ(shown(path), "refused") << path;
    EXPECT_NE(shown(path, true), "refused") << path;
  }
}

TEST(FilePath, HasNamesOf255Bytes) {
  const std::string longest(255, 'a');
  EXPECT_EQ(shown(longest + '/' + longest), longest + '/' + longest);
  EXPECT_EQ(shown(longest + 'a'), "refused");
}

}  // namespace
}  // namespace serinus::files
