#pragma once

#include <serinus/ws/deflate.hpp>
#include <serinus/ws/extensions.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace serinus::ws {

/// How one end of a connection compresses what it sends.
struct DeflateSide {
  std::uint8_t windowBits = 15;  ///< 8-15: it refers at most 2^windowBits bytes back
  bool takeover = true;          ///< a message may refer to what was sent before it

  friend bool operator==(const DeflateSide&, const DeflateSide&) = default;
};

/// What client and server have agreed on (RFC 7692, 7).
struct DeflateAgreement {
  DeflateSide server;
  DeflateSide client;

  friend bool operator==(const DeflateAgreement&, const DeflateAgreement&) = default;
};

struct DeflateAnswer {
  DeflateAgreement agreement;
  std::string text;  ///< for the field `Sec-WebSocket-Extensions`
};

/// Chooses the first offer of permessage-deflate that is well formed and can be served as `ours` wants it. Nothing when
/// there is none: the connection then goes on without compression.
///
/// A parameter that is unknown, comes twice, has a value where none belongs, lacks one it needs, or has one that is not
/// 8 to 15 in its shortest form declines its offer (RFC 7692, 7.1), not the others.
[[nodiscard]] std::optional<DeflateAnswer> negotiateDeflate(std::span<const Extension> offers, const Deflate& ours);

}  // namespace serinus::ws
