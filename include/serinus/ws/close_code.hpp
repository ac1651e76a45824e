#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace serinus {

/// Why a WebSocket was closed (RFC 6455, 7.4.1, and IANA's registry). A code of your own lies in 3000-4999 and is made
/// by `static_cast<CloseCode>(4001)`.
enum class CloseCode : std::uint16_t {
  normal = 1000,
  goingAway = 1001,
  protocolError = 1002,
  unsupportedData = 1003,
  noStatus = 1005,  ///< never on the wire: the peer's Close was empty
  abnormal = 1006,  ///< never on the wire: the connection was lost without a Close
  invalidPayload = 1007,
  policyViolation = 1008,
  messageTooBig = 1009,
  mandatoryExtension = 1010,
  internalError = 1011,
  serviceRestart = 1012,
  tryAgainLater = 1013,
  badGateway = 1014,
  tlsFailure = 1015,  ///< never on the wire: the TLS handshake failed

  // Serinus's own, each 4000 and the HTTP status that it is next to.
  expired = 4401,   ///< the client's principal has expired: come back with a new one
  replaced = 4409,  ///< a newer connection of the same user took the place: do not come back by yourself
};

[[nodiscard]] constexpr std::uint16_t code(CloseCode closeCode) noexcept {
  return static_cast<std::uint16_t>(closeCode);
}

}  // namespace serinus

namespace serinus::ws {

/// What a Close frame may say beside its code: 125 bytes of a control frame less the two of the code (RFC 6455, 5.5).
inline constexpr std::size_t maxCloseReason = 123;

/// Whether a Close frame may carry `code`: 1000-1003, 1007-1014, 3000-4999 (RFC 6455, 7.4.2; 1012-1014 by IANA).
[[nodiscard]] constexpr bool isValidOnWire(std::uint16_t code) noexcept {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

/// The longest beginning of `reason` that a Close frame can carry: at most 123 bytes, whole code points, and nothing
/// from the first byte on that is not UTF-8.
[[nodiscard]] std::string_view fittingCloseReason(std::string_view reason) noexcept;

}  // namespace serinus::ws
