#include <serinus/ws/origin.hpp>

#include <gtest/gtest.h>

#include <ostream>
#include <stdexcept>

namespace serinus::ws {
namespace {

struct Case {
  const char* name;
  std::optional<std::string_view> origin;
  std::string_view host;
  bool secure;
  bool allowed;
};
std::ostream& operator<<(std::ostream& out, const Case& row) {
  return out << row.name;
}

class SameOrigin : public testing::TestWithParam<Case> {};

TEST_P(SameOrigin, LetsInItsOwnPagesAndNoOther) {
  const Case& row = GetParam();
  EXPECT_EQ(OriginPolicy().allows(row.origin, row.host, row.secure), row.allowed);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, SameOrigin,
    testing::Values(Case{"Absent", std::nullopt, "example.com", false, true},
                    Case{"Same", "http://example.com", "example.com", false, true},
                    Case{"SameOverTls", "https://example.com", "example.com", true, true},
                    Case{"SamePort", "http://example.com:3000", "example.com:3000", false, true},
                    Case{"DefaultPortInTheOrigin", "http://example.com:80", "example.com", false, true},
                    Case{"DefaultPortInTheHost", "http://example.com", "example.com:80", false, true},
                    Case{"DefaultPortOfTls", "https://example.com", "example.com:443", true, true},
                    Case{"CaseOfTheOrigin", "HTTP://EXAMPLE.com", "example.com", false, true},
                    Case{"CaseOfTheHost", "http://example.com", "Example.COM", false, true},
                    Case{"Ipv4", "http://127.0.0.1:8080", "127.0.0.1:8080", false, true},
                    Case{"Ipv6", "http://[::1]:8080", "[::1]:8080", false, true},
                    Case{"Ipv6WithoutAPort", "http://[2001:DB8::1]", "[2001:db8::1]", false, true},
                    Case{"Punycode", "https://xn--bcher-kva.example", "xn--bcher-kva.example", true, true},
                    Case{"Foreign", "http://evil.example", "example.com", false, false},
                    Case{"Prefix", "http://example.com.evil", "example.com", false, false},
                    Case{"Suffix", "http://evil-example.com", "example.com", false, false},
                    Case{"Subdomain", "http://a.example.com", "example.com", false, false},
                    Case{"ParentDomain", "http://example.com", "a.example.com", false, false},
                    Case{"SchemeLower", "http://example.com", "example.com", true, false},
                    Case{"SchemeHigher", "https://example.com", "example.com", false, false},
                    Case{"OtherScheme", "ws://example.com", "example.com", false, false},
                    Case{"Extension", "chrome-extension://example.com", "example.com", false, false},
                    Case{"OtherPort", "http://example.com:81", "example.com", false, false},
                    Case{"PortOfTlsWithoutTls", "http://example.com:443", "example.com", false, false},
                    Case{"PortPrefix", "http://example.com:80", "example.com:8080", false, false},
                    Case{"Null", "null", "example.com", false, false},
                    Case{"NullInCapitals", "NULL", "example.com", false, false},
                    Case{"NullHost", "null", "null", false, false}, Case{"Empty", "", "example.com", false, false},
                    Case{"EmptyHost", "http://", "", false, false},
                    Case{"NoScheme", "example.com", "example.com", false, false},
                    Case{"Userinfo", "http://example.com@evil.example", "example.com", false, false},
                    Case{"UserinfoBefore", "http://evil@example.com", "example.com", false, false},
                    Case{"Path", "http://example.com/", "example.com", false, false},
                    Case{"Backslash", "http://example.com\\.evil", "example.com", false, false},
                    Case{"Query", "http://example.com?", "example.com", false, false},
                    Case{"Fragment", "http://example.com#", "example.com", false, false},
                    Case{"TrailingDot", "http://example.com.", "example.com", false, false},
                    Case{"TrailingSpace", "http://example.com ", "example.com", false, false},
                    Case{"LeadingSpace", " http://example.com", "example.com", false, false},
                    Case{"Tab", "http://exam\tple.com", "example.com", false, false},
                    Case{"Nul", std::string_view("http://example.com\0.evil", 24), "example.com", false, false},
                    Case{"ListOfTwo", "http://example.com, http://evil.example", "example.com", false, false},
                    Case{"TwoBySpace", "http://example.com http://evil.example", "example.com", false, false},
                    Case{"Homograph", "http://ex\xD0\xB0mple.com", "example.com", false, false},
                    Case{"RawIdn",
                         "http://b\xC3\xBC"
                         "cher.example",
                         "b\xC3\xBC"
                         "cher.example",
                         false, false},
                    Case{"Escaped", "http://example%2Ecom", "example.com", false, false},
                    Case{"Wildcard", "*", "example.com", false, false},
                    Case{"WildcardHost", "http://*", "example.com", false, false},
                    Case{"EmptyPort", "http://example.com:", "example.com", false, false},
                    Case{"LeadingZeroOfThePort", "http://example.com:080", "example.com", false, false},
                    Case{"SignedPort", "http://example.com:+80", "example.com", false, false},
                    Case{"PortZero", "http://example.com:0", "example.com:0", false, false},
                    Case{"PortTooLarge", "http://example.com:65616", "example.com", false, false},  // 65536 + 80
                    Case{"TwoPorts", "http://example.com:80:80", "example.com", false, false},
                    Case{"HalfAnIpv6", "http://[::1", "[::1", false, false},
                    Case{"Ipv6WithATail", "http://[::1]evil", "[::1]", false, false},
                    Case{"HostWithUserinfo", "http://example.com", "user@example.com", false, false},
                    Case{"NoHost", "http://example.com", "", false, false},
                    Case{"DecimalIp", "http://2130706433", "127.0.0.1", false, false}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(AnAllowList, AddsWholeOriginsToTheSameOne) {
  const OriginPolicy policy({"https://app.example", "http://good.example:8080"});
  EXPECT_TRUE(policy.allows("https://app.example", "api.example", false));
  EXPECT_TRUE(policy.allows("https://APP.example:443", "api.example", false));
  EXPECT_TRUE(policy.allows("http://good.example:8080", "api.example", true));
  EXPECT_TRUE(policy.allows("http://api.example", "api.example", false)) << "its own pages too";
  EXPECT_FALSE(policy.allows("http://app.example", "api.example", false));
  EXPECT_FALSE(policy.allows("https://app.example:8443", "api.example", false));
  EXPECT_FALSE(policy.allows("https://evil-app.example", "api.example", false));
  EXPECT_FALSE(policy.allows("https://app.example.evil", "api.example", false));
  EXPECT_FALSE(policy.allows("http://good.example", "api.example", false));
  EXPECT_FALSE(policy.allows("null", "api.example", false));
}

TEST(AnAllowList, MayHoldNull) {
  const OriginPolicy policy({"null"});
  EXPECT_TRUE(policy.allows("null", "api.example", false));
  EXPECT_FALSE(policy.allows("http://evil.example", "api.example", false));
}

TEST(AnAllowList, OfAStarLetsEveryoneIn) {
  const OriginPolicy policy({"*"});
  for (const char* origin : {"http://evil.example", "null", "", "garbage"}) {
    EXPECT_TRUE(policy.allows(origin, "api.example", false)) << origin;
  }
}

TEST(AnAllowList, RefusesAnEntryThatIsNoOrigin) {
  for (const char* entry :
       {"", "app.example", "https://app.example/", "https://*.example", "ws://app.example", "Null"}) {
    EXPECT_THROW(OriginPolicy({std::string(entry)}), std::invalid_argument) << entry;
  }
}

TEST(ParseOrigin, FillsInTheDefaultPort) {
  EXPECT_EQ(parseOrigin("http://A.example"), (Origin{"http", "a.example", 80}));
  EXPECT_EQ(parseOrigin("https://[::1]"), (Origin{"https", "[::1]", 443}));
  EXPECT_EQ(parseOrigin("https://a.example:65535"), (Origin{"https", "a.example", 65535}));
  EXPECT_EQ(parseOrigin("https://a.example:65536"), std::nullopt);
}

}  // namespace
}  // namespace serinus::ws
