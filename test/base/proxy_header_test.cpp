#include "base/proxy_header.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace serinus {
namespace {

/// Parsed from a heap block of exactly its size.
ProxyStep parsed(std::string_view bytes) {
  const std::vector<char> exact(bytes.begin(), bytes.end());
  return parseProxyHeader({exact.data(), exact.size()});
}

std::string shown(const ProxyStep& step) {
  if (const auto* const more = std::get_if<ProxyHeaderGoesOn>(&step)) return "more " + std::to_string(more->atLeast);
  if (const auto* const fault = std::get_if<ProxyFault>(&step)) return std::string(describe(*fault));
  const auto& header = std::get<ProxyHeader>(step);
  std::string text = header.address ? header.address->text() : "nobody";
  if (header.port != 0) text += " port " + std::to_string(header.port);
  if (header.isLocal) text += " local";
  if (header.isSecure) text += " secure";
  return text;
}

std::string big(std::size_t number) {
  return {static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)};
}
std::string tlv(unsigned type, const std::string& value) {
  return static_cast<char>(type) + big(value.size()) + value;
}

const std::string signature("\r\n\r\n\0\r\nQUIT\n", 12);
std::string binary(unsigned command, unsigned family, const std::string& body) {
  return signature + static_cast<char>(command) + static_cast<char>(family) + big(body.size()) + body;
}

const std::string ipv4("\xCB\0\x71\x07\x7F\0\0\x01\xC8\x22\x0B\xB8", 12);  // 203.0.113.7:51234 to 127.0.0.1:3000
const std::string ipv6 = std::string("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01", 16) + std::string(15, '\0') +
                         "\x01" + std::string("\xFF\xFF\0\x01", 4);
const std::string ssl = tlv(0x20, std::string("\x01\0\0\0\0", 5) + tlv(0x21, "TLSv1.3") + tlv(0x22, "example.com"));
const std::string plain = tlv(0x20, std::string("\xFE\0\0\0\0", 5));

/// `PROXY UNKNOWN`, of `size` bytes with its CRLF.
std::string unknownOf(std::size_t size) {
  return "PROXY UNKNOWN " + std::string(size - 16, 'x') + "\r\n";
}
/// One with addresses and `size` bytes.
std::string binaryOf(std::size_t size) {
  return binary(0x21, 0x11, ipv4 + tlv(0x04, std::string(size - 16 - 12 - 3, 'x')));
}

struct Row {
  const char* name;
  std::string bytes;
  std::string what;
};
auto nameOf(const testing::TestParamInfo<Row>& row) {
  return std::string(row.param.name);
}

// ---- What is a header

class AProxyHeader : public testing::TestWithParam<Row> {};

TEST_P(AProxyHeader, IsReadWhole) {
  const auto& [name, bytes, what] = GetParam();
  const ProxyStep step = parsed(bytes);
  EXPECT_EQ(shown(step), what);
  ASSERT_TRUE(std::holds_alternative<ProxyHeader>(step));
  EXPECT_EQ(std::get<ProxyHeader>(step).size, bytes.size());
}

TEST_P(AProxyHeader, EndsWhereTheClientBegins) {
  const auto& [name, bytes, what] = GetParam();
  for (const std::string_view behind : {"G", "GET / HTTP/1.1\r\n\r\n", "\r\n", "\n", "\x16\x03\x01", "PROXY TCP4 "}) {
    const ProxyStep step = parsed(bytes + std::string(behind));
    EXPECT_EQ(shown(step), what);
    ASSERT_TRUE(std::holds_alternative<ProxyHeader>(step));
    EXPECT_EQ(std::get<ProxyHeader>(step).size, bytes.size());
  }
}

TEST_P(AProxyHeader, AsksForNothingBehindIt) {
  const std::string& bytes = GetParam().bytes;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const ProxyStep step = parsed(bytes.substr(0, size));
    ASSERT_TRUE(std::holds_alternative<ProxyHeaderGoesOn>(step)) << size << ": " << shown(step);
    const std::size_t more = std::get<ProxyHeaderGoesOn>(step).atLeast;
    EXPECT_GE(more, 1U) << size;
    EXPECT_LE(size + more, bytes.size()) << size;
  }
}

TEST_P(AProxyHeader, IsReadInFewSteps) {
  const std::string& bytes = GetParam().bytes;
  std::size_t size = 0;
  int steps = 0;
  for (; size < bytes.size(); ++steps) size += std::get<ProxyHeaderGoesOn>(parsed(bytes.substr(0, size))).atLeast;
  EXPECT_LE(steps, bytes.front() == 'P' ? 50 : 3);
}

INSTANTIATE_TEST_SUITE_P(
    Version1, AProxyHeader,
    testing::Values(Row{"Tcp4", "PROXY TCP4 203.0.113.7 127.0.0.1 51234 3000\r\n", "203.0.113.7 port 51234"},
                    Row{"ShortestTcp4", "PROXY TCP4 1.2.3.4 5.6.7.8 0 1\r\n", "1.2.3.4"},
                    Row{"LongestTcp4", "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n",
                        "255.255.255.255 port 65535"},
                    Row{"Tcp6", "PROXY TCP6 2001:db8::1 ::1 51234 3000\r\n", "2001:db8::1 port 51234"},
                    Row{"ShortestTcp6", "PROXY TCP6 :: :: 1 1\r\n", ":: port 1"},
                    Row{"LongestTcp6",
                        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
                        "65535 65535\r\n",
                        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff port 65535"},
                    Row{"Ipv4InTcp6", "PROXY TCP6 ::ffff:192.0.2.1 ::1 5 6\r\n", "192.0.2.1 port 5"},
                    Row{"Unknown", "PROXY UNKNOWN\r\n", "nobody"},
                    Row{"UnknownAndASpace", "PROXY UNKNOWN \r\n", "nobody"},
                    Row{"UnknownWithWords", "PROXY UNKNOWN 1.2.3.4 TCP4  not looked at\r\n", "nobody"},
                    Row{"Of107Bytes", unknownOf(107), "nobody"}),
    nameOf);

INSTANTIATE_TEST_SUITE_P(
    Version2, AProxyHeader,
    testing::Values(Row{"Ipv4", binary(0x21, 0x11, ipv4), "203.0.113.7 port 51234"},
                    Row{"Ipv6", binary(0x21, 0x21, ipv6), "2001:db8::1 port 65535"},
                    Row{"Local", binary(0x20, 0, ""), "nobody local"},
                    Row{"LocalOfAFamily", binary(0x20, 0x11, ipv4), "nobody local"},
                    Row{"LocalOfNoFamilyThereIs", binary(0x20, 0xFF, "what nobody looks at"), "nobody local"},
                    Row{"Unspecified", binary(0x21, 0, ""), "nobody"},
                    Row{"UnspecifiedWithBytes", binary(0x21, 0, "what nobody looks at"), "nobody"},
                    Row{"Udp4", binary(0x21, 0x12, ipv4), "nobody"}, Row{"Udp6", binary(0x21, 0x22, ipv6), "nobody"},
                    Row{"UnixStream", binary(0x21, 0x31, std::string(216, 'u')), "nobody"},
                    Row{"UnixDatagram", binary(0x21, 0x32, std::string(216, 'u')), "nobody"},
                    Row{"Extensions",
                        binary(0x21, 0x11, ipv4 + tlv(0x01, "h2") + tlv(0x04, "") + tlv(0xEE, std::string(300, 'e'))),
                        "203.0.113.7 port 51234"},
                    Row{"Secure", binary(0x21, 0x11, ipv4 + tlv(0x04, "") + ssl), "203.0.113.7 port 51234 secure"},
                    Row{"SecureOfIpv6", binary(0x21, 0x21, ipv6 + ssl), "2001:db8::1 port 65535 secure"},
                    Row{"NotSecure", binary(0x21, 0x11, ipv4 + plain), "203.0.113.7 port 51234"},
                    Row{"OfTheMost", binaryOf(mostProxyHeader), "203.0.113.7 port 51234"}),
    nameOf);

// ---- What is none

class NoProxyHeader : public testing::TestWithParam<Row> {};

TEST_P(NoProxyHeader, IsRefusedAtItsLastByte) {
  const auto& [name, bytes, what] = GetParam();
  EXPECT_EQ(shown(parsed(bytes)), what);
  EXPECT_EQ(shown(parsed(bytes + "GET / HTTP/1.1\r\n\r\n")), what);
  const ProxyStep before = parsed(bytes.substr(0, bytes.size() - 1));
  EXPECT_TRUE(std::holds_alternative<ProxyHeaderGoesOn>(before)) << shown(before);
}

const std::string absent = "no PROXY header";
const std::string line = "a malformed PROXY line";

INSTANTIATE_TEST_SUITE_P(
    Version1, NoProxyHeader,
    testing::Values(Row{"Request", "G", absent}, Row{"Tls", "\x16", absent},
                    Row{"Nothing", std::string(1, '\0'), absent}, Row{"LowerCase", "p", absent},
                    Row{"Put", "PU", absent}, Row{"NoSpace", "PROXYT", absent}, Row{"OtherProtocol", "PROXY S", line},
                    Row{"Tcp5", "PROXY TCP5", line}, Row{"NoFamily", "PROXY \r", line},
                    Row{"TwoSpaces", "PROXY  ", line}, Row{"LongerThanUnknown", "PROXY UNKNOWNS", line},
                    Row{"LineFeedAlone", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n", line},
                    Row{"ReturnAlone", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\rG", line},
                    Row{"ReturnAloneOfUnknown", "PROXY UNKNOWN\r\r", line}, Row{"NoAddresses", "PROXY TCP4 \r\n", line},
                    Row{"FewerWords", "PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n", line},
                    Row{"MoreWords", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3\r\n", line},
                    Row{"SpaceAtTheEnd", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 \r\n", line},
                    Row{"Tab", "PROXY TCP4 1.2.3.4\t5.6.7.8 1 2\r\n", line},
                    Row{"TwoSpacesBetween", "PROXY TCP4 1.2.3.4  5.6.7.8 1 2\r\n", line},
                    Row{"Tcp4WithIpv6", "PROXY TCP4 ::1 5.6.7.8 1 2\r\n", line},
                    Row{"Tcp6WithIpv4", "PROXY TCP6 1.2.3.4 ::1 1 2\r\n", line},
                    Row{"Tcp6ToIpv4", "PROXY TCP6 ::1 1.2.3.4 1 2\r\n", line},
                    Row{"Zeros", "PROXY TCP4 01.2.3.4 5.6.7.8 1 2\r\n", line},
                    Row{"Name", "PROXY TCP4 localhost 5.6.7.8 1 2\r\n", line},
                    Row{"PortTooLarge", "PROXY TCP4 1.2.3.4 5.6.7.8 65536 2\r\n", line},
                    Row{"OtherPortTooLarge", "PROXY TCP4 1.2.3.4 5.6.7.8 1 65536\r\n", line},
                    Row{"LongPort", "PROXY TCP4 1.2.3.4 5.6.7.8 100000 2\r\n", line},
                    Row{"PortWithZeros", "PROXY TCP4 1.2.3.4 5.6.7.8 01 2\r\n", line},
                    Row{"NegativePort", "PROXY TCP4 1.2.3.4 5.6.7.8 -1 2\r\n", line},
                    Row{"NoPort", "PROXY TCP4 1.2.3.4 5.6.7.8  2\r\n", line},
                    Row{"NullByte", "PROXY TCP4 1.2.3.4" + std::string(1, '\0') + " 5.6.7.8 1 2\r\n", line},
                    Row{"Of108Bytes", unknownOf(108).substr(0, 106), "a PROXY line of more than 107 bytes"},
                    Row{"Endless", "PROXY TCP4 " + std::string(95, '1'), "a PROXY line of more than 107 bytes"}),
    nameOf);

INSTANTIATE_TEST_SUITE_P(
    Version2, NoProxyHeader,
    testing::Values(
        Row{"Signature", signature.substr(0, 11) + '\r', absent}, Row{"EmptyLine", "\r\n\r\nG", absent},
        Row{"Version1", signature + '\x11', "an unknown version of the PROXY protocol"},
        Row{"Version3", signature + '\x31', "an unknown version of the PROXY protocol"},
        Row{"Command2", signature + '\x22', "an unknown command in a PROXY header"},
        Row{"Command15", signature + '\x2F', "an unknown command in a PROXY header"},
        Row{"Family4", signature + "\x21\x41", "an unknown address family in a PROXY header"},
        Row{"Transport3", signature + "\x21\x13", "an unknown address family in a PROXY header"},
        Row{"TransportWithoutFamily", signature + "\x21\x01", "an unknown address family in a PROXY header"},
        Row{"FamilyWithoutTransport", signature + "\x21\x10", "an unknown address family in a PROXY header"},
        Row{"TooLong", signature + "\x21\x11" + big(mostProxyHeader - 16 + 1), "a PROXY header that is too long"},
        Row{"TooLongAndLocal", signature + std::string("\x20\0\xFF\xFF", 4), "a PROXY header that is too long"},
        Row{"Ipv4TooShort", binary(0x21, 0x11, ipv4.substr(1)), "a PROXY header that is too short for its addresses"},
        Row{"Ipv4Nothing", binary(0x21, 0x11, ""), "a PROXY header that is too short for its addresses"},
        Row{"Ipv6TooShort", binary(0x21, 0x21, ipv6.substr(1)), "a PROXY header that is too short for its addresses"},
        Row{"UdpTooShort", binary(0x21, 0x12, ipv4.substr(1)), "a PROXY header that is too short for its addresses"},
        Row{"UnixTooShort", binary(0x21, 0x31, std::string(215, 'u')),
            "a PROXY header that is too short for its addresses"},
        Row{"ExtensionWithoutLength", binary(0x21, 0x11, ipv4 + std::string("\x04\0", 2)),
            "a malformed extension in a PROXY header"},
        Row{"ExtensionTooLong", binary(0x21, 0x11, ipv4 + tlv(0x04, "abc").substr(0, 5)),
            "a malformed extension in a PROXY header"},
        Row{"OneByteBehind", binary(0x21, 0x21, ipv6 + tlv(0x04, "") + 'x'), "a malformed extension in a PROXY header"},
        Row{"SslTooShort", binary(0x21, 0x11, ipv4 + tlv(0x20, std::string("\x01\0\0\0", 4))),
            "a malformed extension in a PROXY header"},
        Row{"SslWithABadExtension", binary(0x21, 0x11, ipv4 + tlv(0x20, std::string("\x01\0\0\0\0", 5) + "\x21")),
            "a malformed extension in a PROXY header"}),
    nameOf);

TEST(ProxyHeaders, AreRefusedForOneReasonHoweverTheyAreCut) {
  for (const std::string& start : {std::string("PROXY S"), std::string("PROXY UNKNOWNS")}) {
    EXPECT_EQ(shown(parsed(start + std::string(200, 'x'))), shown(parsed(start))) << start;
  }
  const std::string tooLong = unknownOf(200).substr(0, 106);
  for (const char* behind : {"", "\r", "\n", "\r\n", "\rx"}) {
    EXPECT_EQ(shown(parsed(tooLong + behind)), "a PROXY line of more than 107 bytes") << behind;
  }
}

TEST(ProxyHeaders, OfAnyBytesAskForLessThanTheLimit) {
  // Whatever follows what was asked for, there is an end.
  for (const std::string& start : {std::string("PROXY TCP4 "), std::string("PROXY UNKNOWN "), signature}) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      std::string bytes = start;
      for (int steps = 0;; ++steps) {
        ASSERT_LT(steps, 200);
        const ProxyStep step = parsed(bytes);
        const auto* const more = std::get_if<ProxyHeaderGoesOn>(&step);
        if (more == nullptr) break;
        ASSERT_GE(more->atLeast, 1U);
        bytes.append(more->atLeast, static_cast<char>(byte));
        ASSERT_LE(bytes.size(), mostProxyHeader);
      }
    }
  }
}

}  // namespace
}  // namespace serinus
