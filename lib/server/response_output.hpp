#pragma once

#include "transport/outbox.hpp"

#include <serinus/http/response.hpp>

#include <string_view>

namespace serinus::server {

/// What the request has to say about the form of its response.
struct ResponseShape {
  int minorVersion = 1;
  bool keepAlive = true;
  bool headOnly = false;  ///< the request was HEAD
};

/// Appends a whole response; a large body is moved, not copied.
void appendResponse(transport::Outbox& out, Response response, ResponseShape shape);

/// Appends the head of a response whose body follows piece by piece: in chunks, or until the connection ends.
void appendStreamHead(transport::Outbox& out, const Response& response, ResponseShape shape);

/// Appends `101 Switching Protocols` for a WebSocket (RFC 6455, 4.2.2).
void appendWebSocketAccept(transport::Outbox& out, std::string_view acceptKey, std::string_view subprotocol);

}  // namespace serinus::server
