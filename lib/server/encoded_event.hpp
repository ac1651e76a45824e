#pragma once

#include <serinus/base/payload.hpp>
#include <serinus/sse/sse_event.hpp>

namespace serinus::server {

/// An event encoded once for all its readers: as one HTTP chunk, in which its bare text lies.
class EncodedEvent {
public:
  explicit EncodedEvent(const SseEvent& event);
  [[nodiscard]] static EncodedEvent heartbeat();

  /// For HTTP/1.1: the text with its chunk's borders.
  [[nodiscard]] const SharedPayload& chunk() const noexcept { return chunk_; }
  /// For HTTP/1.0.
  [[nodiscard]] ByteView text() const noexcept { return chunk_.view().subspan(begin_, size_); }

private:
  explicit EncodedEvent(std::string_view text);
  SharedPayload chunk_;
  std::size_t begin_ = 0;
  std::size_t size_ = 0;
};

}  // namespace serinus::server
