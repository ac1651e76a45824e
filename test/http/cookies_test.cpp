#include <serinus/http/cookies.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

std::string shown(std::string_view text) {
  const std::vector<char> exact(text.begin(), text.end());
  std::string all;
  for (const CookiePair cookie : Cookies(std::string_view(exact.data(), exact.size())).all()) {
    all.append(cookie.name).append("=").append(cookie.value).append(";");
  }
  return all;
}

TEST(TheCookies, OfAFieldAreItsPairs) {
  EXPECT_EQ(shown(""), "");
  EXPECT_EQ(shown("a=1"), "a=1;");
  EXPECT_EQ(shown("a=1; b=2;c=3 ;\td = 4 "), "a=1;b=2;c=3;d=4;");
  EXPECT_EQ(shown("a=b=c"), "a=b=c;");
  EXPECT_EQ(shown("a=\"x y\"; b=\"; c=\"\""), "a=x y;b=\";c=;");
}

TEST(TheCookies, PassOverWhatIsNoPair) {
  EXPECT_EQ(shown("; ;a;=b; c=1;"), "c=1;");
}

TEST(TheCookies, AreFoundByNameTheFirstOneWinning) {
  const Cookies cookies("sid=1; SID=2; sid=3; e=");
  EXPECT_EQ(cookies.get("sid"), "1");
  EXPECT_EQ(cookies.get("SID"), "2");
  EXPECT_EQ(cookies.get("e"), "");
  EXPECT_EQ(cookies.get("si"), std::nullopt);
  EXPECT_EQ(Cookies("=x").get(""), std::nullopt);
  EXPECT_EQ(Cookies().get("a"), std::nullopt);
}

}  // namespace
}  // namespace serinus
