#include "base/proxy_header.hpp"

#include "base/proxy_line.hpp"

#include <serinus/base/bytes.hpp>

#include <algorithm>

namespace serinus {

namespace {

// proxy-protocol.txt, 2.2
constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t prefixSize = 16;  // signature, version and command, family and transport, length

constexpr unsigned isSsl = 0x20;      // PP2_TYPE_SSL (2.2.6)
constexpr unsigned clientSsl = 0x01;  // PP2_CLIENT_SSL
constexpr std::size_t sslSize = 5;    // which clients, and what came of verifying a certificate; then TLVs

unsigned at(std::string_view bytes, std::size_t index) noexcept {
  return static_cast<unsigned char>(bytes[index]);
}
unsigned pairAt(std::string_view bytes, std::size_t index) noexcept {
  return at(bytes, index) << 8 | at(bytes, index + 1);
}

/// Addresses and ports of both ends, of a family and transport together.
struct Family {
  unsigned value;
  std::size_t addresses;  // bytes
  std::size_t ofOne;      // an address; zero where it says nothing of use
};
constexpr Family families[] = {
    {0x00, 0, 0},                    // unspecified
    {0x11, 12, 4},  {0x12, 12, 0},   // IPv4: TCP, UDP
    {0x21, 36, 16}, {0x22, 36, 0},   // IPv6
    {0x31, 216, 0}, {0x32, 216, 0},  // of the file system
};

/// Walks over extensions (2.2.1), each a type, a length, and as many bytes.
/// @param each  of type and value; says whether it is one
/// @returns whether they are right, and end where `bytes` do
template <class Each>
bool allExtensions(std::string_view bytes, Each each) noexcept {
  while (!bytes.empty()) {
    if (bytes.size() < 3 || bytes.size() - 3 < pairAt(bytes, 1)) return false;
    const std::string_view value = bytes.substr(3, pairAt(bytes, 1));
    if (!each(at(bytes, 0), value)) return false;
    bytes.remove_prefix(3 + value.size());
  }
  return true;
}

bool readExtensions(std::string_view bytes, ProxyHeader& header) noexcept {
  return allExtensions(bytes, [&](unsigned type, std::string_view value) {
    if (type != isSsl) return true;
    if (value.size() < sslSize) return false;
    header.isSecure = (at(value, 0) & clientSsl) != 0;
    return allExtensions(value.substr(sslSize), [](unsigned, std::string_view) { return true; });
  });
}

ProxyStep readBody(std::string_view body, const Family& family) noexcept {
  ProxyHeader header{.size = prefixSize + body.size()};
  if (family.value == 0) return header;  // "ignore address information" (2.2): where would it end?
  if (body.size() < family.addresses) return ProxyFault::addresses;
  if (family.ofOne > 0) {
    header.address = IpAddress::ofBytes(asBytes(body.substr(0, family.ofOne)));
    header.port = static_cast<std::uint16_t>(pairAt(body, 2 * family.ofOne));
  }
  if (!readExtensions(body.substr(family.addresses), header)) return ProxyFault::extension;
  return header;
}

/// Refuses each byte of the first sixteen as soon as it has come.
ProxyStep parseBinary(std::string_view bytes) noexcept {
  const std::size_t common = std::min(bytes.size(), signature.size());
  if (bytes.substr(0, common) != signature.substr(0, common)) return ProxyFault::absent;
  const unsigned command = bytes.size() > 12 ? at(bytes, 12) & 0x0F : 0;
  if (bytes.size() > 12 && at(bytes, 12) >> 4 != 2) return ProxyFault::version;
  if (command > 1) return ProxyFault::command;
  const bool isLocal = command == 0;  // everything behind it is to be skipped, the family too
  const auto* const family = bytes.size() > 13 ? std::ranges::find(families, at(bytes, 13), &Family::value) : families;
  if (!isLocal && family == std::end(families)) return ProxyFault::family;
  if (bytes.size() < prefixSize) return ProxyHeaderGoesOn{prefixSize - bytes.size()};

  const std::size_t size = prefixSize + pairAt(bytes, 14);
  if (size > mostProxyHeader) return ProxyFault::length;
  if (bytes.size() < size) return ProxyHeaderGoesOn{size - bytes.size()};
  if (isLocal) return ProxyHeader{.size = size, .isLocal = true};
  return readBody(bytes.substr(prefixSize, size - prefixSize), *family);
}

}  // namespace

std::string_view describe(ProxyFault fault) noexcept {
  switch (fault) {
    case ProxyFault::absent:
      return "no PROXY header";
    case ProxyFault::line:
      return "a malformed PROXY line";
    case ProxyFault::lineLength:
      return "a PROXY line of more than 107 bytes";
    case ProxyFault::version:
      return "an unknown version of the PROXY protocol";
    case ProxyFault::command:
      return "an unknown command in a PROXY header";
    case ProxyFault::family:
      return "an unknown address family in a PROXY header";
    case ProxyFault::addresses:
      return "a PROXY header that is too short for its addresses";
    case ProxyFault::extension:
      return "a malformed extension in a PROXY header";
    case ProxyFault::length:
      return "a PROXY header that is too long";
  }
  return {};
}

ProxyStep parseProxyHeader(std::string_view bytes) noexcept {
  if (bytes.empty()) return ProxyHeaderGoesOn{base::shortestProxyLine};  // the shortest of both
  return bytes.front() == 'P' ? base::parseProxyLine(bytes) : parseBinary(bytes);
}

}  // namespace serinus
