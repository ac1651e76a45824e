#include <serinus/routing/pattern.hpp>

#include <gtest/gtest.h>

#include <string>

namespace serinus::routing {
namespace {

TEST(Pattern, HasOneNormalForm) {
  for (const char* text : {"", "/"}) EXPECT_EQ(Pattern(text).text(), "/");
  for (const char* text : {"users", "/users", "/users/", "users/"}) EXPECT_EQ(Pattern(text).text(), "/users");
}

TEST(Pattern, KnowsItsParts) {
  const Pattern pattern("/a/:b/<c>/file_<d>.txt/*/**");
  ASSERT_EQ(pattern.segments().size(), 6U);
  EXPECT_EQ(pattern.segments()[0].kind, Segment::Kind::literal);
  EXPECT_EQ(pattern.segments()[1].name, "b");
  EXPECT_EQ(pattern.segments()[2].name, "c");
  EXPECT_EQ(pattern.segments()[3].prefix, "file_");
  EXPECT_EQ(pattern.segments()[3].suffix, ".txt");
  EXPECT_EQ(pattern.segments()[4].kind, Segment::Kind::any);
  EXPECT_EQ(pattern.segments()[5].kind, Segment::Kind::tail);
  EXPECT_FALSE(pattern.lastIsOptional());
  EXPECT_TRUE(Pattern("/a/:b?").lastIsOptional());
  EXPECT_TRUE(Pattern("/a/<b>?").lastIsOptional());
}

struct Refused {
  const char* pattern;
  const char* message;
};

class RefusedPattern : public testing::TestWithParam<Refused> {};

TEST_P(RefusedPattern, SaysWhereAndWhatToWriteInstead) {
  try {
    const Pattern pattern(GetParam().pattern);
    FAIL() << pattern.text();
  } catch (const PatternError& error) {
    EXPECT_STREQ(error.what(), GetParam().message);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedPattern,
    testing::Values(
        Refused{"/a//b", "path pattern \"/a//b\", at \"\": has an empty part: write one slash"},
        Refused{"/a//", "path pattern \"/a/\", at \"\": has an empty part: write one slash"},
        Refused{"/**//",
                "path pattern \"/**/\", at \"**\": `**` takes all that is left, so it can only be the last part; "
                "`*` stands for one part"},
        Refused{"/**/a",
                "path pattern \"/**/a\", at \"**\": `**` takes all that is left, so it can only be the last part; "
                "`*` stands for one part"},
        Refused{"/:a?/b",
                "path pattern \"/:a?/b\", at \":a\": only a parameter that is the whole last part may be optional, "
                "as in `/:id?`"},
        Refused{"/a?",
                "path pattern \"/a?\", at \"a\": only a parameter that is the whole last part may be optional, as in "
                "`/:id?`"},
        Refused{"/<a>.txt?",
                "path pattern \"/<a>.txt?\", at \"<a>.txt\": only a parameter that is the whole last part may be "
                "optional, as in `/:id?`"},
        Refused{"/:",
                "path pattern \"/:\", at \":\": a parameter is `:` and a name of letters, digits and `_`; around it, "
                "write `<name>`"},
        Refused{"/:a-b",
                "path pattern \"/:a-b\", at \":a-b\": a parameter is `:` and a name of letters, digits and `_`; "
                "around it, write `<name>`"},
        Refused{"/<a", "path pattern \"/<a\", at \"<a\": `<` without `>`"},
        Refused{"/<>", "path pattern \"/<>\", at \"<>\": a parameter's name is made of letters, digits and `_`"},
        Refused{"/<a>?b",
                "path pattern \"/<a>?b\", at \"<a>?b\": a path ends before `?` and `#`; percent-encode them to "
                "mean themselves"},
        Refused{"/b#<a>",
                "path pattern \"/b#<a>\", at \"b#<a>\": a path ends before `?` and `#`; percent-encode them to "
                "mean themselves"},
        Refused{"/<a><b>", "path pattern \"/<a><b>\", at \"<a><b>\": one part can hold one parameter"},
        Refused{"/a*",
                "path pattern \"/a*\", at \"a*\": `:`, `<`, `>`, `*`, `?` and `#` have a meaning of their own; "
                "percent-encode them to mean themselves"},
        Refused{"/:a/<a>", "path pattern \"/:a/<a>\", at \"a\": two parameters have the same name"}));

TEST(JoinPaths, PutsOneSlashBetween) {
  EXPECT_EQ(joinPaths({"/api/", "/users", ":id/"}), "/api/users/:id");
  EXPECT_EQ(joinPaths({"", "/", ""}), "/");
  EXPECT_EQ(joinPaths({"", "a"}), "/a");
}

}  // namespace
}  // namespace serinus::routing
