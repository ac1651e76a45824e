#include "server/response_output.hpp"

#include <serinus/http/date_cache.hpp>
#include <serinus/http/response_writer.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace serinus::server {

namespace {

// The head is put together here and copied into the outbox; one a thread, so that it keeps its capacity.
std::string& scratch() {
  thread_local std::string text;
  text.clear();
  return text;
}

std::string_view today() {
  thread_local http::DateCache cache;
  return cache.at(std::chrono::system_clock::now());
}

http::ResponseFraming framingOf(ResponseShape shape) {
  return http::ResponseFraming{shape.headOnly ? Method::head : Method::get, shape.minorVersion, shape.keepAlive,
                               today()};
}

}  // namespace

void appendResponse(transport::Outbox& out, Response response, ResponseShape shape) {
  std::string& head = scratch();
  const bool hasBody = http::writeHead(head, response, framingOf(shape));
  out.append(std::string_view(head));
  if (hasBody) out.append(std::string(response.body()));
}

void appendStreamHead(transport::Outbox& out, const Response& response, ResponseShape shape) {
  std::string& head = scratch();
  http::writeStreamHead(head, response, framingOf(shape));
  out.append(std::string_view(head));
}

void appendWebSocketAccept(transport::Outbox& out, std::string_view acceptKey, std::string_view subprotocol) {
  std::string& head = scratch();
  head.append(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ");
  head.append(acceptKey).append("\r\n");
  if (!subprotocol.empty()) head.append("Sec-WebSocket-Protocol: ").append(subprotocol).append("\r\n");
  head.append("\r\n");
  out.append(std::string_view(head));
}

}  // namespace serinus::server
