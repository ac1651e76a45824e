#include <serinus/http/trusted_proxies.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

std::vector<Network> ours() {
  return {*Network::parse("10.0.0.0/8"), *Network::parse("fd00::/8"), *Network::parse("fe80::/10")};
}

std::string shown(const ForwardedClient& client) {
  return client.address + "," + client.scheme + "," + client.host;
}

std::string client(std::string_view peer, const Fields& fields) {
  return shown(TrustedProxies(ours()).clientOf(peer, fields));
}

std::string clientByForwarded(std::string_view peer, std::string_view value) {
  return shown(TrustedProxies(ours(), ForwardedBy::forwarded).clientOf(peer, Fields{{"Forwarded", value}}));
}

TEST(TheClient, IsThePeerWhenThatIsNotTrusted) {
  const Fields forged{{"X-Forwarded-For", "1.1.1.1"}, {"X-Forwarded-Proto", "https"}, {"X-Forwarded-Host", "a"}};
  EXPECT_EQ(client("192.0.2.1", forged), "192.0.2.1,,");
  EXPECT_EQ(client("2001:db8::1", forged), "2001:db8::1,,");
  EXPECT_EQ(client("", forged), ",,");
  EXPECT_EQ(client("memory", forged), "memory,,");
  EXPECT_EQ(client("10.0.0.1.evil", forged), "10.0.0.1.evil,,");
  EXPECT_EQ(shown(TrustedProxies().clientOf("10.0.0.1", forged)), "10.0.0.1,,");
}

TEST(TheClient, IsThePeerWhenATrustedOneTellsNothing) {
  EXPECT_EQ(client("10.0.0.1", {}), "10.0.0.1,,");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-Proto", "https"}}), "10.0.0.1,,");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", ""}}), "10.0.0.1,,");
}

TEST(TheClient, IsTheNearestThatIsNotTrusted) {
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "192.0.2.1"}}), "192.0.2.1,,");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "1.1.1.1, 192.0.2.1"}}), "192.0.2.1,,");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "10.0.0.9, 192.0.2.1, 10.0.0.2, fd00::1"}}), "192.0.2.1,,");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "1.1.1.1"}, {"X-Forwarded-For", "192.0.2.1"}}), "192.0.2.1,,");
  EXPECT_EQ(client("::ffff:10.0.0.1", {{"X-Forwarded-For", "::ffff:192.0.2.1"}}), "192.0.2.1,,");
  EXPECT_EQ(client("fe80::1%eth0", {{"X-Forwarded-For", "2001:DB8:0::1"}}), "2001:db8::1,,");
}

TEST(TheClient, IsTheFarthestWhenAllAreTrusted) {
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "10.0.0.3, 10.0.0.2"}}), "10.0.0.3,,");
}

TEST(TheClient, IsTheLastKnownOneBeforeAnythingUnreadable) {
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "192.0.2.1, unknown"}}), "10.0.0.1,,");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "192.0.2.1, x y, 10.0.0.2"}}), "10.0.0.2,,");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "\", 192.0.2.1"}}), "192.0.2.1,,");
  EXPECT_EQ(clientByForwarded("10.0.0.1", "for=\"evil, for=192.0.2.1"), "10.0.0.1,,");
  EXPECT_EQ(clientByForwarded("10.0.0.1", "for=1.1.1.1, for=_hidden;proto=https;host=a"), "10.0.0.1,https,a");
}

TEST(TheClient, ComesWithWhatTheProxyThatMetItSays) {
  const std::string_view value = "for=192.0.2.1;proto=https;host=a.example, for=10.0.0.2;proto=http;host=inner";
  EXPECT_EQ(clientByForwarded("10.0.0.1", value), "192.0.2.1,https,a.example");
  EXPECT_EQ(clientByForwarded("10.0.0.1", "for=192.0.2.1, for=10.0.0.2;proto=https"), "192.0.2.1,,");
  EXPECT_EQ(clientByForwarded("10.0.0.1", "for=1.1.1.1;proto=ftp;host=forged, for=192.0.2.1;proto=https"),
            "192.0.2.1,https,");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "1.1.1.1, 192.0.2.1"},
                                {"X-Forwarded-Proto", "ftp, https"},
                                {"X-Forwarded-Host", "forged, a:8443"}}),
            "192.0.2.1,https,a:8443");
}

TEST(TheClient, IsLookedForInTheFieldsOfOurProxiesAlone) {
  const Fields both{{"Forwarded", "for=1.1.1.1"}, {"X-Forwarded-For", "2.2.2.2"}};
  EXPECT_EQ(shown(TrustedProxies(ours()).clientOf("10.0.0.1", both)), "2.2.2.2,,");
  EXPECT_EQ(shown(TrustedProxies(ours(), ForwardedBy::forwarded).clientOf("10.0.0.1", both)), "1.1.1.1,,");
}

}  // namespace
}  // namespace serinus
