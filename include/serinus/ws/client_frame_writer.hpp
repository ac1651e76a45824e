#pragma once

#include <serinus/ws/frame_writer.hpp>

#include <string>

namespace serinus::ws {

/// A frame as a client sends it: masked with `key` (RFC 6455, 5.3), which is to be drawn anew, and unguessably, each
/// time.
inline void appendMaskedFrame(std::string& out, Opcode opcode, ByteView payload, MaskKey key, bool final = true) {
  const FrameHead head(
      {.opcode = opcode, .final = final, .rsv1 = false, .key = key, .length = payload.size(), .size = 0});
  out.append(asText(head.bytes()));
  const std::size_t start = out.size();
  out.append(asText(payload));
  unmask(std::as_writable_bytes(std::span(out)).subspan(start), key);
}

}  // namespace serinus::ws
