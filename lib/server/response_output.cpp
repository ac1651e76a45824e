#include "server/response_output.hpp"

#include <serinus/http/date_cache.hpp>

#include <chrono>
#include <cstddef>
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
  return cache.at(std::chrono::sys_seconds(std::chrono::seconds(std::time(nullptr))));  // the cheapest clock
}

}  // namespace

void appendResponse(transport::Outbox& out, Response&& response, http::ResponseFraming framing) {
  framing.date = today();
  const std::size_t room = http::roomForHead(response, framing);
  if (std::byte* const place = out.extend(room)) {
    const char* const end = http::writeHead(reinterpret_cast<char*>(place), response, framing);
    out.takeBack(room - static_cast<std::size_t>(end - reinterpret_cast<const char*>(place)));
  } else {
    std::string& head = scratch();
    static_cast<void>(http::writeHead(head, response, framing));
    out.append(std::string_view(head));
  }
  if (!http::hasBody(response.status(), framing.method)) return;
  if (response.body().size() < transport::Outbox::referenceFrom)
    out.append(std::string_view(response.body()));
  else
    out.append(response.takeBody());
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
