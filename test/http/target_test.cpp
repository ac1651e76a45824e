#include <serinus/http/target.hpp>

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

std::string shown(Method method, std::string_view text) {
  const std::vector<char> exact(text.begin(), text.end());
  Target target;
  const std::string_view fault = parseTarget(method, std::string_view(exact.data(), exact.size()), target);
  if (!fault.empty()) return "refused";
  return std::string(text.substr(target.authorityAt, target.authoritySize)) + "|" +
         std::string(text.substr(target.pathAt, target.pathSize)) + "|" +
         std::string(text.substr(target.queryAt, target.querySize));
}

TEST(ATarget, IsDividedIntoItsParts) {
  EXPECT_EQ(shown(Method::get, "/"), "|/|");
  EXPECT_EQ(shown(Method::get, "/a/b%20c?d=e?f"), "|/a/b%20c|d=e?f");
  EXPECT_EQ(shown(Method::get, "/?"), "|/|");
  EXPECT_EQ(shown(Method::get, "//a/b"), "|//a/b|");
  EXPECT_EQ(shown(Method::get, "/a?%zz"), "|/a|%zz");
  EXPECT_EQ(shown(Method::get, "HTTP://a.b:80/c?d"), "a.b:80|/c|d");
  EXPECT_EQ(shown(Method::get, "https://[::1]?d"), "[::1]||d");
  EXPECT_EQ(shown(Method::options, "*"), "|*|");
}

TEST(ATarget, IsRefusedWhenItCanBeReadInTwoWays) {
  for (const std::string_view text :
       {"",     "*",     "a",    "a/b",   "?a",    "ftp://a/", "http:/a", "http://", "http:///a", "http://u@a/",
        "/a b", "/a\tb", "/a#b", "/\x7F", "/\x80", "/a%",      "/a%4",    "/%4g",    "/%00",      "/a%2500%00"}) {
    EXPECT_EQ(shown(Method::get, text), "refused") << text;
  }
  EXPECT_EQ(shown(Method::get, std::string_view("/a\0b", 4)), "refused");
  EXPECT_EQ(shown(Method::get, "/a%2500"), "|/a%2500|");
}

std::string every(std::string_view start, bool (*wanted)(std::string_view)) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) {
    if (wanted(std::string(start) + static_cast<char>(byte))) bytes += static_cast<char>(byte);
  }
  return bytes;
}

bool isTaken(std::string_view target) {
  return shown(Method::get, target) != "refused";
}

// RFC 3986's pchar with `/` and `?`, and what browsers send as it is nevertheless (WHATWG URL, percent-encode sets).
TEST(ATarget, MayHoldWhatBrowsersDoNotEscape) {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz|~";
  EXPECT_EQ(every("/", isTaken), "!$&'()*+,-./0123456789:;=?@" + letters);
  EXPECT_EQ(every("http://a/", isTaken), "!$&'()*+,-./0123456789:;=?@" + letters);
  EXPECT_EQ(every("/?", isTaken),
            "!$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");
}

TEST(AHost, IsANameOrAnAddressWithOrWithoutAPort) {
  for (const std::string_view text : {"a", "a.b-c_d~e", "127.0.0.1", "a:1", "a:", "a:65535", "a:00080", "[::1]",
                                      "[::1]:3000", "[1:2:3:4:5:6:7.8.9.0]", "a%20b", "a!$&'()*+,;="}) {
    EXPECT_TRUE(isHost(text)) << text;
  }
}

TEST(AHost, IsNothingElse) {
  for (const std::string_view text :
       {"",         ":80",  "a b", "a/b",  "a@b", "a?b",  "a#b",   "a:b",     "a:1:2",   "a:65536",
        "a:000080", "a:-1", "[",   "[]",   "[:]", "[::1", "[::g]", "[::1]a",  "[::1]80", "::1",
        "a[::1]",   "a%",   "a%2", "a%zz", "a\"", "<a>",  "a\\b",  "\xC3\xA4"}) {
    EXPECT_FALSE(isHost(text)) << text;
  }
}

TEST(AHost, InBracketsIsAnAddressOfIpv6) {
  for (const std::string_view text :
       {"[:::]", "[1::2::3]", "[12345::]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[127.0.0.1]", "[fe80::1%1]"}) {
    EXPECT_FALSE(isHost(text)) << text;
  }
}

}  // namespace
}  // namespace serinus::http
