#pragma once

#include "ws/deflate_pool.hpp"

#include <serinus/ws/deflate_negotiation.hpp>

#include <cstddef>
#include <memory>
#include <optional>

namespace serinus::ws {

/// Compresses the messages that one connection sends (RFC 7692, 7.2.1). Without context takeover it holds nothing: the
/// compressor is the loop's. With it, it has one of its own from the first message on.
class MessageDeflater {
public:
  /// @param ours  how we compress
  MessageDeflater(const DeflateSide& ours, const Deflate& deflate, DeflatePool& pool) noexcept;

  /// The payload of a frame with RSV1, valid until the pool compresses again. Nothing when the message is to be sent as
  /// it is: it is empty or shorter than the threshold, or would not become shorter.
  /// @throws std::bad_alloc
  [[nodiscard]] std::optional<ByteView> deflate(ByteView message);

  /// Whether each message may refer to those before it, so that what was compressed for another connection does not fit
  /// here. Otherwise it fits wherever the settings are the same.
  [[nodiscard]] bool remembers() const noexcept { return takeover_; }
  [[nodiscard]] const DeflateSettings& settings() const noexcept { return settings_; }

private:
  DeflatePool* pool_;
  std::unique_ptr<Deflater> own_;
  std::size_t threshold_;
  DeflateSettings settings_;
  bool takeover_;
};

}  // namespace serinus::ws
