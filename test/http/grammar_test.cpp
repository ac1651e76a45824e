#include <serinus/http/grammar.hpp>

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

TEST(AFieldValue, HasNoControlByteButTheTab) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string value{'a', static_cast<char>(byte), 'b'};
    EXPECT_EQ(isFieldValue(value), byte == '\t' || (byte >= 0x20 && byte != 0x7F)) << byte;
  }
  EXPECT_TRUE(isFieldValue(""));
}

TEST(AFieldValue, IsSearchedToItsLastByteWhateverItsLength) {
  for (std::size_t size = 1; size < 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (const char c : {'\0', '\n', '\x1F', '\x7F', '\t', ' ', '~', '\x80', '\x9F', '\xFF'}) {
        std::vector<char> value(size, at % 2 == 0 ? 'a' : '\xE4');
        value[at] = c;
        const bool refused = c == '\0' || c == '\n' || c == '\x1F' || c == '\x7F';
        EXPECT_EQ(isFieldValue({value.data(), value.size()}), !refused) << size << " " << at;
      }
    }
  }
}

TEST(AList, IsDividedAtCommasOutsideOfQuotedStrings) {
  std::string_view list = R"( , a , b="x,\",y" ,, c,)";
  EXPECT_EQ(takeListItem(list), "a");
  EXPECT_EQ(takeListItem(list), R"(b="x,\",y")");
  EXPECT_EQ(takeListItem(list), "c");
  EXPECT_EQ(takeListItem(list), "");
}

TEST(AList, WithAnOpenQuoteOrAnOpenEscapeEnds) {
  for (const std::string_view text : {R"(a, "b, c)", R"(a, "b\)"}) {
    const std::vector<char> exact(text.begin(), text.end());
    std::string_view list(exact.data(), exact.size());
    EXPECT_EQ(takeListItem(list), "a");
    EXPECT_FALSE(takeListItem(list).empty());
    EXPECT_EQ(takeListItem(list), "");
  }
}

TEST(AList, HasAMemberInAnyCaseButNoPartOfOne) {
  EXPECT_TRUE(listHas("keep-alive, Upgrade", "upgrade"));
  EXPECT_FALSE(listHas("keep-alive, Upgraded", "upgrade"));
  EXPECT_FALSE(listHas("", "upgrade"));
}

}  // namespace
}  // namespace serinus::http
