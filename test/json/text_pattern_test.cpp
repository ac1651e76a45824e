#include <serinus/json/constraints.hpp>
#include <serinus/json/text_pattern.hpp>

#include "read_outcome.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>

namespace serinus::json {
namespace {

struct Misspelled {
  std::string text;
  static void constrain(Constraints<Misspelled>& on) { on.field(&Misspelled::text).matches("(", "anything"); }
};

struct Letter {
  std::optional<std::string> mail;
  static void constrain(Constraints<Letter>& on) { on.field(&Letter::mail).matches("[^@ ]+@[^@ ]+", "an address"); }
};

TEST(TextPattern, IsWhatAFieldIsHeldAgainst) {
  EXPECT_EQ(outcome<Letter>("{}"), "{}");
  EXPECT_EQ(outcome<Letter>(R"({"mail":null})"), "{}");
  EXPECT_EQ(outcome<Letter>(R"({"mail":"a@b"})"), R"({"mail":"a@b"})");
  EXPECT_EQ(outcome<Letter>(R"({"mail":"a@b "})"), R"($.mail: wants an address, got "a@b ")");
}

TEST(TextPattern, IsRefusedWhereItIsNone) {
  EXPECT_THROW(static_cast<void>(Constraints<Misspelled>::of()), std::invalid_argument);
}

TEST(TextPattern, MatchesTheWholeText) {
  const TextPattern pattern("a+b?");
  for (const char* const text : {"a", "aab"}) EXPECT_TRUE(pattern.matches(text)) << text;
  for (const char* const text : {"", "b", "ab ", " a", "a\n"}) EXPECT_FALSE(pattern.matches(text)) << text;
  EXPECT_FALSE(TextPattern(".").matches("\xFF"));
  EXPECT_TRUE(TextPattern(".").matches("€"));
}

TEST(TextPattern, TakesItsTimeInProportion) {
  const TextPattern pattern("(a+)+b");
  EXPECT_FALSE(pattern.matches(std::string(100'000, 'a')));
}

}  // namespace
}  // namespace serinus::json
