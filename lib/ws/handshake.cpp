#include <serinus/base/ascii.hpp>
#include <serinus/base/base64.hpp>
#include <serinus/base/sha1.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/ws/extensions.hpp>
#include <serinus/ws/handshake.hpp>

#include <algorithm>

namespace serinus::ws {
namespace {

constexpr std::size_t keyBytes = 16;

/// The 24 characters are looked at first, so that a huge field is not decoded.
bool isKey(std::string_view key) {
  if (key.size() != 24) return false;
  const auto bytes = base64Decode(key);
  return bytes && bytes->size() == keyBytes;
}

std::optional<HandshakeRefused> faultOf(const HandshakeRequest& request) {
  using Refused = HandshakeRefused;
  if (!request.isGet) return Refused{Status::methodNotAllowed, "a WebSocket is opened by GET"};
  if (!request.upgrade) return Refused{Status::upgradeRequired, "this path speaks WebSocket"};
  if (request.minorVersion < 1) return Refused{Status::badRequest, "a WebSocket needs HTTP/1.1"};
  if (!http::listHas(*request.upgrade, "websocket")) {
    return Refused{Status::upgradeRequired, "Upgrade does not name websocket"};
  }
  if (!request.connection || !http::listHas(*request.connection, "upgrade")) {
    return Refused{Status::badRequest, "Connection does not name Upgrade"};
  }
  if (request.version != "13") return Refused{Status::upgradeRequired, "Sec-WebSocket-Version must be 13"};
  if (!request.key) return Refused{Status::badRequest, "Sec-WebSocket-Key is missing"};
  if (request.keyCount != 1) return Refused{Status::badRequest, "Sec-WebSocket-Key came more than once"};
  if (!isKey(*request.key)) return Refused{Status::badRequest, "Sec-WebSocket-Key is not 16 bytes in base64"};
  // What follows the head is read as frames; a body would be taken for some.
  if (request.hasBody) return Refused{Status::badRequest, "an upgrade has no body"};
  if (request.extensions && !parseExtensions(*request.extensions)) {
    return Refused{Status::badRequest, "Sec-WebSocket-Extensions is malformed"};
  }
  return std::nullopt;
}

bool mayConnect(const HandshakeRequest& request, const OriginPolicy& origins) {
  if (request.originCount > 1) return false;
  return origins.allows(request.origin, request.host, request.secure);
}

}  // namespace

HandshakeResult decideHandshake(const HandshakeRequest& request, const HandshakeOptions& options) {
  if (const auto fault = faultOf(request)) return *fault;
  HandshakeAccepted accepted{acceptFor(*request.key), std::nullopt};
  if (request.protocol) {
    const auto offered = parseSubprotocols(*request.protocol);
    if (!offered) return HandshakeRefused{Status::badRequest, "Sec-WebSocket-Protocol is malformed"};
    const auto chosen = std::ranges::find_if(options.subprotocols, [&](const std::string& ours) {
      return std::ranges::find(*offered, std::string_view(ours)) != offered->end();
    });
    if (chosen != options.subprotocols.end()) accepted.subprotocol = *chosen;
  }
  if (!mayConnect(request, options.origins)) {
    return HandshakeRefused{Status::forbidden, "pages of this origin may not connect"};
  }
  return accepted;
}

std::string acceptFor(std::string_view key) {
  constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  return base64Encode(sha1(asBytes(std::string(key).append(guid))));
}

std::optional<std::vector<std::string_view>> parseSubprotocols(std::string_view field) {
  std::vector<std::string_view> offered;
  for (auto item = http::takeListItem(field); !item.empty(); item = http::takeListItem(field)) {
    if (!isToken(item)) return std::nullopt;
    offered.push_back(item);
  }
  // Sorted, since a field may hold thousands.
  std::vector<std::string_view> sorted = offered;
  std::ranges::sort(sorted);
  if (offered.empty() || std::ranges::adjacent_find(sorted) != sorted.end()) return std::nullopt;
  return offered;
}

}  // namespace serinus::ws
