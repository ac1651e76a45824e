#include <serinus/base/peer_address.hpp>

#include <optional>
#include <span>
#include <utility>

namespace serinus {

namespace {

std::uint64_t bigEndian(std::span<const std::uint8_t> bytes) noexcept {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

}  // namespace

PeerAddress::PeerAddress(std::string_view address, std::uint16_t port) : port_(port) {
  if (const std::optional<IpAddress> numeric = IpAddress::parse(address)) {
    ip_ = *numeric;
    hasIp_ = true;
  } else if (!address.empty()) {
    rest_ = std::make_shared<const Rest>(Rest{std::string(address), nullptr});
  }
}

std::string PeerAddress::address() const {
  if (hasIp_) return ip_.text();
  return rest_ != nullptr ? rest_->name : std::string();
}

void PeerAddress::setTls(std::shared_ptr<const TlsPeer> tls) {
  secure_ = tls != nullptr;
  rest_ = std::make_shared<const Rest>(Rest{rest_ != nullptr ? rest_->name : std::string(), std::move(tls)});
}

std::uint64_t PeerAddress::network() const noexcept {
  if (!hasIp_) return 0;
  const std::span bytes(ip_.bytes());
  // IPv4 in a prefix of IPv6 that nobody has: 0:ffff::/32.
  if (ip_.isIpv4()) return std::uint64_t{0xFFFF} << 32 | bigEndian(bytes.last<4>());
  return bigEndian(bytes.first<8>());
}

}  // namespace serinus
