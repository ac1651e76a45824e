#include "server/proxy_door.hpp"

#include <system_error>
#include <utility>

namespace serinus::server {

void ProxyDoor::enter(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints,
                      const transport::TlsServer* tls) {
  if (!endpoints.proxies.trusts(stream->peer().address())) return limiter_->count(Limit::proxyUntrusted);
  const auto place = limiter_->enter();  // of the proxy, whose connections are not counted by address
  if (place.kind() == ConnectionLimiter::Place::Kind::none) return;
  ProxyGreeting::Owner& owner = *this;
  try {
    auto owned = std::make_unique<ProxyGreeting>(owner, *loop_, std::move(stream), endpoints, tls, place);
    owned->start(loop_->now() + timeouts_->proxyHeader);
    waiting_.add(std::move(owned));
    if (tls != nullptr) limiter_->beginTls();  // the handshake follows, and is counted from here on
  } catch (const std::exception&) {
    limiter_->leave(place);  // no memory, or the system watches no more sockets
  }
}

void ProxyDoor::onArrivalEnd(ProxyGreeting& greeting) noexcept {
  using Outcome = ProxyGreeting::Outcome;
  const std::unique_ptr<ProxyGreeting> ended = takeOut(greeting);
  if (ended->outcome() == Outcome::done) return onClient_(ended->takeStream(), *ended->endpoints, ended->tls);
  if (ended->outcome() == Outcome::late) limiter_->count(Limit::proxyTime);
  if (ended->outcome() == Outcome::malformed) limiter_->count(Limit::proxyHeader);
}

/// Its place is free again: the client has one of its own.
std::unique_ptr<ProxyGreeting> ProxyDoor::takeOut(ProxyGreeting& greeting) noexcept {
  if (greeting.tls != nullptr) limiter_->endTls();
  limiter_->leave(greeting.limiterPlace);
  return waiting_.take(greeting);
}

void ProxyDoor::drop() noexcept {
  while (!waiting_.empty()) static_cast<void>(takeOut(waiting_.last()));
}

}  // namespace serinus::server
