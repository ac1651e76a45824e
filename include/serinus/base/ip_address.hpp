#pragma once

#include <serinus/base/bytes.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace serinus {

/// A numeric address, of IPv4 or IPv6. `::ffff:192.0.2.1` is the IPv4 address in it (RFC 4291, 2.5.5.2), as which the
/// peers of a socket for both appear.
class IpAddress {
public:
  /// @return nothing unless `text` is an address alone: four decimal numbers, or IPv6 without brackets and zone
  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text) noexcept;

  /// @param bytes  in the order of the network: four of IPv4, or sixteen of IPv6
  [[nodiscard]] static IpAddress ofBytes(ByteView bytes) noexcept;

  [[nodiscard]] bool isIpv4() const noexcept;

  /// The shortest way to write it: `192.0.2.1`, `2001:db8::1` (RFC 5952).
  [[nodiscard]] std::string text() const;

  /// The bytes of IPv6; those of an IPv4 address are the last four, behind ::ffff:0:0/96.
  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const noexcept { return bytes_; }

  friend bool operator==(const IpAddress&, const IpAddress&) = default;

private:
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace serinus
