#include <serinus/http/set_cookie.hpp>
#include <serinus/http/signed_cookies.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using WallTime = SignedCookies::WallTime;

const std::string secret(32, 's');
constexpr WallTime noon{std::chrono::seconds(1'800'000'000)};

/// Signed and sealed values behave alike.
struct Way {
  const char* name;
  std::string (SignedCookies::*make)(std::string_view, std::string_view, WallTime) const;
  std::optional<std::string> (SignedCookies::*read)(std::string_view, std::string_view, WallTime) const;
};

class ACookieOfOurs : public testing::TestWithParam<Way> {
protected:
  std::string make(std::string_view name, std::string_view value, WallTime expiry = SignedCookies::never) const {
    return (cookies_.*GetParam().make)(name, value, expiry);
  }
  std::optional<std::string> read(std::string_view name, std::string_view text, WallTime now = noon) const {
    return (cookies_.*GetParam().read)(name, text, now);
  }
  SignedCookies cookies_{KeyRing({secret})};
};

TEST_P(ACookieOfOurs, IsReadBack) {
  for (const std::string& value : {std::string(), std::string("dark"), std::string("a.b=c; d\0\xFF\r\n", 13),
                                   std::string(2'000, 'x'), std::string(".")}) {
    const std::string text = make("theme", value);
    EXPECT_NO_THROW(SetCookie("theme", text)) << text;
    EXPECT_EQ(read("theme", text), value);
  }
}

TEST_P(ACookieOfOurs, IsWorthNothingUnderAnotherName) {
  const std::string text = make("theme", "admin");
  for (const char* const name : {"role", "Theme", "theme2", "them", "", "theme=", "__Host-theme"})
    EXPECT_EQ(read(name, text), std::nullopt) << name;
}

TEST_P(ACookieOfOurs, EndsWhenItSays) {
  const std::string text = make("theme", "dark", noon);
  EXPECT_EQ(read("theme", text, noon - 1s), "dark");
  EXPECT_EQ(read("theme", text, noon), std::nullopt);
  EXPECT_EQ(read("theme", text, noon + 365 * 24h), std::nullopt) << "however often it is shown again";
  EXPECT_EQ(read("theme", make("theme", "dark"), noon + 365 * 24h), "dark");
}

TEST_P(ACookieOfOurs, BreaksByAnyChangeAndAnyCut) {
  const std::string text = make("theme", "dark", noon);
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'A', 'B', '.', '=', '\0', '\xFF'}) {
      std::string other = text;
      if (other[i] == c) continue;
      other[i] = c;
      EXPECT_EQ(read("theme", other, noon - 1s), std::nullopt) << i;
    }
    const std::vector<char> cut(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(read("theme", {cut.data(), cut.size()}, noon - 1s), std::nullopt) << i;
  }
}

TEST_P(ACookieOfOurs, IsNoneOfWhatStrangersSend) {
  for (const std::string& text :
       {std::string(), std::string("."), std::string(".."), std::string("..."), std::string("dark"),
        std::string("ZGFyaw.."), std::string("ZGFyaw..AAAA"),
        std::string("ZGFyaw.99999999999999999999.") + std::string(43, 'A'), std::string(4'089, 'A'),
        std::string(4'090, 'A'), std::string(4'091, 'A'), std::string(1'000'000, '.'), std::string("\0\0\0", 3),
        std::string("ZGFyaw==.."), std::string(200, '\xFF')})
    EXPECT_EQ(read("theme", text), std::nullopt) << text.substr(0, 80);
}

TEST_P(ACookieOfOurs, OfAnotherSecretIsNone) {
  const SignedCookies others(KeyRing({std::string(32, 'o')}));
  EXPECT_EQ(read("theme", (others.*GetParam().make)("theme", "dark", SignedCookies::never)), std::nullopt);
}

TEST_P(ACookieOfOurs, OfAnOldSecretIsGood) {
  const SignedCookies rotated(KeyRing({std::string(32, 'n'), secret}));
  EXPECT_EQ((rotated.*GetParam().read)("theme", make("theme", "dark"), noon), "dark");
  EXPECT_EQ(read("theme", (rotated.*GetParam().make)("theme", "dark", SignedCookies::never)), std::nullopt);
}

TEST_P(ACookieOfOurs, HasTheSizeThatBrowsersKeep) {
  std::size_t most = 0;
  for (std::size_t size = 2'800; size < 3'200; ++size) {
    try {
      const std::string text = make("theme", std::string(size, 'x'));
      EXPECT_LE(text.size() + 6, 4'096U);
      EXPECT_TRUE(read("theme", text)) << size;
      most = size;
    } catch (const std::length_error&) {
      break;
    }
  }
  EXPECT_GT(most, 2'900U);
  EXPECT_THROW(make("theme", std::string(most + 1, 'x')), std::length_error);
}

TEST_P(ACookieOfOurs, HasTheNameOfACookie) {
  EXPECT_THROW(make("a=b", "c"), std::invalid_argument);
  EXPECT_THROW(make("", "c"), std::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(SignedCookies, ACookieOfOurs,
                         testing::Values(Way{"Signed", &SignedCookies::sign, &SignedCookies::verify},
                                         Way{"Sealed", &SignedCookies::seal, &SignedCookies::open}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(SignedCookies, AreNotSealedOnes) {
  const SignedCookies cookies(KeyRing({secret}));
  EXPECT_EQ(cookies.open("theme", cookies.sign("theme", "dark")), std::nullopt);
  EXPECT_EQ(cookies.verify("theme", cookies.seal("theme", "dark")), std::nullopt);
  EXPECT_EQ(cookies.sign("theme", "dark"), cookies.sign("theme", "dark"));
  EXPECT_NE(cookies.seal("theme", "dark"), cookies.seal("theme", "dark"));
}

TEST(SignedCookies, AreFoundAmongForgedOnes) {
  const SignedCookies cookies(KeyRing({secret}));
  Request request;
  request.fields().add("Cookie", "theme=forged; role=x; theme=" + cookies.sign("theme", "dark") +
                                     "; seal=" + cookies.seal("seal", "secret"));
  EXPECT_EQ(cookies.verified(request, "theme"), "dark");
  EXPECT_EQ(cookies.opened(request, "seal"), "secret");
  EXPECT_EQ(cookies.verified(request, "role"), std::nullopt);
  EXPECT_EQ(cookies.verified(request, "none"), std::nullopt);
  Request flood;
  std::string many;
  for (int i = 0; i < 8; ++i) many += "theme=forged; ";
  flood.fields().add("Cookie", many + "theme=" + cookies.sign("theme", "dark"));
  EXPECT_EQ(cookies.verified(flood, "theme"), std::nullopt) << "a ninth is not looked at";
}

}  // namespace
}  // namespace serinus
