#include "ws/message_frames.hpp"

#include <serinus/ws/frame_header.hpp>
#include <serinus/ws/frame_writer.hpp>

#include <algorithm>
#include <cassert>

namespace serinus::ws {

ByteView MessageFrames::payload() const noexcept {
  return plain_.view().subspan(headSizeOf(plain_.view()));
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
