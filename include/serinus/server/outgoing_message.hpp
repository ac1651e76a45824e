#pragma once

#include <serinus/base/bytes.hpp>
#include <serinus/server/sent.hpp>

#include <cstdint>
#include <string_view>

namespace serinus {

class OutgoingMessage;

/// The kind of a message that is sent in pieces. A text's pieces may end inside a character; together they are UTF-8.
enum class MessageType : std::uint8_t { text, binary };

namespace server {

/// Waits until a message has its turn and its client has room, then sends a piece of it.
class PieceAwaiter final : public FlowWaiter {
public:
  PieceAwaiter(OutgoingMessage& message, ByteView piece, bool isLast) noexcept;

  [[nodiscard]] bool ready() const noexcept override;
  [[nodiscard]] bool await_ready() const noexcept;
  SendResult await_resume();

private:
  OutgoingMessage* message_;
  ByteView piece_;
  bool isLast_;
};

}  // namespace server

/// A message that is sent piece by piece, so that it need never be in memory as a whole:
///
///     OutgoingMessage message = context.beginMessage(MessageType::binary);
///     while (...) co_await message.write(piece);
///     co_await message.finish();
///
/// Its place among the client's messages is that of its beginning: what was sent before goes before, and what is sent
/// until it is finished waits behind it (as `Backpressure` allows); pings pass. So do not await the sending of another
/// message between `beginMessage` and `finish`: it may wait for this one. Destroyed without an end after its first
/// piece was sent, it closes the connection with 1011, since no client could tell it from a whole one.
///
/// It stays where it was made, and is used on the client's loop.
class OutgoingMessage {
public:
  /// What `write` and `finish` give to `co_await`. The piece must stay until then; nothing is sent before. It gives
  /// `delivered`, `queued`, or `closed` when the connection has begun to close.
  class [[nodiscard]] Write {
  public:
    Write(OutgoingMessage& message, ByteView piece, bool isLast) noexcept
        : message_(&message), piece_(piece), isLast_(isLast) {}
    [[nodiscard]] server::PieceAwaiter awaitOn(Loop&) const noexcept { return {*message_, piece_, isLast_}; }

  private:
    OutgoingMessage* message_;
    ByteView piece_;
    bool isLast_;
  };

  OutgoingMessage(server::WebSocketConnection& connection, MessageType type);
  OutgoingMessage(const OutgoingMessage&) = delete;
  OutgoingMessage& operator=(const OutgoingMessage&) = delete;
  ~OutgoingMessage();

  /// Sends a piece as a frame of its own, when the message has its turn and no more than the high watermark waits in
  /// the connection. An empty piece is not sent.
  /// @throws std::logic_error  when the message is finished
  Write write(ByteView piece) noexcept { return {*this, piece, false}; }
  Write write(std::string_view piece) noexcept { return write(asBytes(piece)); }

  /// Ends the message, with a last piece or none.
  Write finish(ByteView piece = {}) noexcept { return {*this, piece, true}; }
  Write finish(std::string_view piece) noexcept { return finish(asBytes(piece)); }

private:
  friend class server::WebSocketConnection;
  friend class server::PieceAwaiter;
  enum class State : std::uint8_t { begun, started, finished };

  server::WebSocketConnection* connection_;  // null: it is gone
  std::uint64_t ticket_ = 0;
  MessageType type_;
  State state_ = State::begun;
};

}  // namespace serinus
