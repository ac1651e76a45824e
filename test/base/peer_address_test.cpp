#include <serinus/base/peer_address.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace serinus {
namespace {

std::uint64_t networkOf(std::string_view address) {
  return PeerAddress(std::string(address), 1234).network();
}

struct Pair {
  const char* name;
  std::string_view one;
  std::string_view other;
  bool same;
};
class TwoPeers : public testing::TestWithParam<Pair> {};

TEST_P(TwoPeers, AreCountedTogetherOrNot) {
  EXPECT_EQ(networkOf(GetParam().one) == networkOf(GetParam().other), GetParam().same);
}

INSTANTIATE_TEST_SUITE_P(Addresses, TwoPeers,
                         testing::Values(Pair{"OneIpv4Address", "192.0.2.1", "192.0.2.1", true},
                                         Pair{"TheLastBitOfIpv4", "192.0.2.1", "192.0.2.0", false},
                                         Pair{"TheFirstBitOfIpv4", "192.0.2.1", "64.0.2.1", false},
                                         Pair{"OneSlash64", "2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", true},
                                         Pair{"TheLastBitOfASlash64", "2001:db8:0:1::1", "2001:db8::1", false},
                                         Pair{"TheFirstBitOfASlash64", "2001:db8::1", "a001:db8::1", false},
                                         Pair{"Ipv4ThroughIpv6", "::ffff:192.0.2.1", "192.0.2.1", true},
                                         Pair{"Ipv4ThroughIpv6AndAnother", "::ffff:192.0.2.1", "192.0.2.2", false},
                                         Pair{"TheLoopbacks", "::1", "127.0.0.1", false},
                                         Pair{"Ipv4AndItsLookalike", "0.0.0.1", "::1", false},
                                         Pair{"NoAddresses", "memory", "", true},
                                         Pair{"NoAddressAndOne", "memory", "0.0.0.0", false}),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace serinus
