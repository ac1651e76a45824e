#pragma once

#include "transport/stream.hpp"

#include <cstddef>
#include <cstring>
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

  void watch(runtime::Watcher& watcher) override { watcher_ = &watcher; }
  [[nodiscard]] transport::Transfer read(MutableBytes into) noexcept override {
    if (handshake_.empty()) return {transport::Transfer::Outcome::wouldBlock};
    const std::string sent = std::exchange(handshake_, {});
    std::memcpy(into.data(), sent.data(), sent.size());
    return {transport::Transfer::Outcome::moved, sent.size()};
  }
  [[nodiscard]] transport::Transfer write(std::span<const ByteView> pieces) noexcept override {
    std::size_t bytes = 0;
    for (const ByteView piece : pieces) bytes += piece.size();
    return {transport::Transfer::Outcome::moved, bytes};
  }
  void finish() noexcept override {}
  void abort() noexcept override {}
  [[nodiscard]] PeerAddress peer() const override { return {}; }

  /// To be called once it is served.
  void open() { watcher_->onReady({.readable = true}); }

private:
  std::string handshake_;
  runtime::Watcher* watcher_ = nullptr;
};

}  // namespace serinus::test
