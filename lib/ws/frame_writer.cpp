#include <serinus/ws/frame_writer.hpp>

#include <stdexcept>

namespace serinus::ws {

namespace {

/// Where there is room for it.
void writeFrame(std::byte* at, const FrameHead& head, ByteView payload) noexcept {
  std::memcpy(at, head.bytes().data(), head.size());
  if (!payload.empty()) std::memcpy(at + head.size(), payload.data(), payload.size());
}

SharedPayload encode(const FrameHead& head, ByteView payload) {
  return SharedPayload::build(head.size() + payload.size(),
                              [&](MutableBytes into) { writeFrame(into.data(), head, payload); });
}

}  // namespace

ClosePayload::ClosePayload(CloseCode code, std::string_view reason) {
  if (code == CloseCode::noStatus) return;
  const std::uint16_t value = serinus::code(code);
  if (!isValidOnWire(value)) throw std::invalid_argument("close code " + std::to_string(value) + " cannot be sent");
  bytes_[size_++] = static_cast<std::byte>(value >> 8);
  bytes_[size_++] = static_cast<std::byte>(value & 0xFF);
  for (const std::byte byte : asBytes(fittingCloseReason(reason))) bytes_[size_++] = byte;
}

std::string encodeClose(CloseCode code, std::string_view reason) {
  std::string frame;
  appendClose(frame, code, reason);
  return frame;
}

SharedPayload encodeMessage(Opcode opcode, ByteView payload) {
  return encode(FrameHead(opcode, payload.size()), payload);
}

SharedPayload encodeCompressed(Opcode opcode, ByteView payload) {
  return encode(FrameHead::compressed(opcode, payload.size()), payload);
}

}  // namespace serinus::ws
