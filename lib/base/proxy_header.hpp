#pragma once

#include <serinus/base/ip_address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace serinus {

/// What a proxy says before the first byte of its client (the PROXY protocol of HAProxy, versions 1 and 2).
struct ProxyHeader {
  std::size_t size = 0;  ///< bytes of the header; what comes next is the client's
  /// Nothing: the client has none of IP, or the proxy does not know it.
  std::optional<IpAddress> address{};
  std::uint16_t port = 0;
  bool isLocal = false;   ///< the proxy speaks for itself, as health checks do
  bool isSecure = false;  ///< the client speaks TLS to the proxy (version 2, PP2_CLIENT_SSL)
};

/// Why bytes are no PROXY header.
enum class ProxyFault : std::uint8_t {
  absent,      ///< they begin otherwise
  line,        ///< version 1: not the words of one, or not so spelt
  lineLength,  ///< version 1: no end within 107 bytes
  version,     ///< of the binary form another than 2
  command,     ///< neither LOCAL nor PROXY
  family,      ///< no pair of family and transport that there is
  addresses,   ///< too short for the addresses of its family
  extension,   ///< a TLV that does not end where the header does, or none of its kind
  length,      ///< more than `mostProxyHeader`
};

/// In a few words, which hold nothing of the peer's.
[[nodiscard]] std::string_view describe(ProxyFault fault) noexcept;

/// A longer header is refused. Addresses and extensions take some hundred bytes, a certificate's name among them.
inline constexpr std::size_t mostProxyHeader = 4096;

/// The header is not over: so many more bytes at least belong to it.
struct ProxyHeaderGoesOn {
  std::size_t atLeast;
};

using ProxyStep = std::variant<ProxyHeaderGoesOn, ProxyHeader, ProxyFault>;

/// Reads the header at the start of `bytes`. Whoever never reads more than it asks for takes nothing of the client's.
[[nodiscard]] ProxyStep parseProxyHeader(std::string_view bytes) noexcept;

}  // namespace serinus
