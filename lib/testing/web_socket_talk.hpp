#pragma once

#include "testing/memory_stream.hpp"

#include <serinus/ws/client_handshake.hpp>
#include <serinus/ws/close_code.hpp>
#include <serinus/ws/opcode.hpp>
#include <serinus/ws/session.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace serinus::test {

/// A WebSocket client at the far end of a connection in memory. It judges the server strictly, and puts what it hears
/// into lines: `open`, `open chat.v1`, `refused HTTP/1.1 403 Forbidden`, `text hello`, `binary abc`, `ping`, `pong x`,
/// `close 1000 bye`, `fault …`; a payload of more than 100 bytes by its size: `text of 65536`.
class WebSocketTalk {
public:
  explicit WebSocketTalk(MemoryPeer& peer, ws::ClientHandshakeOptions options = {});

  /// Sends the opening handshake.
  void open() { peer_->send(handshake_.request()); }

  void text(std::string_view payload) { frame(ws::Opcode::text, payload); }
  void binary(std::string_view payload) { frame(ws::Opcode::binary, payload); }
  void close(CloseCode code = CloseCode::normal, std::string_view reason = {});
  void frame(ws::Opcode opcode, std::string_view payload, bool final = true);

  /// What came since the last call.
  [[nodiscard]] std::vector<std::string> hear();

  /// A frame as a client sends it.
  [[nodiscard]] static std::string encode(ws::Opcode opcode, std::string_view payload, bool final = true);
  [[nodiscard]] const ws::ClientHandshake& handshake() const noexcept { return handshake_; }

private:
  [[nodiscard]] std::string hearHead(std::string_view head);

  MemoryPeer* peer_;
  ws::ClientHandshake handshake_;
  ws::Session session_;
  std::string unread_;
  bool isOpen_ = false;
};

}  // namespace serinus::test
