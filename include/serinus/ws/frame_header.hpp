#pragma once

#include <serinus/base/bytes.hpp>

#include <serinus/ws/error.hpp>
#include <serinus/ws/mask.hpp>
#include <serinus/ws/opcode.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

namespace serinus::ws {

/// The head of a frame (RFC 6455, 5.2): everything before the payload.
struct FrameHeader {
  Opcode opcode = Opcode::text;
  bool final = true;
  bool rsv1 = false;
  std::optional<MaskKey> key;
  std::uint64_t length = 0;  ///< of the payload, below 2^63
  std::size_t size = 0;      ///< of the head itself, 2-14
};

/// The head is not whole: at least this many bytes, from its start, are needed to go on.
struct HeaderNeeds {
  std::size_t size;
};

using HeaderStep = std::variant<HeaderNeeds, FrameHeader, WsError>;

/// Whether an agreed extension gives RSV1 of a message's first frame a meaning (RFC 7692, 6).
enum class Rsv1 : std::uint8_t { refused, allowed };

/// Reads the head of a frame that a peer sent to `self`. Refuses as soon as the bytes prove the fault, so a length that
/// cannot be right is refused before the masking key has arrived.
[[nodiscard]] HeaderStep parseHeader(ByteView input, Role self, Rsv1 rsv1 = Rsv1::refused) noexcept;

/// The size of the head of a frame as a server sends it: 2, 4 or 10, as the second byte says. @pre  two bytes
[[nodiscard]] std::size_t headSizeOf(ByteView serverFrame) noexcept;

/// The longest payload whose length stands in the second byte (RFC 6455, 5.2).
inline constexpr std::size_t maxShortPayload = 125;

/// The bytes of a frame's head, its length in the shortest form: for a gathered write with the payload behind it.
class FrameHead {
public:
  static constexpr std::size_t maxSize = 14;

  /// As a server sends it, without a masking key.
  FrameHead(Opcode opcode, std::uint64_t length, bool final = true) noexcept {
    if (length > maxShortPayload) {
      writeLong(opcode, length, final);
    } else {
      bytes_[0] = static_cast<std::byte>(opcode) | (final ? std::byte{0x80} : std::byte{});
      bytes_[1] = static_cast<std::byte>(length);
      size_ = 2;
    }
  }

  /// As a server sends a compressed message in one frame: RSV1 is set (RFC 7692, 7.2.1).
  [[nodiscard]] static FrameHead compressed(Opcode opcode, std::uint64_t length) noexcept;

  /// As `header` says; its `size` is not looked at.
  explicit FrameHead(const FrameHeader& header) noexcept;

  [[nodiscard]] ByteView bytes() const noexcept { return {bytes_.data(), size_}; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
  void writeLong(Opcode opcode, std::uint64_t length, bool final) noexcept;
  void push(std::uint64_t value, std::size_t bytes) noexcept;

  std::array<std::byte, maxSize> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace serinus::ws
