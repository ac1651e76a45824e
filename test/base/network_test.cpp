#include <serinus/base/network.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus {
namespace {

std::optional<Network> parsed(std::string_view text) {
  const std::vector<char> exact(text.begin(), text.end());
  return Network::parse({exact.data(), exact.size()});
}

struct Member {
  std::string_view network;
  std::string_view address;
  bool contained;
};

TEST(ANetwork, ContainsTheAddressesThatBeginLikeIt) {
  for (const auto& [network, address, contained] : {
           Member{"10.0.0.0/8", "10.0.0.0", true},
           Member{"10.0.0.0/8", "10.255.255.255", true},
           Member{"10.0.0.0/8", "9.255.255.255", false},
           Member{"10.0.0.0/8", "11.0.0.0", false},
           Member{"10.0.0.0/8", "::ffff:10.1.2.3", true},
           Member{"172.16.0.0/12", "172.31.255.255", true},
           Member{"172.16.0.0/12", "172.32.0.0", false},
           Member{"192.0.2.128/25", "192.0.2.128", true},
           Member{"192.0.2.128/25", "192.0.2.127", false},
           Member{"192.0.2.6/31", "192.0.2.7", true},
           Member{"192.0.2.6/31", "192.0.2.8", false},
           Member{"192.0.2.6/32", "192.0.2.6", true},
           Member{"192.0.2.6/32", "192.0.2.7", false},
           Member{"192.0.2.6", "192.0.2.6", true},
           Member{"192.0.2.6", "192.0.2.7", false},
           Member{"0.0.0.0/0", "255.255.255.255", true},
           Member{"0.0.0.0/0", "::1", false},
           Member{"128.0.0.0/1", "127.255.255.255", false},
           Member{"128.0.0.0/1", "128.0.0.1", true},
           Member{"::/0", "2001:db8::1", true},
           Member{"::/0", "192.0.2.1", false},
           Member{"2001:db8::/32", "2001:db8:ffff::1", true},
           Member{"2001:db8::/32", "2001:db9::", false},
           Member{"2001:db8::/33", "2001:db8:7fff::", true},
           Member{"2001:db8::/33", "2001:db8:8000::", false},
           Member{"::1", "::1", true},
           Member{"::1/128", "::2", false},
           Member{"8000::/1", "::2", false},
           Member{"fc00::/7", "fdff::1", true},
           Member{"fc00::/7", "fe00::1", false},
           Member{"::ffff:10.0.0.0/104", "10.1.2.3", true},
           Member{"::ffff:10.0.0.0/104", "11.1.2.3", false},
           Member{"::ffff:0:0/96", "11.1.2.3", true},
       }) {
    const auto one = parsed(network);
    ASSERT_TRUE(one) << network;
    EXPECT_EQ(one->contains(*IpAddress::parse(address)), contained) << network << " " << address;
  }
}

TEST(ANetwork, IsNothingWhenItIsMalformed) {
  for (const std::string_view text : {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08",
                                      "10.0.0.0/8 ", "10.0.0.0/ 8", "10.0.0.0 /8", "10.0.0.0/8/8", "10.0.0.0/255.0.0.0",
                                      "10.0.0.0/1000", "10/8", "::/129", "::/x", "[::]/0", "a/8", "::/4294967296"})
    EXPECT_FALSE(parsed(text)) << text;
}

TEST(ANetwork, IsNothingWhenABitIsSetThatDoesNotCount) {
  for (const std::string_view text :
       {"10.0.0.1/8", "10.0.0.1/31", "10.128.0.0/8", "128.0.0.0/0", "::1/127", "2001:db8::/28", "::ffff:10.0.0.1/104"})
    EXPECT_FALSE(parsed(text)) << text;
}

TEST(Networks, AreEqualHoweverTheyAreWritten) {
  EXPECT_EQ(parsed("10.0.0.0/8"), parsed("::ffff:10.0.0.0/104"));
  EXPECT_EQ(parsed("10.0.0.1"), parsed("10.0.0.1/32"));
  EXPECT_NE(parsed("10.0.0.0/8"), parsed("10.0.0.0/9"));
}

}  // namespace
}  // namespace serinus
