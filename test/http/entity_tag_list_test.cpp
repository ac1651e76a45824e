#include "parser_dialogue.hpp"

#include <serinus/http/entity_tag_list.hpp>

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

std::string shown(std::string_view text) {
  const ExactBlock block(text);
  const auto list = EntityTagList::parse(block.view());
  if (!list) return "nothing";
  if (list->any()) return "any";
  std::string all;
  for (const EntityTag& tag : list->tags()) all += tag.text() + ";";
  return all;
}

TEST(AListOfEntityTags, IsDividedAtTheCommasBetweenTags) {
  EXPECT_EQ(shown("\"a\""), "\"a\";");
  EXPECT_EQ(shown("\"a\", W/\"b\" ,\t\"\""), "\"a\";W/\"b\";\"\";");
  EXPECT_EQ(shown("\"a,b\",\"c\""), "\"a,b\";\"c\";");
  EXPECT_EQ(shown("\"a\\\",\"b\""), "\"a\\\";\"b\";");
  EXPECT_EQ(shown(",, \"a\" ,, \"b\",,"), "\"a\";\"b\";");
}

TEST(AListOfEntityTags, MayBeAnAsteriskAlone) {
  EXPECT_EQ(shown("*"), "any");
  EXPECT_EQ(shown(" * "), "any");
  for (const std::string_view text : {"*,*", "*, \"a\"", "\"a\", *", "**", "\"*", "*,"}) {
    EXPECT_EQ(shown(text), "nothing") << text;
  }
}

TEST(AListOfEntityTags, IsNothingWhenOneIsMalformed) {
  for (const std::string_view text :
       {"", " ", ",", "a", "\"", "\"a", "\"a\" \"b\"", "\"a\"\"b\"", "\"a\", b", "b, \"a\"", "\"a\", \"b", "W/, \"a\"",
        "W/ \"a\"", "w/\"a\"", "\"a b\"", "\"a\";q=1", "\"a\", W/"}) {
    EXPECT_EQ(shown(text), "nothing") << text;
  }
  EXPECT_EQ(shown(std::string_view("\"a\0\"", 4)), "nothing");
}

TEST(AListOfEntityTags, HasAtMost256) {
  std::string text = "\"a\"";
  for (int i = 1; i < 256; ++i) text += ",\"a\"";
  EXPECT_EQ(EntityTagList::parse(text)->tags().size(), 256U);
  EXPECT_EQ(shown(text + ","), shown(text));
  EXPECT_EQ(shown(text + ",\"a\""), "nothing");
}

TEST(AListOfEntityTags, IsReadOverSeveralFields) {
  const Fields fields{{"If-Match", "\"a\""}, {"X", "\"x\""}, {"if-match", "W/\"b\", \"c\""}};
  const auto list = EntityTagList::parse(fields, "If-Match");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->tags().size(), 3U);
  EXPECT_FALSE(EntityTagList::parse(fields, "If-None-Match"));
  EXPECT_FALSE(EntityTagList::parse(Fields{{"If-Match", "*"}, {"If-Match", "\"a\""}}, "If-Match"));
}

TEST(AListOfEntityTags, MatchesByOneOfThem) {
  const auto list = EntityTagList::parse("\"a\", W/\"b\"");
  EXPECT_TRUE(list->matchesStrongly(EntityTag::strong("a")));
  EXPECT_FALSE(list->matchesStrongly(EntityTag::weak("a")));
  EXPECT_FALSE(list->matchesStrongly(EntityTag::strong("b")));
  EXPECT_FALSE(list->matchesStrongly(EntityTag::weak("b")));
  EXPECT_TRUE(list->matchesWeakly(EntityTag::weak("a")));
  EXPECT_TRUE(list->matchesWeakly(EntityTag::strong("b")));
  EXPECT_FALSE(list->matchesWeakly(EntityTag::strong("c")));
}

}  // namespace
}  // namespace serinus::http
