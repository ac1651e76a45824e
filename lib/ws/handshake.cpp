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

/// A field that may have come in several lines.
class Lines {
public:
  void add(std::string_view value) {
    if (++count_ == 1) {
      first_ = value;
      return;
    }
    if (count_ == 2) all_ = first_;
    all_.append(all_.empty() ? "" : ", ").append(value);
  }
  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  [[nodiscard]] std::optional<std::string_view> first() const noexcept {
    return count_ > 0 ? std::optional(first_) : std::nullopt;
  }
  /// As a list.
  [[nodiscard]] std::optional<std::string_view> joined() const noexcept {
    return count_ > 1 ? std::optional<std::string_view>(all_) : first();
  }

private:
  std::size_t count_ = 0;
  std::string_view first_;
  std::string all_;  // of several
};

/// What a handshake looks at, found in one pass.
struct HandshakeFields {
  Lines upgrade, connection, version, key, protocol, extensions, origin, contentLength, transferEncoding;

  explicit HandshakeFields(const Fields& fields) {
    for (const auto& [name, value] : fields) {
      if (Lines* const lines = linesOf(name)) lines->add(value);
    }
  }

private:
  [[nodiscard]] Lines* linesOf(std::string_view name) noexcept {
    if (isLower(name, "upgrade")) return &upgrade;
    if (isLower(name, "connection")) return &connection;
    if (isLower(name, "sec-websocket-version")) return &version;
    if (isLower(name, "sec-websocket-key")) return &key;
    if (isLower(name, "sec-websocket-protocol")) return &protocol;
    if (isLower(name, "sec-websocket-extensions")) return &extensions;
    if (isLower(name, "origin")) return &origin;
    if (isLower(name, "content-length")) return &contentLength;
    return isLower(name, "transfer-encoding") ? &transferEncoding : nullptr;
  }
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
  const HandshakeFields fields(request.fields());
  HandshakeRequest asked;
  asked.isGet = request.method() == Method::get;
  asked.minorVersion = request.minorVersion();
  asked.secure = secure;
  asked.hasBody = fields.contentLength.first().value_or("0") != "0" || fields.transferEncoding.count() > 0;
  asked.host = request.host();
  asked.upgrade = fields.upgrade.joined();
  asked.connection = fields.connection.joined();
  asked.version = fields.version.joined();
  asked.key = fields.key.first();
  asked.keyCount = fields.key.count();
  asked.origin = fields.origin.first();
  asked.originCount = fields.origin.count();
  asked.protocol = fields.protocol.joined();
  asked.extensions = fields.extensions.joined();
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
