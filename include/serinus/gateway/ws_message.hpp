#pragma once

#include <serinus/base/bytes.hpp>

#include <string_view>

namespace serinus {

/// A WebSocket message as it arrived. Its bytes belong to the connection and are valid until the handler that was given
/// it has returned, also across its `co_await`s; keep a copy for longer.
class WsMessage {
public:
  WsMessage(bool isText, ByteView payload) noexcept : payload_(payload), isText_(isText) {}

  [[nodiscard]] bool isText() const noexcept { return isText_; }
  [[nodiscard]] bool isBinary() const noexcept { return !isText_; }

  /// The payload as text: valid UTF-8 when `isText()`, any bytes otherwise.
  [[nodiscard]] std::string_view text() const noexcept { return asText(payload_); }
  [[nodiscard]] ByteView bytes() const noexcept { return payload_; }
  [[nodiscard]] std::size_t size() const noexcept { return payload_.size(); }

private:
  ByteView payload_;
  bool isText_;
};

}  // namespace serinus
