#include "server/proxy_greeting.hpp"

#include "transport/proxied_stream.hpp"

#include <array>

namespace serinus::server {

using transport::Transfer;

void ProxyGreeting::onReady(runtime::Readiness) noexcept {
  while (outcome_ == Outcome::underWay) {
    std::array<std::byte, mostProxyHeader> room;
    const MutableBytes wanted = std::span(room).first(std::get<ProxyHeaderGoesOn>(step_).atLeast);
    const Transfer transfer = stream_->read(wanted);
    if (transfer.outcome == Transfer::Outcome::wouldBlock) return;
    if (transfer.outcome != Transfer::Outcome::moved) return end(bytes_.empty() ? Outcome::left : Outcome::malformed);
    bytes_ += asText(wanted.first(transfer.bytes));
    judge();
  }
}

void ProxyGreeting::judge() noexcept {
  step_ = parseProxyHeader(bytes_);
  if (std::holds_alternative<ProxyHeader>(step_)) end(Outcome::done);
  if (std::holds_alternative<ProxyFault>(step_)) end(Outcome::malformed);
}

void ProxyGreeting::onDeadline(TimePoint) noexcept {
  end(Outcome::late);
}

void ProxyGreeting::end(Outcome outcome) noexcept {
  outcome_ = outcome;
  Arrival::end();
}

std::unique_ptr<transport::Stream> ProxyGreeting::takeStream() {
  const auto& header = std::get<ProxyHeader>(step_);
  if (header.isLocal) return std::move(stream_);
  PeerAddress client = header.address ? PeerAddress(*header.address, header.port) : PeerAddress();
  client.setSecure(header.isSecure);
  return std::make_unique<transport::ProxiedStream>(std::move(stream_), std::move(client));
}

}  // namespace serinus::server
