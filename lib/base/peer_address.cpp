#include <serinus/base/ip_address.hpp>
#include <serinus/base/peer_address.hpp>

#include <optional>
#include <span>

namespace serinus {

namespace {

std::uint64_t bigEndian(std::span<const std::uint8_t> bytes) noexcept {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

}  // namespace

std::uint64_t PeerAddress::network() const noexcept {
  const std::optional<IpAddress> address = IpAddress::parse(address_);
  if (!address) return 0;
  const std::span bytes(address->bytes());
  // IPv4 in a prefix of IPv6 that nobody has: 0:ffff::/32.
  if (address->isIpv4()) return std::uint64_t{0xFFFF} << 32 | bigEndian(bytes.last<4>());
  return bigEndian(bytes.first<8>());
}

}  // namespace serinus
