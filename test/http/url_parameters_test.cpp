#include <serinus/http/url_parameters.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

std::string shown(std::string_view text) {
  const std::vector<char> exact(text.begin(), text.end());
  const UrlParameters query(std::string_view(exact.data(), exact.size()));
  if (query.fault() == UrlParameters::Fault::badEscape) return "bad escape";
  if (query.fault() == UrlParameters::Fault::tooManyParameters) return "too many";
  std::string all;
  for (const UrlParameters::Parameter& parameter : query) all += parameter.name + "=" + parameter.value + ";";
  return all;
}

TEST(AQuery, IsDividedAndDecoded) {
  EXPECT_EQ(shown(""), "");
  EXPECT_EQ(shown("a=1&b=2"), "a=1;b=2;");
  EXPECT_EQ(shown("a"), "a=;");
  EXPECT_EQ(shown("a="), "a=;");
  EXPECT_EQ(shown("=a"), "=a;");
  EXPECT_EQ(shown("a=b=c"), "a=b=c;");
  EXPECT_EQ(shown("&&a=1&&"), "a=1;");
  EXPECT_EQ(shown("a%20b=c+d%2Be%26"), "a b=c d+e&;");
  EXPECT_EQ(shown("a=%C3%A4%00"), std::string("a=\xC3\xA4\0;", 6));
}

TEST(AQuery, FindsTheFirstOrAllOfAName) {
  const UrlParameters query("a=1&b=2&a=3&c");
  EXPECT_EQ(query.get("a"), "1");
  EXPECT_EQ(query.getAll("a"), (std::vector<std::string_view>{"1", "3"}));
  EXPECT_EQ(query.get("c"), "");
  EXPECT_EQ(query.get("A"), std::nullopt);
  EXPECT_TRUE(query.has("b"));
  EXPECT_EQ(query.size(), 4U);
}

TEST(AQuery, WithABrokenEscapeHasNoParametersAtAll) {
  for (const std::string_view text : {"%", "a=%", "a=1&b=%4", "a=%4g", "%=1", "a=1&%zz=2", "a=%+1"}) {
    EXPECT_EQ(shown(text), "bad escape") << text;
    EXPECT_TRUE(UrlParameters(text).empty());
  }
}

TEST(AQuery, IsReadWithinItsBoundsWhateverFollowsAPercentSign) {
  int sound = 0;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text{'%', static_cast<char>(first), static_cast<char>(second)};
      if (shown(text) != "bad escape") ++sound;
    }
  }
  EXPECT_EQ(sound, 22 * 22);
}

TEST(AQuery, HasAtMost256Parameters) {
  std::string text = "a";
  for (int i = 1; i < 256; ++i) text += "&a";
  EXPECT_EQ(UrlParameters(text).size(), 256U);
  EXPECT_EQ(shown(text + "&a"), "too many");
}

TEST(AQuery, IsReadFromTheBodyOfAFormToo) {
  const UrlParameters form("name=J%C3%BCrgen+M.&text=line+1%0D%0Aline+2&empty=&check=on&check=off");
  EXPECT_EQ(form.fault(), UrlParameters::Fault::none);
  EXPECT_EQ(form.get("name"), "J\xC3\xBCrgen M.");
  EXPECT_EQ(form.get("text"), "line 1\r\nline 2");
  EXPECT_EQ(form.get("empty"), "");
  EXPECT_EQ(form.getAll("check").size(), 2U);
}

TEST(AQuery, HasAsManyParametersAsItsReaderAllows) {
  EXPECT_EQ(UrlParameters("a&b&c", 3).size(), 3U);
  EXPECT_EQ(UrlParameters("a&b&c&", 3).size(), 3U);
  EXPECT_EQ(UrlParameters("a&b&c", 2).fault(), UrlParameters::Fault::tooManyParameters);
  EXPECT_TRUE(UrlParameters("a&b&c", 2).empty());
  EXPECT_EQ(UrlParameters("a", 0).fault(), UrlParameters::Fault::tooManyParameters);
  std::string text = "a";
  for (int i = 1; i < 1000; ++i) text += "&a";
  EXPECT_EQ(UrlParameters(text, 1000).size(), 1000U);
}

}  // namespace
}  // namespace serinus
