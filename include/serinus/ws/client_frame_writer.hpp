#pragma once

#include <serinus/ws/frame_writer.hpp>

#include <string>

namespace serinus::ws {

/// A frame as a client sends it: masked (RFC 6455, 5.3) with the header's key, which is to be drawn anew, and
/// unguessably, each time. The header's length is the payload's.
inline void appendMaskedFrame(std::string& out, FrameHeader header, ByteView payload) {
  header.length = payload.size();
  out.append(asText(FrameHead(header).bytes()));
  const std::size_t start = out.size();
  out.append(asText(payload));
  if (header.key) unmask(std::as_writable_bytes(std::span(out)).subspan(start), *header.key);
}

inline void appendMaskedFrame(std::string& out, Opcode opcode, ByteView payload, MaskKey key, bool final = true) {
  appendMaskedFrame(out, {.opcode = opcode, .final = final, .rsv1 = false, .key = key, .length = 0, .size = 0},
                    payload);
}

}  // namespace serinus::ws
