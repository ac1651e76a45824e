#pragma once

#include <serinus/base/ip_address.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace serinus {

/// The addresses that begin with the same bits, such as `10.0.0.0/8` or `2001:db8::/32` (RFC 4632, 3.1; RFC 4291, 2.3).
class Network {
public:
  /// @param text  an address, and `/` with the number of bits that count; without, it is the network of one address
  /// @return nothing when it is malformed, or a bit is set that does not count, as in `10.0.0.1/8`: was one address
  ///         meant, or all of them?
  [[nodiscard]] static std::optional<Network> parse(std::string_view text) noexcept;

  /// Addresses of the other family are not in it: `::/0` has none of IPv4.
  [[nodiscard]] bool contains(const IpAddress& address) const noexcept;

  friend bool operator==(const Network&, const Network&) = default;

private:
  Network(const IpAddress& first, unsigned bits) noexcept : first_(first), bits_(bits) {}

  IpAddress first_;
  unsigned bits_;  // of the sixteen bytes of `IpAddress::bytes`
};

}  // namespace serinus
