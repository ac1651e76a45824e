#pragma once

#include <serinus/base/bytes.hpp>

#include <coroutine>
#include <string_view>

namespace serinus {

class Loop;

/// A part of a message that is read as it arrives. Its bytes are valid until the next chunk is asked for, or the
/// handler has returned; keep a copy for longer.
class WsChunk {
public:
  WsChunk(bool isText, bool isLast, ByteView bytes) noexcept : bytes_(bytes), isText_(isText), isLast_(isLast) {}

  /// Whether the message is text: then all its chunks together are valid UTF-8, but one may end inside a character.
  [[nodiscard]] bool isText() const noexcept { return isText_; }
  [[nodiscard]] bool isBinary() const noexcept { return !isText_; }
  /// Whether it is the last of its message. Only the last may be empty.
  [[nodiscard]] bool isLast() const noexcept { return isLast_; }

  [[nodiscard]] ByteView bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::string_view text() const noexcept { return asText(bytes_); }
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }

private:
  ByteView bytes_;
  bool isText_;
  bool isLast_;
};

namespace server {

class WebSocketConnection;

/// A handler that waits for the next part of its message. Destroyed, it waits no longer.
class ChunkAwaiter {
public:
  explicit ChunkAwaiter(WebSocketConnection* connection) noexcept : connection_(connection) {}
  ChunkAwaiter(const ChunkAwaiter&) = delete;
  ChunkAwaiter& operator=(const ChunkAwaiter&) = delete;
  ~ChunkAwaiter();

  [[nodiscard]] bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<> handler);
  /// @throws std::logic_error  when there is no message to read, or its last chunk was taken
  [[nodiscard]] WsChunk await_resume();

private:
  friend class WebSocketConnection;
  WebSocketConnection* connection_;
  std::coroutine_handle<> handler_{};  // while it waits
};

}  // namespace server

/// What `nextChunk()` gives to `co_await`.
class NextChunk {
public:
  explicit NextChunk(server::WebSocketConnection* connection) noexcept : connection_(connection) {}
  [[nodiscard]] server::ChunkAwaiter awaitOn(Loop&) const noexcept { return server::ChunkAwaiter(connection_); }

private:
  server::WebSocketConnection* connection_;
};

}  // namespace serinus
