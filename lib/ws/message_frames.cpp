#include "ws/message_frames.hpp"

#include <serinus/ws/frame_header.hpp>
#include <serinus/ws/frame_writer.hpp>

#include <algorithm>
#include <cassert>

namespace serinus::ws {

ByteView MessageFrames::payload() const noexcept {
  // A server's head is 2, 4 or 10 bytes long, as the second byte says (RFC 6455, 5.2).
  const ByteView frame = plain_.view();
  const auto length = std::to_integer<unsigned>(frame[1]);
  return frame.subspan(length < 126 ? 2 : length == 126 ? 4 : 10);
}

const SharedPayload& MessageFrames::frameFor(MessageDeflater& deflater) {
  assert(!deflater.remembers() && "what a compressor remembers is its connection's alone");
  const auto known = std::ranges::find(compressed_, deflater.settings(), [](const auto& made) { return made.first; });
  if (known != compressed_.end()) return known->second;
  SharedPayload frame = plain_;
  if (const auto payload = deflater.deflate(this->payload())) frame = encodeCompressed(opcode_, *payload);
  return compressed_.emplace_back(deflater.settings(), std::move(frame)).second;
}

}  // namespace serinus::ws
