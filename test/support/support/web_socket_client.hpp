#pragma once

#include "support/raw_client.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace serinus::test {

/// A blocking WebSocket client for tests, over `RawClient`: small messages, masked by zeros.
class WebSocketClient {
public:
  WebSocketClient(std::uint16_t port, std::string_view target, std::string_view fields = "") : raw_(port) {
    raw_.send("GET " + std::string(target) + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
              "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
              std::string(fields) + "\r\n");
    head_ = raw_.readUntil("\r\n\r\n");
    if (head_.find(" 101 ") == std::string::npos) throw std::runtime_error("no upgrade: " + head_);
  }

  [[nodiscard]] const std::string& head() const noexcept { return head_; }

  void send(std::string_view text) const { raw_.send(frame('\x81', text)); }
  void sendBinary(std::string_view bytes) const { raw_.send(frame('\x82', bytes)); }
  void sendRaw(std::string_view bytes) const { raw_.send(bytes); }
  void close() const { raw_.send(frame('\x88', "\x03\xE8")); }

  struct Frame {
    int opcode = -1;  ///< -1: the connection has ended
    std::string payload;
    /// Of a Close; 1005 when it has none.
    [[nodiscard]] int closeCode() const {
      if (opcode != 8) return -1;
      if (payload.size() < 2) return 1005;
      return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
    }
  };

  [[nodiscard]] Frame receiveFrame() {
    const std::string start = raw_.readExactly(2);
    if (start.size() < 2) return {};
    std::size_t size = static_cast<unsigned char>(start[1]);
    if (size >= 126) {
      const std::string extended = raw_.readExactly(size == 126 ? 2 : 8);
      size = 0;
      for (const char c : extended) size = size << 8 | static_cast<unsigned char>(c);
    }
    return Frame{static_cast<unsigned char>(start[0]) & 0x0F, raw_.readExactly(size)};
  }

  /// The payload of the next message; `closed 1000` for a Close, `gone` for the end.
  [[nodiscard]] std::string receive() {
    const Frame frame = receiveFrame();
    if (frame.opcode < 0) return "gone";
    if (frame.opcode == 8) return "closed " + std::to_string(frame.closeCode());
    return frame.payload;
  }

  [[nodiscard]] static std::string frame(char first, std::string_view payload) {
    std::string out{first};
    if (payload.size() < 126) {
      out += static_cast<char>(0x80 | payload.size());
    } else {
      out += '\xFE';
      out += static_cast<char>(payload.size() >> 8);
      out += static_cast<char>(payload.size());
    }
    return out.append(4, '\0').append(payload);
  }

private:
  RawClient raw_;
  std::string head_;
};

}  // namespace serinus::test
