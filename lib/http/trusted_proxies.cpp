#include <serinus/http/forwarded.hpp>
#include <serinus/http/trusted_proxies.hpp>

#include <algorithm>
#include <optional>
#include <ranges>

namespace serinus {

ForwardedClient TrustedProxies::clientOf(std::string_view peer, const Fields& fields) const {
  const std::optional<IpAddress> own = IpAddress::parse(peer.substr(0, peer.find('%')));
  ForwardedClient client{.address = std::string(peer)};
  if (!own || !trust(*own)) return client;

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
