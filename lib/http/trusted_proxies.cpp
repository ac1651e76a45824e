#include <serinus/http/forwarded.hpp>
#include <serinus/http/trusted_proxies.hpp>

#include <algorithm>
#include <optional>
#include <ranges>
#include <stdexcept>

namespace serinus {

TrustedProxies::TrustedProxies(std::initializer_list<std::string_view> networks, ForwardedBy fields) : by_(fields) {
  for (const std::string_view text : networks) {
    const std::optional<Network> network = Network::parse(text);
    if (!network) {
      throw std::invalid_argument(
          "TrustedProxies: \"" + std::string(text) +
          "\" is no network: write 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32, with no bit set that "
          "does not count");
    }
    networks_.push_back(*network);
  }
}

bool TrustedProxies::trusts(std::string_view peer) const noexcept {
  const std::optional<IpAddress> address = IpAddress::parse(peer.substr(0, peer.find('%')));
  return address && trust(*address);
}

ForwardedClient TrustedProxies::clientOf(std::string_view peer, const Fields& fields) const {
  ForwardedClient client{.address = std::string(peer)};
  if (!trusts(peer)) return client;

  const std::vector<http::ForwardedHop> hops =
      by_ == ForwardedBy::forwarded ? http::forwardedHops(fields) : http::xForwardedHops(fields);
  for (const http::ForwardedHop& hop : std::views::reverse(hops)) {
    client.scheme = hop.scheme;
    client.host = hop.host;
    if (!hop.address) break;
    client.address = hop.address->text();
    if (!trust(*hop.address)) break;
  }
  return client;
}

bool TrustedProxies::trust(const IpAddress& address) const noexcept {
  return std::ranges::any_of(networks_, [&](const Network& network) { return network.contains(address); });
}

}  // namespace serinus
