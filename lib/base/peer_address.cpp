#include <serinus/base/peer_address.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

#include <arpa/inet.h>

namespace serinus {

namespace {

/// ::ffff:0:0/96, where IPv4 has its place among IPv6 (RFC 4291, 2.5.5.2).
constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

std::uint64_t bigEndian(const std::uint8_t* bytes, std::size_t count) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | bytes[i];
  return value;
}

/// In a prefix of IPv6 that nobody has: 0:ffff::/32.
std::uint64_t networkOfIpv4(const std::uint8_t* bytes) noexcept {
  return std::uint64_t{0xFFFF} << 32 | bigEndian(bytes, 4);
}

}  // namespace

std::uint64_t PeerAddress::network() const noexcept {
  std::array<std::uint8_t, 16> bytes{};
  if (::inet_pton(AF_INET, address_.c_str(), bytes.data()) == 1) return networkOfIpv4(bytes.data());
  if (::inet_pton(AF_INET6, address_.c_str(), bytes.data()) != 1) return 0;
  if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) return networkOfIpv4(bytes.data() + mapped.size());
  return bigEndian(bytes.data(), 8);
}

}  // namespace serinus
