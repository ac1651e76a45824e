#include <serinus/server/next_chunk.hpp>

#include "server/web_socket_connection.hpp"

#include <stdexcept>

namespace serinus::server {

ChunkAwaiter::~ChunkAwaiter() {
  if (!handler_ || connection_ == nullptr) return;
  connection_->inflow()->reader = nullptr;
  connection_->inflow()->flow.withdraw();
}

bool ChunkAwaiter::await_ready() const noexcept {
  const WebSocketInflow* const inflow = connection_->inflow();
  return inflow == nullptr || inflow->flow.has() || !inflow->flow.isUnderWay() || inflow->reader != nullptr;
}

void ChunkAwaiter::await_suspend(std::coroutine_handle<> handler) {
  handler_ = handler;
  connection_->awaitPiece(*this);
}

WsChunk ChunkAwaiter::await_resume() {
  WebSocketInflow* const inflow = connection_->inflow();
  if (inflow == nullptr)
    throw std::logic_error("nextChunk() reads the messages of a StreamingGateway; this gateway's are read whole");
  if (!inflow->flow.has())
    throw std::logic_error("nextChunk(): there is none; the last chunk of a message says so by isLast()");
  const ws::Piece piece = inflow->flow.take();
  return {piece.isText, piece.last, piece.payload};
}

}  // namespace serinus::server
