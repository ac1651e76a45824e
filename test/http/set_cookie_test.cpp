#include <serinus/http/fields.hpp>
#include <serinus/http/set_cookie.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

TEST(ASetCookie, WritesWhatItWasGiven) {
  EXPECT_EQ(SetCookie("a", "b").text(), "a=b");
  EXPECT_EQ(SetCookie("a", "").text(), "a=");
  EXPECT_EQ(SetCookie("sid", "x1")
                .path("/app")
                .domain("example.org")
                .maxAge(std::chrono::hours(1))
                .httpOnly()
                .secure()
                .sameSite(SetCookie::SameSite::lax)
                .text(),
            "sid=x1; Path=/app; Domain=example.org; Max-Age=3600; HttpOnly; Secure; SameSite=Lax");
  EXPECT_EQ(SetCookie("a", "b").sameSite(SetCookie::SameSite::strict).text(), "a=b; SameSite=Strict");
  EXPECT_EQ(SetCookie("a", "b").sameSite(SetCookie::SameSite::none).text(), "a=b; SameSite=None");
  EXPECT_EQ(SetCookie::removal("a").path("/").text(), "a=; Path=/; Max-Age=0");
}

TEST(ASetCookie, MayBeBuiltStepByStep) {
  SetCookie cookie("a", "b");
  cookie.path("/").secure();
  cookie.httpOnly().maxAge(std::chrono::seconds(-1)).domain("d").sameSite(SetCookie::SameSite::lax);
  EXPECT_EQ(cookie.text(), "a=b; Path=/; Domain=d; Max-Age=-1; HttpOnly; Secure; SameSite=Lax");
}

TEST(ASetCookie, RefusesEveryByteThatIsNoCookieOctet) {
  const std::string_view refused = " \",;\\";
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    const std::string value{'x', c};
    const bool octet = byte > 0x20 && byte < 0x7F && refused.find(c) == std::string_view::npos;
    if (octet) {
      EXPECT_NO_THROW(SetCookie("a", value)) << byte;
    } else {
      EXPECT_THROW(SetCookie("a", value), InvalidFieldError) << byte;
    }
  }
}

TEST(ASetCookie, RefusesNamesPathsAndDomainsThatWouldAddAttributes) {
  for (const std::string_view name : {"", "a b", "a=b", "a;b", "a\r\n"}) {
    EXPECT_THROW(SetCookie(name, "1"), InvalidFieldError) << name;
  }
  for (const std::string_view text : {"/; Secure", "/\r\nX: y", "\x7F"}) {
    EXPECT_THROW(SetCookie("a", "1").path(text), InvalidFieldError) << text;
    EXPECT_THROW(SetCookie("a", "1").domain(text), InvalidFieldError) << text;
  }
}

}  // namespace
}  // namespace serinus
