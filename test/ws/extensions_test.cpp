#include <serinus/ws/extensions.hpp>

#include <gtest/gtest.h>

namespace serinus::ws {
namespace {

using Extensions = std::vector<Extension>;

TEST(ParseExtensions, ReadsOffersInOrder) {
  const auto parsed = parseExtensions("permessage-deflate; client_max_window_bits; server_max_window_bits=10, x-other");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(
      *parsed,
      (Extensions{{"permessage-deflate", {{"client_max_window_bits", std::nullopt}, {"server_max_window_bits", "10"}}},
                  {"x-other", {}}}));
}

TEST(ParseExtensions, TakesTheQuotesOffAValue) {
  EXPECT_EQ(parseExtensions("a;b=\"10\""), (Extensions{{"a", {{"b", "10"}}}}));
  EXPECT_EQ(parseExtensions("a;b=\"1\\0\""), (Extensions{{"a", {{"b", "10"}}}}));
}

TEST(ParseExtensions, AllowsSpaceBetweenTokens) {
  const Extensions expected{{"a", {{"b", "1"}}}, {"c", {}}};
  for (const char* field : {"a;b=1,c", " a ; b = 1 , c ", "a\t;\tb=1\t,\tc", ",a;b=1,,c,", " , a;b=1 ,\t, c"}) {
    EXPECT_EQ(parseExtensions(field), expected) << field;
  }
}

TEST(ParseExtensions, RefusesWhatViolatesTheGrammar) {
  for (const char* field : {"",        " ",       ",",        ";",          "=",           "a;",
                            "a;;b",    "a;=1",    "a;b=",     "a;b=,c",     "a b",         "a;b c",
                            "a;b=1 2", "a;b=\"",  "a;b=\"1",  "a;b=\"\"",   "a;b=\"1 2\"", "a;b=\" 1\"",
                            "a=1",     "a;b=1=2", "\"a\"",    "a;\"b\"",    "a;b=\"\\",    "a/b",
                            "a;b=@",   "a\x01",   "\xC3\xA4", "a;b=\"1\"x", "a;b='1 '"}) {
    EXPECT_EQ(parseExtensions(field), std::nullopt) << field;
  }
}

}  // namespace
}  // namespace serinus::ws
