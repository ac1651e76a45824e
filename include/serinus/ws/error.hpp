#pragma once

#include <serinus/ws/close_code.hpp>

#include <string_view>

namespace serinus::ws {

/// How a peer can break RFC 6455, RFC 7692 or a limit of ours. Each ends the connection with `closeCode(error)`.
enum class WsError : unsigned char {
  reservedBitSet,          ///< 5.2: RSV1-3 without an extension that gives it a meaning
  reservedOpcode,          ///< 5.2: 3-7 and B-F
  fragmentedControl,       ///< 5.5: a control frame without FIN
  controlTooLong,          ///< 5.5: a control frame of more than 125 bytes
  unmaskedFrame,           ///< 5.1: a client's frame without a masking key
  maskedFrame,             ///< 5.1: a server's frame with a masking key
  lengthNotMinimal,        ///< 5.2: the shortest form of the length was not used
  lengthTooLarge,          ///< 5.2: the most significant bit of a 64-bit length is set
  unexpectedContinuation,  ///< 5.4: nothing to continue
  unfinishedMessage,       ///< 5.4: a new message before the last one ended
  closeOfOneByte,          ///< 5.5.1: neither empty nor a whole code
  invalidCloseCode,        ///< 7.4: a code that may not be sent
  invalidCloseReason,      ///< 5.5.1: not UTF-8
  invalidText,             ///< 5.6, 8.1: not UTF-8
  invalidDeflate,          ///< RFC 7692, 7.2.2: not what an inflater can read, or cut short
  messageTooBig,           ///< ours: `maxMessage`
  tooManyFragments,        ///< ours: `maxFragments`
  messageTooSlow,          ///< ours: the time from a message's first byte to its last
  tooManyControls,         ///< ours: the rate of control frames
};

[[nodiscard]] CloseCode closeCode(WsError error) noexcept;

/// A sentence for the log and for the Close frame; it fits into one.
[[nodiscard]] std::string_view describe(WsError error) noexcept;

}  // namespace serinus::ws
