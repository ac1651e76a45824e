#include "server/encoded_event.hpp"

#include <serinus/sse/encoder.hpp>

#include <array>
#include <charconv>
#include <cstring>
#include <string>

namespace serinus::server {

namespace {

std::string textOf(const SseEvent& event) {
  std::string text;
  sse::appendEvent(text, event);
  return text;
}

}  // namespace

EncodedEvent::EncodedEvent(const SseEvent& event) : EncodedEvent(std::string_view(textOf(event))) {}

EncodedEvent EncodedEvent::heartbeat() {
  std::string text;
  sse::appendHeartbeat(text);
  return EncodedEvent(std::string_view(text));
}

EncodedEvent::EncodedEvent(std::string_view text) : size_(text.size()) {
  // RFC 9112, 7.1: the size in hexadecimal, CRLF, the bytes, CRLF.
  std::array<char, 20> size{};
  char* end = std::to_chars(size.data(), size.data() + 16, text.size(), 16).ptr;
  *end++ = '\r';
  *end++ = '\n';
  begin_ = static_cast<std::size_t>(end - size.data());
  chunk_ = SharedPayload::build(begin_ + size_ + 2, [&](MutableBytes into) {
    std::memcpy(into.data(), size.data(), begin_);
    std::memcpy(into.data() + begin_, text.data(), text.size());
    std::memcpy(into.data() + begin_ + text.size(), "\r\n", 2);
  });
}

}  // namespace serinus::server
