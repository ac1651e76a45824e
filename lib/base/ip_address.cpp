#include <serinus/base/ip_address.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstring>

#include <arpa/inet.h>

namespace serinus {

namespace {

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) noexcept {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::ranges::copy(text, terminated.begin());

  IpAddress address;
  std::ranges::copy(mapped, address.bytes_.begin());
  if (::inet_pton(AF_INET, terminated.data(), address.bytes_.data() + mapped.size()) == 1) return address;
  if (::inet_pton(AF_INET6, terminated.data(), address.bytes_.data()) == 1) return address;
  return std::nullopt;
}

IpAddress IpAddress::ofBytes(ByteView bytes) noexcept {
  assert((bytes.size() == 4 || bytes.size() == 16) && "an address has four bytes or sixteen");
  IpAddress address;
  std::ranges::copy(mapped, address.bytes_.begin());
  std::memcpy(address.bytes_.data() + address.bytes_.size() - bytes.size(), bytes.data(), bytes.size());
  return address;
}

bool IpAddress::isIpv4() const noexcept {
  return std::equal(mapped.begin(), mapped.end(), bytes_.begin());
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (isIpv4()) {
    ::inet_ntop(AF_INET, bytes_.data() + mapped.size(), text.data(), text.size());
  } else {
    ::inet_ntop(AF_INET6, bytes_.data(), text.data(), text.size());
  }
  return text.data();
}

}  // namespace serinus
