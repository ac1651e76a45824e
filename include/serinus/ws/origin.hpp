#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::ws {

/// A web origin: scheme, host and port (RFC 6454, 4). Scheme and host are in lower case, the port is never left out.
struct Origin {
  std::string scheme;
  std::string host;
  std::uint16_t port = 0;

  friend bool operator==(const Origin&, const Origin&) = default;
};

/// Reads an origin as browsers write it: `scheme://host` or `scheme://host:port`, http or https, ASCII, nothing before
/// or behind. None for anything else, `null` among it.
[[nodiscard]] std::optional<Origin> parseOrigin(std::string_view text);

/// Which web pages may open a WebSocket here. A browser sends a page's origin with the handshake, and cookies with it:
/// to let every page in would lend each visitor's identity to any of them (cross-site WebSocket hijacking).
///
/// By default those of the same origin, that is: of the scheme, host and port that the request went to. A request
/// without the field is no browser's and is let in. Behind a proxy that ends TLS the scheme differs: list the public
/// origin.
class OriginPolicy {
public:
  OriginPolicy() = default;

  /// The same origin and those listed, whole: `https://app.example:8443`; `null` for pages without an origin (files,
  /// sandboxed frames); `*` for all.
  /// @throws std::invalid_argument  when an entry is none of these
  explicit OriginPolicy(const std::vector<std::string>& allowed);

  /// @param origin     the value of the `Origin` field, or nothing when the request has none
  /// @param authority  the value of the `Host` field
  /// @param secure     whether the connection is TLS
  [[nodiscard]] bool allows(std::optional<std::string_view> origin, std::string_view authority, bool secure) const;

private:
  std::vector<Origin> allowed_;
  bool all_ = false;
  bool null_ = false;
};

}  // namespace serinus::ws
