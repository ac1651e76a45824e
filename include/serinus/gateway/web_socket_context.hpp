#pragma once

#include <serinus/gateway/ws_message.hpp>
#include <serinus/pipeline/client_id.hpp>
#include <serinus/pipeline/context.hpp>
#include <serinus/server/send_result.hpp>
#include <serinus/ws/close_code.hpp>

#include <concepts>
#include <string>
#include <string_view>

namespace serinus {

/// One client of a gateway, for as long as it is connected. To be used on the client's loop, where its handlers run;
/// from elsewhere go through `WebSocketGateway::send` with the client's id.
class WebSocketContext : public Context {
public:
  [[nodiscard]] static constexpr bool isAt(Door door) noexcept { return door == Door::join || door == Door::message; }

  [[nodiscard]] virtual ClientId clientId() const noexcept = 0;

  /// The subprotocol agreed on; empty when there is none.
  [[nodiscard]] virtual std::string_view subprotocol() const noexcept = 0;

  /// Queues a text message. The text must be UTF-8; it is not checked again.
  virtual SendResult sendText(std::string_view text) = 0;
  /// The same, taking the string over instead of copying it.
  template <std::same_as<std::string> Text>
  SendResult sendText(Text&& text) {
    return sendOwned(std::move(text));
  }
  virtual SendResult sendBinary(ByteView data) = 0;

  /// Sends a message back as it came, or on, with its type. A large one is written from where it lies.
  virtual SendResult send(const WsMessage& message) = 0;

  /// Sends a Ping of at most 125 bytes; longer payloads are cut. Heartbeats need none: see `WebSocketLimits`.
  virtual SendResult ping(ByteView payload = {}) = 0;

  /// To every client of this gateway, this one included.
  virtual void broadcastText(std::string_view text) = 0;
  virtual void broadcastBinary(ByteView data) = 0;

  /// Begins the closing handshake; what was sent before arrives before. A reason is UTF-8 and at most 123 bytes long; a
  /// longer one is cut at the border of a character.
  virtual void close(CloseCode code = CloseCode::normal, std::string_view reason = {}) = 0;

  /// Cuts the connection off without a Close; the client sees 1006.
  virtual void abort() = 0;

  /// Bytes that wait to be sent to this client.
  [[nodiscard]] virtual std::size_t bufferedAmount() const noexcept = 0;

protected:
  using Context::Context;
  ~WebSocketContext() = default;
  virtual SendResult sendOwned(std::string&& text) = 0;
};

}  // namespace serinus
