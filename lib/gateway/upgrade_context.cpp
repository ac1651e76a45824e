#include <serinus/base/ascii.hpp>
#include <serinus/gateway/upgrade_context.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace serinus {

namespace {

/// The fields whose values the handshake itself settles (RFC 6455, 4.2.2), and those of the connection.
bool isOfHandshake(std::string_view name) {
  constexpr std::string_view prefix = "sec-websocket-";
  return equalsIgnoreCase(name.substr(0, prefix.size()), prefix) || equalsIgnoreCase(name, "upgrade") ||
         equalsIgnoreCase(name, "connection");
}

}  // namespace

UpgradeContext::UpgradeContext(const Request& request, const routing::Parameters& parameters,
                               const di::ServiceScope& services, Loop& loop, const PeerAddress& peer,
                               std::vector<std::string> offered, std::string subprotocol)
    : PlacedContext(request, parameters, services, loop, peer),
      offered_(std::move(offered)),
      subprotocol_(std::move(subprotocol)) {}

void UpgradeContext::refuse(Response response) {
  if (response.status() == Status::switchingProtocols)
    throw std::invalid_argument("a client is not refused with 101: return from onUpgrade to let it in");
  refusal_ = std::move(response);
}

void UpgradeContext::chooseSubprotocol(std::string_view subprotocol) {
  if (!subprotocol.empty() && std::ranges::find(offered_, subprotocol) == offered_.end()) {
    throw std::invalid_argument("the client did not offer the subprotocol \"" + std::string(subprotocol) +
                                "\": choose one of offeredSubprotocols()");
  }
  subprotocol_ = subprotocol;
}

void UpgradeContext::addHeader(std::string_view name, std::string_view value) {
  if (isOfHandshake(name))
    throw std::invalid_argument(std::string(name) + " is a field of the handshake: it is written by the server");
  added_.add(name, value);
}

}  // namespace serinus
