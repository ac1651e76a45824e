#pragma once

#include "transport/stream.hpp"

#include <memory>
#include <utility>

namespace serinus::transport {

/// A stream of a proxy, whose peer is the proxy's client.
class ProxiedStream final : public Stream {
public:
  ProxiedStream(std::unique_ptr<Stream> inner, PeerAddress client)
      : inner_(std::move(inner)), client_(std::move(client)) {}

  void watch(StreamWatcher& watcher) override { inner_->watch(watcher); }
  [[nodiscard]] Transfer read(MutableBytes into) noexcept override { return inner_->read(into); }
  [[nodiscard]] Transfer write(std::span<const ByteView> pieces) noexcept override { return inner_->write(pieces); }
  void finish() noexcept override { inner_->finish(); }
  void abort() noexcept override { inner_->abort(); }
  [[nodiscard]] PeerAddress peer() const override { return client_; }
  [[nodiscard]] bool wasUnacknowledged() const noexcept override { return inner_->wasUnacknowledged(); }

private:
  std::unique_ptr<Stream> inner_;
  PeerAddress client_;
};

}  // namespace serinus::transport
