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
  return std::nullopt;
}

/// The value of a list field that may have come in several lines.
class JoinedField {
public:
  JoinedField(const Fields& fields, std::string_view name) : present_(fields.has(name)) {
    for (const std::string_view value : fields.getAll(name)) text_.append(text_.empty() ? "" : ", ").append(value);
  }
  [[nodiscard]] std::optional<std::string_view> view() const noexcept {
    return present_ ? std::optional<std::string_view>(text_) : std::nullopt;
  }

private:
  bool present_;
  std::string text_;
};

bool mayConnect(const HandshakeRequest& request, const OriginPolicy& origins) {
  if (request.originCount > 1) return false;
  return origins.allows(request.origin, request.host, request.secure);
}

}  // namespace

HandshakeResult decideHandshake(const HandshakeRequest& request, const HandshakeOptions& options) {
  if (const auto fault = faultOf(request)) return *fault;
  HandshakeAccepted accepted{acceptFor(*request.key), std::nullopt, {}, std::nullopt};
  if (request.extensions) {
    const auto offers = parseExtensions(*request.extensions);
    if (!offers) return HandshakeRefused{Status::badRequest, "Sec-WebSocket-Extensions is malformed"};
    accepted.deflate = negotiateDeflate(*offers, options.compression);
  }
  if (request.protocol) {
    const auto offered = parseSubprotocols(*request.protocol);
    if (!offered) return HandshakeRefused{Status::badRequest, "Sec-WebSocket-Protocol is malformed"};
    accepted.offeredSubprotocols.assign(offered->begin(), offered->end());
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

HandshakeResult decideHandshake(const Request& request, bool secure, const HandshakeOptions& options) {
  const Fields& fields = request.fields();
  const JoinedField upgrade(fields, "Upgrade");
  const JoinedField connection(fields, "Connection");
  const JoinedField version(fields, "Sec-WebSocket-Version");
  const JoinedField protocol(fields, "Sec-WebSocket-Protocol");
  const JoinedField extensions(fields, "Sec-WebSocket-Extensions");
  HandshakeRequest asked;
  asked.isGet = request.method() == Method::get;
  asked.minorVersion = request.minorVersion();
  asked.secure = secure;
  asked.hasBody = fields.get("Content-Length").value_or("0") != "0" || fields.has("Transfer-Encoding");
  asked.host = request.host();
  asked.upgrade = upgrade.view();
  asked.connection = connection.view();
  asked.version = version.view();
  asked.key = fields.get("Sec-WebSocket-Key");
  asked.keyCount = fields.count("Sec-WebSocket-Key");
  asked.origin = fields.get("Origin");
  asked.originCount = fields.count("Origin");
  asked.protocol = protocol.view();
  asked.extensions = extensions.view();
  return decideHandshake(asked, options);
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
