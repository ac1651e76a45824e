#pragma once

#include "ws/inflow.hpp"

#include <serinus/server/next_chunk.hpp>

namespace serinus::server {

/// What a WebSocket connection holds that hands out messages in pieces.
struct WebSocketInflow {
  ws::Inflow flow;
  ChunkAwaiter* reader = nullptr;  // the one that has asked
};

}  // namespace serinus::server
