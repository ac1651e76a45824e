#include "server/loop_server.hpp"

#include "server/http_connection.hpp"
#include "server/overload.hpp"
#include "server/shedding.hpp"
#include "transport/tcp_stream.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace serinus::server {

LoopServer::LoopServer(Loop& loop, const Timeouts& timeouts, std::shared_ptr<ConnectionLimiter> limiter)
    : limiter_(std::move(limiter)),
      gate_(limiter_->limits().total),
      host_{loop, outboxes_, requests_, messages_, deflate_, *this, timeouts, *limiter_},
      proxies_(loop.core(), timeouts, *limiter_, [this](auto stream, const Endpoints& endpoints, const auto* tls) {
        serveClient(std::move(stream), endpoints, tls);
      }) {}

LoopServer::~LoopServer() {
  dropHandshakes();
}

void LoopServer::listen(std::unique_ptr<transport::Listener> listener, const Endpoints& endpoints,
                        const transport::TlsServer* tls) {
  runtime::LoopCore& core = host_.loop.core();
  listener->start(
      core,
      [this, &endpoints, tls](int socket) {
        auto stream = transport::TcpStream::own(socket);
        tls == nullptr ? serve(std::move(stream), endpoints) : serveSecure(std::move(stream), endpoints, *tls);
      },
      [this, tls] { return mayAccept() && (tls == nullptr || mayBeginTls()); });
  listeners_.push_back(std::move(listener));
}

bool LoopServer::mayAccept() noexcept {
  const bool wasShut = gate_.isShut();
  const bool admits = gate_.admits(limiter_->open());
  if (!admits && !wasShut) limiter_->count(Limit::connections);
  return admits;
}

bool LoopServer::mayBeginTls() noexcept {
  const bool isShort = host_.overload == OverloadLevel::shedding;
  const bool wasFull = std::exchange(tlsIsFull_, isShort || !limiter_->mayBeginTls());
  if (tlsIsFull_ && !wasFull) limiter_->count(isShort ? Limit::memoryRefused : Limit::tlsHandshakes);
  return !tlsIsFull_;
}

/// A proxy that is trusted is no client: how many connections it has says nothing.
ConnectionLimiter::Place LoopServer::enter(const transport::Stream& stream, const Endpoints& endpoints) {
  if (!endpoints.proxies.empty() && endpoints.proxies.trusts(stream.peer().address())) return limiter_->enter();
  return limiter_->enter([&] { return stream.peer(); });
}

void LoopServer::serve(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints) {
  if (endpoints.proxyProtocol == ProxyProtocol::required) {
    if (!draining_) proxies_.enter(std::move(stream), endpoints, nullptr);
    return;
  }
  serveClient(std::move(stream), endpoints, nullptr);
}

void LoopServer::serveSecure(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints,
                             const transport::TlsServer& tls) {
  if (draining_) return;  // nothing was asked yet
  if (endpoints.proxyProtocol == ProxyProtocol::required) return proxies_.enter(std::move(stream), endpoints, &tls);
  serveClient(std::move(stream), endpoints, &tls);
}

void LoopServer::serveClient(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints,
                             const transport::TlsServer* tls) {
  const auto place = enter(*stream, endpoints);
  if (place.kind() == ConnectionLimiter::Place::Kind::none) return;
  tls == nullptr ? serveOn(std::move(stream), endpoints, place)
                 : beginHandshake(std::move(stream), endpoints, *tls, place);
}

void LoopServer::serveOn(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints,
                         ConnectionLimiter::Place place) {
  using Kind = ConnectionLimiter::Place::Kind;
  try {
    auto owned = std::make_unique<Connection>(host_, std::move(stream), place);
    Connection& connection = *owned;
    connection.start(std::make_unique<HttpConnection>(connection, endpoints, place.kind() == Kind::surplus));
    connection.index = static_cast<std::uint32_t>(connections_.size());
    connections_.push_back(std::move(owned));
    if (draining_) connection.drain();
  } catch (const std::exception&) {
    limiter_->leave(
        place);  // no memory, or the system watches no more sockets: this one is closed, the others are served
  }
}

// ---- TLS handshakes

void LoopServer::beginHandshake(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints,
                                const transport::TlsServer& tls, ConnectionLimiter::Place place) {
  runtime::LoopCore& core = host_.loop.core();
  TlsHandshake::Owner& owner = *this;
  try {
    auto owned =
        std::make_unique<TlsHandshake>(owner, core, tls.accept(std::move(stream), core), endpoints, tls, place);
    owned->start(host_.loop.now() + host_.patience().tlsHandshake);
    handshakes_.add(std::move(owned));
    limiter_->beginTls();
  } catch (const std::exception&) {
    limiter_->leave(place);
  }
}

void LoopServer::onArrivalEnd(TlsHandshake& handshake) noexcept {
  const std::unique_ptr<TlsHandshake> ended = takeOut(handshake);
  if (ended->outcome() == TlsHandshake::Outcome::done)
    return serveOn(ended->takeStream(), *ended->endpoints, ended->limiterPlace);
  const bool isLate = ended->outcome() == TlsHandshake::Outcome::late;
  limiter_->count(isLate ? Limit::tlsTime : Limit::tlsFailure);
  ended->tls->logFailure(ended->stream().peer(), isLate ? "it took too long" : ended->stream().fault());
  limiter_->leave(ended->limiterPlace);
}

std::unique_ptr<TlsHandshake> LoopServer::takeOut(TlsHandshake& handshake) noexcept {
  limiter_->endTls();
  return handshakes_.take(handshake);
}

void LoopServer::dropHandshakes() noexcept {
  while (!handshakes_.empty()) limiter_->leave(takeOut(handshakes_.last())->limiterPlace);
}

// ---- Short of memory

void LoopServer::setOverload(OverloadLevel level) {
  const bool shortens = host_.overload == OverloadLevel::normal && level != OverloadLevel::normal;
  if (shortens) host_.shortened = quartered(host_.timeouts);
  host_.overload = level;
  if (!shortens) return;  // one that comes too early is found to be so
  for (const auto& connection : connections_) connection->deadlineChanged();
}

std::vector<LoopServer::Holding> LoopServer::largest(std::size_t most) const {
  std::vector<Holding> all;
  for (const auto& connection : connections_) {
    const std::size_t bytes = connection->held();
    if (bytes >= leastShed) all.push_back({bytes, connection.get()});
  }
  const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size()));
  std::partial_sort(all.begin(), end, all.end(), [](const Holding& a, const Holding& b) { return a.bytes > b.bytes; });
  all.erase(end, all.end());
  return all;
}

std::vector<std::size_t> LoopServer::mostHeld() const {
  std::vector<std::size_t> sizes;
  for (const Holding& one : largest(mostShed)) sizes.push_back(one.bytes);
  return sizes;
}

void LoopServer::shed(std::size_t count) {
  for (const Holding& one : largest(count)) one.connection->shed();
}

// ---- Endings

void LoopServer::drain(UniqueFunction<void()> onEmpty) {
  draining_ = true;
  onEmpty_ = std::move(onEmpty);
  for (const auto& listener : listeners_) listener->close();
  proxies_.drop();
  dropHandshakes();
  for (const auto& connection : connections_) connection->drain();
  if (connections_.empty() && onEmpty_) std::exchange(onEmpty_, nullptr)();
}

void LoopServer::cut() noexcept {
  onEmpty_ = nullptr;
  listeners_.clear();
  proxies_.drop();
  dropHandshakes();
  while (!connections_.empty()) {
    limiter_->leave(connections_.back()->limiterPlace);
    connections_.pop_back();
  }
}

void LoopServer::bury(Connection& connection) noexcept {
  const std::uint32_t index = connection.index;
  limiter_->leave(connection.limiterPlace);
  std::swap(connections_[index], connections_.back());
  connections_[index]->index = index;
  connections_.pop_back();
  if (connections_.empty() && draining_ && onEmpty_) std::exchange(onEmpty_, nullptr)();
}

}  // namespace serinus::server
