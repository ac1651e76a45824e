#include "parser_dialogue.hpp"

#include <serinus/http/forwarded.hpp>

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

std::string shown(const std::vector<ForwardedHop>& hops) {
  std::string all;
  for (const ForwardedHop& hop : hops) {
    all += hop.node + (hop.address ? "!" : "") + "," + hop.scheme + "," + hop.host + ";";
  }
  return all;
}

std::string forwarded(std::string_view value) {
  return shown(forwardedHops(Fields{{"Forwarded", value}}));
}

std::string xForwarded(std::string_view value) {
  return shown(xForwardedHops(Fields{{"X-Forwarded-For", value}}));
}

TEST(Forwarded, HasAnElementForEachHop) {
  EXPECT_EQ(shown(forwardedHops({})), "");
  EXPECT_EQ(forwarded(""), "");
  EXPECT_EQ(forwarded("for=192.0.2.60;proto=http;by=203.0.113.43"), "192.0.2.60!,http,;");
  EXPECT_EQ(forwarded("For=\"[2001:db8:cafe::17]:4711\""), "2001:db8:cafe::17!,,;");
  EXPECT_EQ(forwarded("for=192.0.2.43, for=198.51.100.17"), "192.0.2.43!,,;198.51.100.17!,,;");
  EXPECT_EQ(forwarded("for=\"_gazonk\""), "_gazonk,,;");
  EXPECT_EQ(forwarded("for=\"_gazonk:_port\", for=unknown"), "_gazonk,,;unknown,,;");
  EXPECT_EQ(forwarded("PROTO=HTTPS ; Host=\"a.example:8443\"; x=y"), ",https,a.example:8443;");
  EXPECT_EQ(forwarded("proto=a+b, proto=a-b, proto=a.2"), ",a+b,;,a-b,;,a.2,;");
  EXPECT_EQ(forwarded("for=\"192.0.2.43:47011\""), "192.0.2.43!,,;");
  EXPECT_EQ(forwarded("for=192.0.2.43;"), "192.0.2.43!,,;");
  EXPECT_EQ(forwarded("for=\"1\\92.0.2.43\""), "192.0.2.43!,,;");
  EXPECT_EQ(shown(forwardedHops({{"Forwarded", "for=1.1.1.1"}, {"X", "y"}, {"forwarded", "for=2.2.2.2, for=3.3.3.3"}})),
            "1.1.1.1!,,;2.2.2.2!,,;3.3.3.3!,,;");
}

TEST(Forwarded, ThatIsMalformedSaysNothing) {
  for (const std::string_view value : {"for",
                                       "for=",
                                       "=1.2.3.4",
                                       "1.2.3.4",
                                       "for=1.2.3.4:80",
                                       "for=1.2.3.4 proto=http",
                                       "for=1.2.3.4;;proto=http",
                                       "for=1.2.3.4;for=1.2.3.4",
                                       "for=1.2.3.4;For=5.6.7.8",
                                       "proto=http;proto=https",
                                       "host=a;host=b",
                                       "x=1;x=2",
                                       "for = 1.2.3.4",
                                       "for=\"1.2.3.4",
                                       "for=\"1.2.3.4\"x",
                                       ";for=1.2.3.4",
                                       "for=[::1]",
                                       "for=1.2.3.4;\"",
                                       "\"",
                                       "for=1.2.3.4;a=1;b=1;c=1;d=1;e=1;f=1;g=1;h=1"})
    EXPECT_EQ(forwarded(value), ",,;") << value;
  for (const std::string_view value :
       {"for=\"[::1\"", "for=\"::1]\"", "for=\"[::1]x\"", "for=\"[::1]:\"", "for=\"[1.2.3.4]\"", "for=\"1.2.3.4:\"",
        "for=\"1.2.3.4:8 0\"", "for=\"[]\"", "for=\"\"", "for=\"a b\"", "for=\"<script>\"", "proto=\"a b\"",
        "proto=1http", "proto=\"\"", "host=\"a b\"", "host=\"a/b\"", "host=\"\""})
    EXPECT_EQ(forwarded(value), ",,;") << value;
  EXPECT_EQ(forwarded("for=1.2.3.4;a=1;b=1;c=1;d=1;e=1;f=1;g=1"), "1.2.3.4!,,;");
}

TEST(Forwarded, IsReadOnAroundAMalformedElement) {
  EXPECT_EQ(forwarded("for, for=1.2.3.4"), ",,;1.2.3.4!,,;");
  EXPECT_EQ(forwarded("for=1.2.3.4, x, for=5.6.7.8"), "1.2.3.4!,,;,,;5.6.7.8!,,;");
  EXPECT_EQ(forwarded("for=\"evil, for=1.2.3.4"), ",,;");
  EXPECT_EQ(shown(forwardedHops({{"Forwarded", "for=\"evil"}, {"Forwarded", "for=1.2.3.4"}})), ",,;1.2.3.4!,,;");
}

TEST(Forwarded, KeepsTheThirtyTwoNearestHops) {
  std::string value = "for=1.1.1.1";
  for (int i = 0; i < 31; ++i) value += ", for=2.2.2.2";
  EXPECT_TRUE(forwarded(value).starts_with("1.1.1.1!,,;"));
  EXPECT_TRUE(forwarded(value + ", for=3.3.3.3").starts_with("2.2.2.2!,,;"));
  EXPECT_EQ(forwardedHops(Fields{{"Forwarded", value + "," + value}}).size(), 32U);
  EXPECT_TRUE(forwarded(value + ", for=3.3.3.3").ends_with("3.3.3.3!,,;"));

  std::string plain = "1.1.1.1";
  for (int i = 0; i < 31; ++i) plain += ",2.2.2.2";
  EXPECT_TRUE(xForwarded(plain).starts_with("1.1.1.1!,,;"));
  EXPECT_TRUE(xForwarded(plain + ",3.3.3.3").starts_with("2.2.2.2!,,;"));
}

TEST(XForwarded, HasAnAddressForEachHop) {
  EXPECT_EQ(shown(xForwardedHops({})), "");
  EXPECT_EQ(xForwarded(""), "");
  EXPECT_EQ(xForwarded("192.0.2.1"), "192.0.2.1!,,;");
  EXPECT_EQ(xForwarded("192.0.2.1,2001:db8::1 , 198.51.100.1"), "192.0.2.1!,,;2001:db8::1!,,;198.51.100.1!,,;");
  EXPECT_EQ(xForwarded("192.0.2.1:4711, [2001:db8::1]:4711, [2001:db8::2]"),
            "192.0.2.1!,,;2001:db8::1!,,;2001:db8::2!,,;");
  EXPECT_EQ(xForwarded("unknown, , 192.0.2.1,"), "unknown,,;192.0.2.1!,,;");
  EXPECT_EQ(xForwarded("\", 192.0.2.1"), ",,;192.0.2.1!,,;");
  EXPECT_EQ(xForwarded("192.0.2.1 192.0.2.2, 192.0.2.1;, 300.1.1.1, ::1%eth0"), ",,;,,;300.1.1.1,,;,,;");
}

std::string xForwarded(std::string_view nodes, std::string_view schemes, std::string_view hosts) {
  return shown(
      xForwardedHops({{"X-Forwarded-For", nodes}, {"X-Forwarded-Proto", schemes}, {"X-Forwarded-Host", hosts}}));
}

TEST(XForwarded, GivesEachHopItsSchemeAndHost) {
  EXPECT_EQ(xForwarded("1.1.1.1", "https", "a.example"), "1.1.1.1!,https,a.example;");
  EXPECT_EQ(xForwarded("1.1.1.1, 2.2.2.2", "https, HTTP", "a, b"), "1.1.1.1!,https,a;2.2.2.2!,http,b;");
  EXPECT_EQ(xForwarded("1.1.1.1, 2.2.2.2", "https", "a"), "1.1.1.1!,https,a;2.2.2.2!,https,a;");
  EXPECT_EQ(xForwarded("1.1.1.1", "forged, https", "forged, a"), "1.1.1.1!,https,a;");
  EXPECT_EQ(xForwarded("1.1.1.1", "a b", "a b"), "1.1.1.1!,,;");
  EXPECT_EQ(xForwarded("", "https", "a"), "");
}

}  // namespace
}  // namespace serinus::http
