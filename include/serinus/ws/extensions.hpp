#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::ws {

struct ExtensionParameter {
  std::string name;
  std::optional<std::string> value;  ///< without its quotes

  friend bool operator==(const ExtensionParameter&, const ExtensionParameter&) = default;
};

/// One offer of a client, or the agreement of a server.
struct Extension {
  std::string name;
  std::vector<ExtensionParameter> parameters;

  friend bool operator==(const Extension&, const Extension&) = default;
};

/// Reads a `Sec-WebSocket-Extensions` field (RFC 6455, 9.1), in order. Nothing when the grammar is violated, also by a
/// quoted value that is no token; the handshake fails then. What the extensions mean is not looked at.
[[nodiscard]] std::optional<std::vector<Extension>> parseExtensions(std::string_view field);

}  // namespace serinus::ws
