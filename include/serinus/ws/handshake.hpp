#pragma once

#include <serinus/http/request.hpp>
#include <serinus/http/status.hpp>
#include <serinus/ws/deflate.hpp>
#include <serinus/ws/deflate_negotiation.hpp>
#include <serinus/ws/origin.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace serinus::ws {

/// What the opening handshake looks at. A field that came more than once is given joined by commas, except for the key
/// and the origin: of these the first, and how many came.
struct HandshakeRequest {
  bool isGet = false;
  int minorVersion = 1;  ///< of HTTP/1
  bool secure = false;   ///< came over TLS
  bool hasBody = false;  ///< announced by Content-Length (not 0) or Transfer-Encoding
  std::string_view host;
  std::optional<std::string_view> upgrade;
  std::optional<std::string_view> connection;
  std::optional<std::string_view> version;
  std::optional<std::string_view> key;
  std::size_t keyCount = 0;
  std::optional<std::string_view> origin;
  std::size_t originCount = 0;
  std::optional<std::string_view> protocol;
  std::optional<std::string_view> extensions;
};

struct HandshakeOptions {
  OriginPolicy origins{};
  /// The subprotocols spoken here, the best first: the first one that the client offers is chosen.
  std::vector<std::string> subprotocols{};
  Deflate compression{};
};

/// Answer 101 with `Sec-WebSocket-Accept: accept`, `Sec-WebSocket-Protocol: subprotocol` where there is one, and
/// `Sec-WebSocket-Extensions: deflate->text` where compression was agreed on.
struct HandshakeAccepted {
  std::string accept;
  std::optional<std::string> subprotocol;
  std::vector<std::string> offeredSubprotocols{};  ///< by the client, in its order
  std::optional<DeflateAnswer> deflate{};
};

/// Answer `status`. A 426 carries `Upgrade: websocket`, `Connection: Upgrade` and `Sec-WebSocket-Version: 13`
/// (RFC 9110, 15.5.22; RFC 6455, 4.4), a 405 `Allow: GET`.
struct HandshakeRefused {
  Status status;
  std::string_view message;
};

using HandshakeResult = std::variant<HandshakeAccepted, HandshakeRefused>;

/// Decides on an opening handshake (RFC 6455, 4.2): 405 for another method, 426 for a request that asks for no upgrade
/// to WebSocket or for another version, 403 for a page of a foreign origin, 400 for everything malformed.
[[nodiscard]] HandshakeResult decideHandshake(const HandshakeRequest& request, const HandshakeOptions& options);

/// The same of a request as it was read. @param secure  whether it came over TLS
[[nodiscard]] HandshakeResult decideHandshake(const Request& request, bool secure, const HandshakeOptions& options);

/// `Sec-WebSocket-Accept` for a key (RFC 6455, 4.2.2, step 5.4): 28 characters.
[[nodiscard]] std::string acceptFor(std::string_view key);

/// The offers of a `Sec-WebSocket-Protocol` field in order; nothing when it is empty, has something else than tokens,
/// or the same one twice (RFC 6455, 4.1, step 10).
[[nodiscard]] std::optional<std::vector<std::string_view>> parseSubprotocols(std::string_view field);

}  // namespace serinus::ws
