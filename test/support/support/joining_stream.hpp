#pragma once

#include "transport/stream.hpp"

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace serinus::test {

/// A client in memory that has sent its handshake, says nothing more, and takes whatever comes: for crowds.
class JoiningStream : public transport::Stream {
public:
  explicit JoiningStream(std::string_view path)
      : handshake_("GET " + std::string(path) +
                   " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n") {}

  /// One that asks for an event stream.
  [[nodiscard]] static std::unique_ptr<JoiningStream> withRequest(std::string_view target) {
    auto stream = std::make_unique<JoiningStream>("");
    stream->handshake_ = "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    return stream;
  }

  /// By all of them, on this thread.
  [[nodiscard]] static std::size_t bytesTaken() noexcept { return taken_; }

  void watch(transport::StreamWatcher& watcher) override { watcher_ = &watcher; }
  [[nodiscard]] transport::Transfer read(MutableBytes into) noexcept override {
    if (handshake_.empty()) return {transport::Transfer::Outcome::wouldBlock};
    const std::string sent = std::exchange(handshake_, {});
    std::memcpy(into.data(), sent.data(), sent.size());
    return {transport::Transfer::Outcome::moved, sent.size()};
  }
  [[nodiscard]] transport::Transfer write(std::span<const ByteView> pieces) noexcept override {
    std::size_t bytes = 0;
    for (const ByteView piece : pieces) bytes += piece.size();
    taken_ += bytes;
    return {transport::Transfer::Outcome::moved, bytes};
  }
  void finish() noexcept override {}
  void abort() noexcept override {}
  [[nodiscard]] PeerAddress peer() const override { return {}; }

  /// To be called once it is served.
  void open() { watcher_->onReady({.readable = true}); }

private:
  inline static thread_local std::size_t taken_ = 0;
  std::string handshake_;
  transport::StreamWatcher* watcher_ = nullptr;
};

}  // namespace serinus::test
