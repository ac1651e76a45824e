#include "server/response_output.hpp"

#include <serinus/http/date_cache.hpp>

#include <chrono>
#include <ctime>
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
  return cache.at(std::chrono::system_clock::from_time_t(std::time(nullptr)));  // the cheapest clock is fine enough
}

}  // namespace

void appendResponse(transport::Outbox& out, Response&& response, http::ResponseFraming framing) {
  std::string& head = scratch();
  framing.date = today();
  const bool hasBody = http::writeHead(head, response, framing);
  out.append(std::string_view(head));
  if (hasBody) out.append(response.takeBody());
}

http::StreamCoding appendStreamHead(transport::Outbox& out, const Response& response, http::ResponseFraming framing) {
  std::string& head = scratch();
  framing.date = today();
  const http::StreamCoding coding = http::writeStreamHead(head, response, framing);
  out.append(std::string_view(head));
  return coding;
}

void appendChunkHead(transport::Outbox& out, std::size_t size) {
  std::string& head = scratch();
  http::appendChunkHead(head, size);
  out.append(std::string_view(head));
}

void appendStreamEnd(transport::Outbox& out, const Fields& trailers) {
  std::string& end = scratch();
  http::appendLastChunk(end, trailers);
  out.append(std::string_view(end));
}

void appendContinue(transport::Outbox& out) {
  std::string& head = scratch();
  http::writeContinue(head);
  out.append(std::string_view(head));
}

}  // namespace serinus::server
