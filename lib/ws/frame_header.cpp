#include <serinus/ws/frame_header.hpp>

#include <cassert>

namespace serinus::ws {
namespace {

constexpr std::uint8_t finBit = 0x80;
constexpr std::uint8_t rsv1Bit = 0x40;
constexpr std::uint8_t rsv2And3Bits = 0x30;
constexpr std::uint8_t maskBit = 0x80;
constexpr std::uint8_t twoByteLength = 126;
constexpr std::uint8_t eightByteLength = 127;

constexpr bool isKnown(std::uint8_t opcode) noexcept {
  return opcode <= 0x2 || (opcode >= 0x8 && opcode <= 0xA);
}

constexpr std::size_t extendedLengthSize(std::uint8_t length) noexcept {
  if (length == twoByteLength) return 2;
  return length == eightByteLength ? 8 : 0;
}

std::uint64_t bigEndian(ByteView bytes) noexcept {
  std::uint64_t value = 0;
  for (const std::byte byte : bytes) value = value << 8 | std::to_integer<std::uint64_t>(byte);
  return value;
}

/// What the first two bytes can prove wrong.
std::optional<WsError> faultOfStart(std::uint8_t first, std::uint8_t second, Role self, Rsv1 rsv1) noexcept {
  const auto opcode = static_cast<std::uint8_t>(first & 0x0F);
  const bool control = (opcode & 0x8) != 0;
  const bool masked = (second & maskBit) != 0;
  if ((first & rsv2And3Bits) != 0) return WsError::reservedBitSet;
  // RFC 7692, 6.1: only the first frame of a message may have it.
  const bool startsMessage = opcode == 0x1 || opcode == 0x2;
  if ((first & rsv1Bit) != 0 && (rsv1 == Rsv1::refused || !startsMessage)) return WsError::reservedBitSet;
  if (!isKnown(opcode)) return WsError::reservedOpcode;
  if (control && (first & finBit) == 0) return WsError::fragmentedControl;
  if (control && (second & ~maskBit) > maxShortPayload) return WsError::controlTooLong;
  if (self == Role::server && !masked) return WsError::unmaskedFrame;
  if (self == Role::client && masked) return WsError::maskedFrame;
  return std::nullopt;
}

}  // namespace

HeaderStep parseHeader(ByteView input, Role self, Rsv1 rsv1) noexcept {
  if (input.size() < 2) return HeaderNeeds{2};
  const auto first = std::to_integer<std::uint8_t>(input[0]);
  const auto second = std::to_integer<std::uint8_t>(input[1]);
  if (const auto fault = faultOfStart(first, second, self, rsv1)) return *fault;

  const bool masked = (second & maskBit) != 0;
  const auto shortLength = static_cast<std::uint8_t>(second & ~maskBit);
  const std::size_t extended = extendedLengthSize(shortLength);
  const std::size_t size = 2 + extended + (masked ? 4 : 0);
  if (input.size() < 2 + extended) return HeaderNeeds{size};

  std::uint64_t length = shortLength;
  if (extended != 0) {
    length = bigEndian(input.subspan(2, extended));
    if (length >> 63 != 0) return WsError::lengthTooLarge;
    const std::uint64_t shortest = extended == 2 ? twoByteLength : 0x10000;
    if (length < shortest) return WsError::lengthNotMinimal;
  }
  if (input.size() < size) return HeaderNeeds{size};

  FrameHeader header{.opcode = static_cast<Opcode>(first & 0x0F),
                     .final = (first & finBit) != 0,
                     .rsv1 = (first & rsv1Bit) != 0,
                     .key = std::nullopt,
                     .length = length,
                     .size = size};
  if (masked) {
    const ByteView key = input.subspan(2 + extended, 4);
    header.key = MaskKey{key[0], key[1], key[2], key[3]};
  }
  return header;
}

void FrameHead::push(std::uint64_t value, std::size_t bytes) noexcept {
  assert(size_ + bytes <= maxSize && "a frame's head has at most 14 bytes");
  while (bytes > 0) bytes_[size_++] = static_cast<std::byte>(value >> (8 * --bytes) & 0xFF);
}

std::size_t headSizeOf(ByteView serverFrame) noexcept {
  const auto length = std::to_integer<unsigned>(serverFrame[1]);
  return length < 126 ? 2 : length == 126 ? 4 : 10;
}

void FrameHead::writeLong(Opcode opcode, std::uint64_t length, bool final) noexcept {
  *this =
      FrameHead({.opcode = opcode, .final = final, .rsv1 = false, .key = std::nullopt, .length = length, .size = 0});
}

FrameHead FrameHead::compressed(Opcode opcode, std::uint64_t length) noexcept {
  return FrameHead({.opcode = opcode, .final = true, .rsv1 = true, .key = std::nullopt, .length = length, .size = 0});
}

FrameHead::FrameHead(const FrameHeader& header) noexcept {
  assert(header.length >> 63 == 0 && "the highest bit of a length is zero (RFC 6455, 5.2)");
  push(static_cast<std::uint64_t>(header.opcode) | (header.final ? finBit : 0U) | (header.rsv1 ? rsv1Bit : 0U), 1);
  const std::uint64_t mask = header.key ? maskBit : 0U;
  if (header.length < twoByteLength) {
    push(mask | header.length, 1);
  } else if (header.length <= 0xFFFF) {
    push(mask | twoByteLength, 1);
    push(header.length, 2);
  } else {
    push(mask | eightByteLength, 1);
    push(header.length, 8);
  }
  if (header.key) {
    for (const std::byte byte : *header.key) push(std::to_integer<std::uint64_t>(byte), 1);
  }
}

}  // namespace serinus::ws
