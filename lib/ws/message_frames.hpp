#pragma once

#include "ws/message_deflater.hpp"

#include <serinus/base/payload.hpp>
#include <serinus/ws/opcode.hpp>

#include <utility>
#include <vector>

namespace serinus::ws {

/// A message as the connections of one loop send it: encoded once for all of them, and compressed once for each
/// distinct set of settings, when the first connection that has it comes.
class MessageFrames {
public:
  /// @param plain  the whole frame, as `encodeMessage` makes it
  MessageFrames(Opcode opcode, SharedPayload plain) noexcept : plain_(std::move(plain)), opcode_(opcode) {}

  [[nodiscard]] Opcode opcode() const noexcept { return opcode_; }
  [[nodiscard]] ByteView payload() const noexcept;
  [[nodiscard]] const SharedPayload& plain() const noexcept { return plain_; }

  /// The frame for a connection whose compressor does not remember. Compressed where that is worth it.
  /// @throws std::bad_alloc
  [[nodiscard]] const SharedPayload& frameFor(MessageDeflater& deflater);

private:
  SharedPayload plain_;
  std::vector<std::pair<DeflateSettings, SharedPayload>> compressed_;
  Opcode opcode_;
};

}  // namespace serinus::ws
