#include <serinus/base/ascii.hpp>

#include <gtest/gtest.h>

#include <cctype>
#include <string>

namespace serinus {
namespace {

using namespace std::string_literals;

TEST(Ascii, LowersTheTwentySixLettersAndNothingElse) {
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    const char expected = i >= 'A' && i <= 'Z' ? static_cast<char>(i + 32) : c;
    EXPECT_EQ(toLower(c), expected) << i;
  }
  EXPECT_EQ(toLower("Content-TYPE@[\xC4"), "content-type@[\xC4");
}

TEST(Ascii, KnowsDigitsLettersAndHexadecimals) {
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    const bool ascii = i < 128;
    EXPECT_EQ(isDigit(c), ascii && std::isdigit(i) != 0) << i;
    EXPECT_EQ(isAlpha(c), ascii && std::isalpha(i) != 0) << i;
    const bool hex = ascii && std::isxdigit(i) != 0;
    EXPECT_EQ(hexValue(c), hex ? std::stoi(std::string(1, c), nullptr, 16) : -1) << i;
  }
}

TEST(Ascii, ComparesWithoutCase) {
  EXPECT_TRUE(equalsIgnoreCase("", ""));
  EXPECT_TRUE(equalsIgnoreCase("WebSocket", "wEBsOCKET"));
  EXPECT_FALSE(equalsIgnoreCase("websocket", "websockets"));
  EXPECT_FALSE(equalsIgnoreCase("websockets", "websocket"));
  EXPECT_FALSE(equalsIgnoreCase("@", "`"));
  EXPECT_FALSE(equalsIgnoreCase("[", "{"));
  EXPECT_FALSE(equalsIgnoreCase("\xC4", "\xE4"));
  // Eight bytes at a time where they are alike: a difference at each place of each length, of case or not.
  for (std::size_t size = 1; size <= 26; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      const std::string text(size, 'k');
      std::string other = text;
      other[at] = 'K';
      EXPECT_TRUE(equalsIgnoreCase(text, other)) << size << " " << at;
      other[at] = 'l';
      EXPECT_FALSE(equalsIgnoreCase(text, other)) << size << " " << at;
    }
  }
}

TEST(Ascii, IsComparedWithALowerCaseLiteral) {
  for (const std::string_view same : {"content-length", "Content-Length", "CONTENT-LENGTH", "cONTENT-lENGTH"})
    EXPECT_TRUE(isLower(same, "content-length")) << same;
  for (const std::string_view other : {"", "content-lengt", "content-lengths", "content_length", "content\rlength",
                                       "\xE3ontent-length", "Kontent-length"})
    EXPECT_FALSE(isLower(other, "content-length")) << other;
  EXPECT_FALSE(isLower("[", "{"));
}

TEST(Ascii, TrimsSpacesAndTabsAlone) {
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim(" \t "), "");
  EXPECT_EQ(trim("a"), "a");
  EXPECT_EQ(trim("\t a b \t"), "a b");
  EXPECT_EQ(trim("\ra\n"), "\ra\n");
  EXPECT_EQ(trim("\va\f"), "\va\f");
  EXPECT_EQ(trim(" \0 "s), "\0"s);
}

TEST(Ascii, ATokenIsMadeOfTokenCharacters) {
  const std::string all = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    EXPECT_EQ(isTokenChar(c), all.find(c) != std::string::npos) << i;
  }
  EXPECT_TRUE(isToken(all));
  EXPECT_FALSE(isToken(""));
  EXPECT_FALSE(isToken("a b"));
  EXPECT_FALSE(isToken("a\0"s));
}

}  // namespace
}  // namespace serinus
