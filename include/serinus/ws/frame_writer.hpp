#pragma once

#include <serinus/base/bytes.hpp>
#include <serinus/base/payload.hpp>

#include <serinus/ws/frame_header.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace serinus::ws {

/// Turns what a server sends into frames (RFC 6455, 5). A `Sink` is anything with `append(std::string_view)`: a
/// `std::string`, an outbox.

template <class Sink>
void appendFrame(Sink& out, Opcode opcode, ByteView payload, bool final = true) {
  const FrameHead head(opcode, payload.size(), final);
  out.append(asText(head.bytes()));
  out.append(asText(payload));
}

/// Of a frame whose payload is no longer than `maxShortPayload`, as a server sends it.
inline constexpr std::size_t shortHeadSize = 2;

/// The same of a short message, where there is room for it. @pre  no longer than `maxShortPayload`
inline void writeShortFrame(std::byte* at, Opcode opcode, ByteView payload) noexcept {
  at[0] = static_cast<std::byte>(opcode) | std::byte{0x80};
  at[1] = static_cast<std::byte>(payload.size());
  if (!payload.empty()) std::memcpy(at + shortHeadSize, payload.data(), payload.size());
}

/// @param text  UTF-8; a client ends the connection over anything else
template <class Sink>
void appendText(Sink& out, std::string_view text) {
  appendFrame(out, Opcode::text, asBytes(text));
}

template <class Sink>
void appendBinary(Sink& out, ByteView payload) {
  appendFrame(out, Opcode::binary, payload);
}

/// What a Ping or Pong may carry (RFC 6455, 5.5).
inline constexpr std::size_t maxControlPayload = 125;

/// @pre  at most 125 bytes; what is longer is cut off
template <class Sink>
void appendPing(Sink& out, ByteView payload = {}) {
  appendFrame(out, Opcode::ping, payload.first(std::min(payload.size(), maxControlPayload)));
}

/// As `appendPing`.
template <class Sink>
void appendPong(Sink& out, ByteView payload) {
  appendFrame(out, Opcode::pong, payload.first(std::min(payload.size(), maxControlPayload)));
}

/// The payload of a Close: code and reason, in an array of its own.
class ClosePayload {
public:
  /// `noStatus` stands for an empty Close. The reason is cut as `fittingCloseReason` says.
  /// @throws std::invalid_argument  for any other code that is not `isValidOnWire`
  explicit ClosePayload(CloseCode code, std::string_view reason = {});

  [[nodiscard]] ByteView view() const noexcept { return {bytes_.data(), size_}; }

private:
  std::array<std::byte, maxControlPayload> bytes_{};
  std::size_t size_ = 0;
};

/// @throws std::invalid_argument  as `ClosePayload`
template <class Sink>
void appendClose(Sink& out, CloseCode code, std::string_view reason = {}) {
  appendFrame(out, Opcode::close, ClosePayload(code, reason).view());
}

/// A whole Close frame.
/// @throws std::invalid_argument  as `ClosePayload`
[[nodiscard]] std::string encodeClose(CloseCode code, std::string_view reason = {});

/// A whole message, head and payload, encoded once for any number of connections.
/// @throws std::bad_alloc
[[nodiscard]] SharedPayload encodeMessage(Opcode opcode, ByteView payload);

/// The same of a payload that is compressed already (RFC 7692): RSV1 is set.
/// @throws std::bad_alloc
[[nodiscard]] SharedPayload encodeCompressed(Opcode opcode, ByteView payload);

}  // namespace serinus::ws
