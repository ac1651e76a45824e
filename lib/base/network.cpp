#include <serinus/base/ascii.hpp>
#include <serinus/base/network.hpp>

#include <algorithm>
#include <cstddef>

namespace serinus {

namespace {

constexpr unsigned bitsOfIpv6 = 128;
constexpr unsigned bitsOfIpv4 = 32;

/// A number up to 128 without zeros before it.
std::optional<unsigned> bitCount(std::string_view digits) noexcept {
  if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
  unsigned count = 0;
  for (const char c : digits) {
    if (!isDigit(c)) return std::nullopt;
    count = count * 10 + static_cast<unsigned>(c - '0');
  }
  return count;
}

/// Whether the bits from `from` to `to` are equal.
bool equalBits(const IpAddress& a, const IpAddress& b, unsigned from, unsigned to) noexcept {
  for (unsigned i = from; i < to; ++i) {
    const unsigned differing = a.bytes()[i / 8] ^ b.bytes()[i / 8];
    if ((differing >> (7 - i % 8) & 1U) != 0) return false;
  }
  return true;
}

}  // namespace

std::optional<Network> Network::parse(std::string_view text) noexcept {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view written = text.substr(0, slash);
  const std::optional<IpAddress> first = IpAddress::parse(written);
  if (!first) return std::nullopt;
  unsigned bits = bitsOfIpv6;
  if (slash < text.size()) {
    const bool asIpv4 = written.find(':') == std::string_view::npos;
    const std::optional<unsigned> count = bitCount(text.substr(slash + 1));
    if (!count || *count > (asIpv4 ? bitsOfIpv4 : bitsOfIpv6)) return std::nullopt;
    bits = *count + (asIpv4 ? bitsOfIpv6 - bitsOfIpv4 : 0);
  }
  if (!equalBits(*first, IpAddress(), bits, bitsOfIpv6)) return std::nullopt;
  return Network(*first, bits);
}

bool Network::contains(const IpAddress& address) const noexcept {
  return address.isIpv4() == first_.isIpv4() && equalBits(address, first_, 0, bits_);
}

}  // namespace serinus
