#include "server/loop_server.hpp"

#include "server/http_connection.hpp"
#include "transport/tcp_stream.hpp"

#include <system_error>
#include <utility>

namespace serinus::server {

LoopServer::LoopServer(Loop& loop, const Timeouts& timeouts) : host_{loop, outboxes_, deflate_, *this, timeouts} {}

LoopServer::~LoopServer() = default;

void LoopServer::listen(std::unique_ptr<transport::Listener> listener, const Endpoints& endpoints) {
  runtime::LoopCore& core = host_.loop.core();
  listener->start(core, [this, &core, &endpoints](int socket) {
    serve(std::make_unique<transport::TcpStream>(socket, core.poller()), endpoints);
  });
  listeners_.push_back(std::move(listener));
}

void LoopServer::serve(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints) {
  auto owned = std::make_unique<Connection>(host_, std::move(stream));
  Connection& connection = *owned;
  try {
    connection.start(std::make_unique<HttpConnection>(connection, endpoints));
  } catch (const std::system_error&) {
    return;  // the system watches no more sockets: this one is closed, the others are served
  }
  connection.place = connections_.size();
  connections_.push_back(std::move(owned));
  if (draining_) connection.drain();
}

void LoopServer::drain(UniqueFunction<void()> onEmpty) {
  draining_ = true;
  onEmpty_ = std::move(onEmpty);
  for (const auto& listener : listeners_) listener->close();
  for (const auto& connection : connections_) connection->drain();
  if (connections_.empty() && onEmpty_) std::exchange(onEmpty_, nullptr)();
}

void LoopServer::cut() noexcept {
  onEmpty_ = nullptr;
  listeners_.clear();
  while (!connections_.empty()) connections_.pop_back();
}

void LoopServer::bury(Connection& connection) noexcept {
  const std::size_t place = connection.place;
  std::swap(connections_[place], connections_.back());
  connections_[place]->place = place;
  connections_.pop_back();
  if (connections_.empty() && draining_ && onEmpty_) std::exchange(onEmpty_, nullptr)();
}

}  // namespace serinus::server
