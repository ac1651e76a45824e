#include "testing/web_socket_talk.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/ws/client_frame_writer.hpp>

#include <charconv>
#include <optional>
#include <span>
#include <variant>

namespace serinus::test {

namespace {

constexpr ws::MaskKey key{std::byte{0x37}, std::byte{0xFA}, std::byte{0x21}, std::byte{0x3D}};

std::string line(std::string_view kind, std::string_view payload) {
  std::string made(kind);
  if (payload.empty()) return made;
  if (payload.size() > 100) return made + " of " + std::to_string(payload.size());
  return made.append(" ").append(payload);
}

/// Nothing where there is no more to tell.
std::optional<std::string> line(const ws::Event& event) {
  if (const auto* message = std::get_if<ws::Message>(&event))
    return line(message->isText ? "text" : "binary", asText(message->payload));
  if (const auto* ping = std::get_if<ws::Ping>(&event)) return line("ping", asText(ping->payload));
  if (const auto* pong = std::get_if<ws::Pong>(&event)) return line("pong", asText(pong->payload));
  if (const auto* closed = std::get_if<ws::Closed>(&event))
    return line("close " + std::to_string(code(closed->code)), closed->reason);
  if (const auto* fault = std::get_if<ws::Fault>(&event)) return line("fault", ws::describe(fault->error));
  return std::nullopt;
}

std::optional<std::string_view> field(std::string_view head, std::string_view name) {
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
    const std::string_view rest = head.substr(at + 2);
    if (rest.size() <= name.size() || rest[name.size()] != ':' || !equalsIgnoreCase(rest.substr(0, name.size()), name))
      continue;
    return trim(rest.substr(name.size() + 1, rest.find("\r\n") - name.size() - 1));
  }
  return std::nullopt;
}

}  // namespace

WebSocketTalk::WebSocketTalk(MemoryPeer& peer, ws::ClientHandshakeOptions options)
    : peer_(&peer),
      handshake_(std::move(options)),
      session_(ws::SessionOptions{ws::Role::client, std::size_t{64} * 1024 * 1024, 0}) {}

void WebSocketTalk::close(CloseCode code, std::string_view reason) {
  frame(ws::Opcode::close, asText(ws::ClosePayload(code, reason).view()));
}

void WebSocketTalk::frame(ws::Opcode opcode, std::string_view payload, bool final) {
  peer_->send(encode(opcode, payload, final));
}

std::string WebSocketTalk::encode(ws::Opcode opcode, std::string_view payload, bool final) {
  std::string made;
  ws::appendMaskedFrame(made, opcode, asBytes(payload), key, final);
  return made;
}

std::vector<std::string> WebSocketTalk::hear() {
  std::vector<std::string> lines;
  unread_ += peer_->take();
  if (!isOpen_) {
    const std::size_t end = unread_.find("\r\n\r\n");
    if (end == std::string::npos) return lines;
    lines.push_back(hearHead(std::string_view(unread_).substr(0, end + 2)));
    unread_.erase(0, end + 4);
    if (!isOpen_) return lines;
  }
  for (;;) {
    const ws::Step step = session_.receive(std::as_writable_bytes(std::span(unread_)));
    const auto said = line(step.event);
    if (said) lines.push_back(*said);
    unread_.erase(0, step.consumed);
    if (!said) return lines;
  }
}

std::string WebSocketTalk::hearHead(std::string_view head) {
  const std::string_view status = head.substr(0, head.find("\r\n"));
  ws::HandshakeResponse response;
  if (status.size() >= 12) std::from_chars(status.data() + 9, status.data() + 12, response.status);
  if (response.status != 101) return line("refused", status);
  response.upgrade = field(head, "Upgrade");
  response.connection = field(head, "Connection");
  response.accept = field(head, "Sec-WebSocket-Accept");
  response.protocol = field(head, "Sec-WebSocket-Protocol");
  response.extensions = field(head, "Sec-WebSocket-Extensions");
  if (const auto fault = handshake_.faultOf(response)) return line("fault", *fault);
  isOpen_ = true;
  return line("open", response.protocol.value_or(""));
}

}  // namespace serinus::test
