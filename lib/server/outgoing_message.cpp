#include <serinus/server/outgoing_message.hpp>

#include "server/web_socket_connection.hpp"

#include <stdexcept>

namespace serinus {

OutgoingMessage::OutgoingMessage(server::WebSocketConnection& connection, MessageType type)
    : connection_(&connection), type_(type) {
  connection.beginStream(*this);
}

OutgoingMessage::~OutgoingMessage() {
  if (connection_ != nullptr) connection_->leaveStream(*this);
}

namespace server {

PieceAwaiter::PieceAwaiter(OutgoingMessage& message, ByteView piece, bool isLast) noexcept
    : FlowWaiter(message.connection_), message_(&message), piece_(piece), isLast_(isLast) {}

// As for `DrainAwaiter`: once the connection closes, the loop is given a turn.
bool PieceAwaiter::await_ready() const noexcept {
  if (connection_ == nullptr || message_->state_ == OutgoingMessage::State::finished) return true;
  return connection_->isOpen() && connection_->streamMayBegin(*message_);
}

bool PieceAwaiter::ready() const noexcept {
  return !connection_->isOpen() || connection_->streamMayGoOn(*message_);
}

SendResult PieceAwaiter::await_resume() {
  if (message_->state_ == OutgoingMessage::State::finished)
    throw std::logic_error("the message is finished: begin another one");
  if (connection_ == nullptr || !connection_->isOpen()) return SendResult::closed;
  return connection_->sendPiece(*message_, piece_, isLast_);
}

}  // namespace server

}  // namespace serinus
