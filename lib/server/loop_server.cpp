#include "server/loop_server.hpp"

#include "server/http_connection.hpp"
#include "transport/tcp_stream.hpp"

#include <system_error>
#include <utility>

namespace serinus::server {

LoopServer::LoopServer(Loop& loop, const Timeouts& timeouts, std::shared_ptr<ConnectionLimiter> limiter)
    : limiter_(std::move(limiter)),
      gate_(limiter_->limits().total),
      host_{loop, outboxes_, deflate_, *this, timeouts, *limiter_} {}

LoopServer::~LoopServer() = default;

void LoopServer::listen(std::unique_ptr<transport::Listener> listener, const Endpoints& endpoints) {
  runtime::LoopCore& core = host_.loop.core();
  listener->start(
      core,
      [this, &core, &endpoints](int socket) {
        serve(std::make_unique<transport::TcpStream>(socket, core.poller()), endpoints);
      },
      [this] { return mayAccept(); });
  listeners_.push_back(std::move(listener));
}

bool LoopServer::mayAccept() noexcept {
  const bool wasShut = gate_.isShut();
  const bool admits = gate_.admits(limiter_->open());
  if (!admits && !wasShut) limiter_->count(Limit::connections);
  return admits;
}

void LoopServer::serve(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints) {
  using Kind = ConnectionLimiter::Place::Kind;
  const auto place = limiter_->enter([&] { return stream->peer(); });
  if (place.kind() == Kind::none) return;
  auto owned = std::make_unique<Connection>(host_, std::move(stream));
  Connection& connection = *owned;
  try {
    connection.start(std::make_unique<HttpConnection>(connection, endpoints, place.kind() == Kind::surplus));
  } catch (const std::system_error&) {
    return limiter_->leave(place);  // the system watches no more sockets: this one is closed, the others are served
  }
  connection.place = connections_.size();
  connections_.push_back(Held{std::move(owned), place});
  if (draining_) connection.drain();
}

void LoopServer::drain(UniqueFunction<void()> onEmpty) {
  draining_ = true;
  onEmpty_ = std::move(onEmpty);
  for (const auto& listener : listeners_) listener->close();
  for (const Held& held : connections_) held.connection->drain();
  if (connections_.empty() && onEmpty_) std::exchange(onEmpty_, nullptr)();
}

void LoopServer::cut() noexcept {
  onEmpty_ = nullptr;
  listeners_.clear();
  while (!connections_.empty()) {
    limiter_->leave(connections_.back().place);
    connections_.pop_back();
  }
}

void LoopServer::bury(Connection& connection) noexcept {
  const std::size_t place = connection.place;
  std::swap(connections_[place], connections_.back());
  connections_[place].connection->place = place;
  limiter_->leave(connections_.back().place);
  connections_.pop_back();
  if (connections_.empty() && draining_ && onEmpty_) std::exchange(onEmpty_, nullptr)();
}

}  // namespace serinus::server
