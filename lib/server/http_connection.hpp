#pragma once

#include "server/connection.hpp"
#include "server/endpoints.hpp"

#include <serinus/http/request_parser.hpp>
#include <serinus/runtime/running_task.hpp>

#include <optional>

namespace serinus::server {

/// Speaks HTTP/1.1 on a connection: one request at a time, answered in order, until one upgrades it.
class HttpConnection final : public Protocol, runtime::CoroutineListener {
public:
  HttpConnection(Connection& connection, const Endpoints& endpoints);
  ~HttpConnection() override;

private:
  enum class Phase : unsigned char {
    idle,  // between requests
    head,  // some bytes of a head have come
    body,
    handling,  // a handler makes the response
    over,      // another protocol speaks, or the connection ends
  };

  void onBytes() noexcept override;
  void onEnd() noexcept override;
  void onClosed() noexcept override;
  void onDrained() noexcept override;
  void onWake() noexcept override;
  [[nodiscard]] TimePoint deadline() const noexcept override;
  void onDeadline(TimePoint now) noexcept override;
  void drain() noexcept override;

  void onCoroutineReady() noexcept override { connection_->wakeProtocol(); }

  void pump();
  void take(const http::RequestParser::Event& event);
  void onHead(const http::HeadComplete& head);
  void dispatch();
  void run(const HttpRoute& route, routing::Parameters parameters);
  void finishHandler();
  void openStream(EventStreamRoute& route, routing::Parameters parameters);
  [[nodiscard]] bool upgrade();
  void acceptWebSocket(WebSocketRoute& route, routing::Parameters parameters);
  void respond(Response response);
  void refuse(Response response);
  void enter(Phase phase);
  [[nodiscard]] Response faultResponse(std::exception_ptr fault);

  Connection* connection_;
  const Endpoints* endpoints_;
  http::RequestParser parser_;
  routing::Match match_ = routing::NotFound{};
  routing::Parameters parameters_;
  std::optional<RequestContext> context_;
  runtime::RunningTask<Response> handling_;
  std::optional<PeerAddress> peer_;
  TimePoint since_;         // of the phase
  TimePoint requestSince_;  // of the request's first byte
  std::size_t bodyReceived_ = 0;
  std::size_t requests_ = 0;
  Phase phase_ = Phase::idle;
  bool continueWanted_ = false;
  bool draining_ = false;
  bool peerEnded_ = false;
};

}  // namespace serinus::server
