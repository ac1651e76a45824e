#include <serinus/base/ip_address.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus {
namespace {

std::string shown(std::string_view text) {
  const std::vector<char> exact(text.begin(), text.end());
  const auto address = IpAddress::parse({exact.data(), exact.size()});
  return address ? address->text() : "nothing";
}

TEST(AnIpAddress, IsReadAndWrittenInItsShortestForm) {
  EXPECT_EQ(shown("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(shown("0.0.0.0"), "0.0.0.0");
  EXPECT_EQ(shown("255.255.255.255"), "255.255.255.255");
  EXPECT_EQ(shown("2001:DB8:0:0:0:0:0:1"), "2001:db8::1");
  EXPECT_EQ(shown("::"), "::");
  EXPECT_EQ(shown("::1"), "::1");
  EXPECT_EQ(shown("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(shown("::FFFF:c000:0201"), "192.0.2.1");
  EXPECT_EQ(shown("0000:0000:0000:0000:0000:ffff:255.255.255.255"), "255.255.255.255");
}

TEST(AnIpAddress, IsNothingWhenItIsMalformed) {
  for (const std::string_view text :
       {"",          " ",        "a",        "1",        "1.2.3",      "1.2.3.4.5",
        "1.2.3.256", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4:80", "0x7f.0.0.1",
        "127.1",     "1.2.3.-4", "[::1]",    "::1%eth0", ":",          ":::",
        "1::2::3",   "2001:db8", "::12345",  "::g",      "::1.2.3",    "0000:0000:0000:0000:0000:ffff:255.255.255.2555",
        "1.2.3.4/8", "unknown"})
    EXPECT_EQ(shown(text), "nothing") << text;
  EXPECT_EQ(shown(std::string_view("1.2.3.4\0", 8)), "nothing");
  EXPECT_EQ(shown(std::string_view("1.2.3.4\0.5", 10)), "nothing");
  EXPECT_EQ(shown(std::string(1000, '1')), "nothing");
}

TEST(AnIpAddress, OfIpv4IsTheSameThroughIpv6) {
  EXPECT_EQ(IpAddress::parse("::ffff:192.0.2.1"), IpAddress::parse("192.0.2.1"));
  EXPECT_TRUE(IpAddress::parse("::ffff:192.0.2.1")->isIpv4());
  EXPECT_FALSE(IpAddress::parse("::192.0.2.1")->isIpv4());
  EXPECT_NE(IpAddress::parse("::1"), IpAddress::parse("0.0.0.1"));
}

TEST(AnIpAddress, IsMadeOfItsBytes) {
  EXPECT_EQ(IpAddress::ofBytes(asBytes(std::string_view("\xC0\0\x02\x01", 4))).text(), "192.0.2.1");
  EXPECT_EQ(IpAddress::ofBytes(asBytes(" \x01\r\xb8"
                                       "ABCDEFGHIJKL"))
                .text(),
            "2001:db8:4142:4344:4546:4748:494a:4b4c");
  const std::string mapped = std::string(10, '\0') + "\xFF\xFF" + std::string("\xC0\0\x02\x01", 4);
  EXPECT_EQ(IpAddress::ofBytes(asBytes(mapped)), IpAddress::parse("192.0.2.1"));
}

}  // namespace
}  // namespace serinus
