#pragma once

#include <serinus/base/network.hpp>
#include <serinus/http/fields.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

/// Who is behind the proxies before this server, and what was asked of the first of them.
struct ForwardedClient {
  std::string address{};  ///< numeric; the peer's own words where that is no address
  std::string scheme{};   ///< empty: the one of the connection
  std::string host{};     ///< empty: the one of the request
};

/// The fields that our proxies write. A proxy passes on what it does not write: whoever read the others too would
/// believe the client itself.
enum class ForwardedBy : std::uint8_t {
  xForwarded,  ///< X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host
  forwarded,   ///< Forwarded (RFC 7239)
};

/// The proxies whose word is taken for who their client is.
///
/// From the peer on, each one that is trusted tells who came before it, nearest first; the first that is not trusted is
/// the client, whatever it tells itself (RFC 7239, 8.1). Where a trusted one tells nothing of use, it is the client,
/// and where all are trusted, the farthest.
class TrustedProxies {
public:
  /// Nobody: clients are the peers.
  TrustedProxies() = default;
  /// @param networks  of our own proxies, and nobody else's
  explicit TrustedProxies(std::vector<Network> networks, ForwardedBy fields = ForwardedBy::xForwarded) noexcept
      : networks_(std::move(networks)), by_(fields) {}

  /// The same, of networks as text: `TrustedProxies({"127.0.0.1", "10.0.0.0/8"})`.
  /// @throws std::invalid_argument  names the one that is no network (`Network::parse`)
  explicit TrustedProxies(std::initializer_list<std::string_view> networks,
                          ForwardedBy fields = ForwardedBy::xForwarded);

  /// Nobody is trusted.
  [[nodiscard]] bool empty() const noexcept { return networks_.empty(); }
  /// Whether the peer is one of them.
  [[nodiscard]] bool trusts(std::string_view peer) const noexcept;

  /// @param peer  numeric, perhaps with a zone (`fe80::1%eth0`)
  [[nodiscard]] ForwardedClient clientOf(std::string_view peer, const Fields& fields) const;

private:
  [[nodiscard]] bool trust(const IpAddress& address) const noexcept;

  std::vector<Network> networks_;
  ForwardedBy by_ = ForwardedBy::xForwarded;
};

}  // namespace serinus
