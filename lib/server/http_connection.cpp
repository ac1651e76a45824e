#include "server/http_connection.hpp"

#include "server/event_stream_connection.hpp"
#include "server/response_output.hpp"
#include "server/web_socket_connection.hpp"

#include <serinus/http/http_exception.hpp>
#include <serinus/ws/handshake.hpp>

#include <algorithm>
#include <utility>

namespace serinus::server {

HttpConnection::HttpConnection(Connection& connection, const Endpoints& endpoints)
    : connection_(&connection),
      endpoints_(&endpoints),
      parser_(endpoints.limits),
      since_(connection.now()),
      requestSince_(since_) {}

HttpConnection::~HttpConnection() = default;

// ---- Requests

void HttpConnection::onBytes() noexcept {
  if (phase_ == Phase::idle && !connection_->in().empty()) {
    requestSince_ = connection_->now();
    enter(Phase::head);
  }
  pump();
}

void HttpConnection::pump() {
  while (phase_ != Phase::handling && phase_ != Phase::over && !connection_->finishing()) {
    const http::RequestParser::Step step = parser_.parse(asText(connection_->in().unread()));
    connection_->in().consume(step.consumed);
    if (std::holds_alternative<http::NeedMore>(step.event)) {
      if (std::exchange(continueWanted_, false))
        connection_->out().append(std::string_view("HTTP/1.1 100 Continue\r\n\r\n"));
      break;
    }
    take(step.event);
    if (connection_->queued() <= Connection::highWatermark) continue;
    connection_->flush();
    if (connection_->congested()) return connection_->pauseReading();
  }
  if (phase_ == Phase::head && parser_.idle()) enter(Phase::idle);
  if (phase_ == Phase::idle && peerEnded_) connection_->finish();
}

void HttpConnection::take(const http::RequestParser::Event& event) {
  if (const auto* head = std::get_if<http::HeadComplete>(&event)) {
    onHead(*head);
  } else if (const auto* chunk = std::get_if<http::BodyChunk>(&event)) {
    continueWanted_ = false;
    bodyReceived_ += chunk->data.size();
    parser_.request().appendBody(chunk->data);
  } else if (std::holds_alternative<http::MessageComplete>(event)) {
    continueWanted_ = false;
    dispatch();
  } else if (const auto* fault = std::get_if<http::Fault>(&event)) {
    Response response = errorResponse(fault->status, fault->reason);
    if (fault->status == Status::methodNotAllowed) response.header("Allow", MethodSet::all().text());
    refuse(std::move(response));
  }
}

void HttpConnection::onHead(const http::HeadComplete& head) {
  ++requests_;
  if (head.upgrade && upgrade()) return;
  const Request& request = parser_.request();
  match_ = endpoints_->routes.find(request.method(), request.path());
  enter(Phase::body);
  bodyReceived_ = 0;
  if (!head.expectContinue) return;
  // A client that asks first is told before it sends a body that nobody wants.
  if (std::holds_alternative<routing::Found>(match_))
    continueWanted_ = true;
  else
    dispatch();
}

void HttpConnection::dispatch() {
  const Request& request = parser_.request();
  if (auto* found = std::get_if<routing::Found>(&match_)) {
    const Endpoints::Plain& endpoint = endpoints_->plain[found->target];
    if (const auto* route = std::get_if<HttpRoute>(&endpoint)) return run(*route, std::move(found->parameters));
    return openStream(*std::get<EventStreamRoute*>(endpoint), std::move(found->parameters));
  }
  const bool early =
      phase_ == Phase::body && continueWanted_ == false && !request.header("Expect").value_or("").empty();
  Response response = errorResponse(Status::notFound, "nothing is served here", request.path());
  if (const auto* other = std::get_if<routing::MethodNotAllowed>(&match_)) {
    response = errorResponse(Status::methodNotAllowed, "this path does not take this method", request.path());
    response.header("Allow", other->allowed.text());
  } else if (!std::holds_alternative<routing::NotFound>(endpoints_->gateways.find(Method::get, request.path()))) {
    response = errorResponse(Status::upgradeRequired, "a WebSocket is served here", request.path());
    response.header("Upgrade", "websocket").header("Sec-WebSocket-Version", "13");
  }
  early ? refuse(std::move(response)) : respond(std::move(response));
}

void HttpConnection::run(const HttpRoute& route, routing::Parameters parameters) {
  parameters_ = std::move(parameters);
  if (!peer_) peer_ = connection_->peer();
  context_.emplace(parser_.request(), parameters_, *route.services, connection_->loop(), *peer_);
  enter(Phase::handling);
  try {
    if (handling_.start(route.handle(*context_), connection_->loop(), *this)) return finishHandler();
  } catch (...) {
    return respond(faultResponse(std::current_exception()));
  }
  connection_->pauseReading();
}

void HttpConnection::finishHandler() {
  try {
    respond(handling_.take());
  } catch (...) {
    respond(faultResponse(std::current_exception()));
  }
}

Response HttpConnection::faultResponse(std::exception_ptr fault) {
  const Request& request = parser_.request();
  try {
    std::rethrow_exception(fault);
  } catch (const HttpException& exception) {
    return exception.response(request.path());
  } catch (...) {
    if (endpoints_->onFault) endpoints_->onFault(fault, request);
  }
  return errorResponse(Status::internalServerError, "the server could not answer", request.path());
}

void HttpConnection::onWake() noexcept {
  if (phase_ == Phase::handling && handling_.ended()) {
    finishHandler();
    if (!connection_->finishing()) connection_->resumeReading();
  }
  pump();
}

// ---- Responses

void HttpConnection::respond(Response response) {
  const Request& request = parser_.request();
  const bool keepAlive = request.keepAlive() && !draining_ && !response.closes() &&
                         requests_ < endpoints_->limits.maxRequestsPerConnection;
  appendResponse(connection_->out(), std::move(response),
                 ResponseShape{request.minorVersion(), keepAlive, request.method() == Method::head});
  context_.reset();
  if (!keepAlive) {
    phase_ = Phase::over;
    return connection_->finish();
  }
  parser_.reset();
  enter(Phase::idle);
  if (connection_->in().empty()) return;
  requestSince_ = connection_->now();
  enter(Phase::head);
}

// What cannot be answered with the connection intact: the rest of the request is not read.
void HttpConnection::refuse(Response response) {
  appendResponse(connection_->out(), std::move(response), ResponseShape{1, false, false});
  phase_ = Phase::over;
  connection_->finish();
}

// ---- Other protocols

bool HttpConnection::upgrade() {
  Request& request = parser_.request();
  if (!request.fields().listHas("Upgrade", "websocket")) return false;  // h2c and others: stay with HTTP/1.1
  routing::Match match = endpoints_->gateways.find(Method::get, request.path());
  auto* const found = std::get_if<routing::Found>(&match);
  if (found == nullptr) return false;
  WebSocketRoute& route = *endpoints_->webSockets[found->target];
  acceptWebSocket(route, std::move(found->parameters));
  return true;
}

namespace {

/// The values of a list field that may come in several lines.
class JoinedField {
public:
  JoinedField(const Fields& fields, std::string_view name) : present_(fields.has(name)) {
    for (const std::string_view value : fields.getAll(name)) text_.append(text_.empty() ? "" : ", ").append(value);
  }
  [[nodiscard]] std::optional<std::string_view> view() const noexcept {
    return present_ ? std::optional<std::string_view>(text_) : std::nullopt;
  }

private:
  bool present_;
  std::string text_;
};

}  // namespace

void HttpConnection::acceptWebSocket(WebSocketRoute& route, routing::Parameters parameters) {
  Request& request = parser_.request();
  const Fields& fields = request.fields();
  const JoinedField upgrade(fields, "Upgrade");
  const JoinedField connection(fields, "Connection");
  const JoinedField version(fields, "Sec-WebSocket-Version");
  const JoinedField protocol(fields, "Sec-WebSocket-Protocol");
  ws::HandshakeRequest asked;
  asked.isGet = request.method() == Method::get;
  asked.minorVersion = request.minorVersion();
  asked.host = request.host();
  asked.upgrade = upgrade.view();
  asked.connection = connection.view();
  asked.version = version.view();
  asked.key = fields.get("Sec-WebSocket-Key");
  asked.keyCount = fields.count("Sec-WebSocket-Key");
  asked.origin = fields.get("Origin");
  asked.originCount = fields.count("Origin");
  asked.protocol = protocol.view();
  const ws::HandshakeResult decision = ws::decideHandshake(asked, route.handshake());
  if (const auto* refused = std::get_if<ws::HandshakeRefused>(&decision)) {
    Response response = errorResponse(refused->status, refused->message, request.path());
    if (refused->status == Status::upgradeRequired) {
      response.header("Sec-WebSocket-Version", "13");
      response.header("Upgrade", "websocket");
    }
    return refuse(std::move(response));
  }
  const auto& accepted = std::get<ws::HandshakeAccepted>(decision);
  const std::string subprotocol = accepted.subprotocol.value_or("");
  auto socket = std::make_unique<WebSocketConnection>(*connection_, route.limits());
  try {
    socket->attach(route.accept(*socket, std::move(request), std::move(parameters), subprotocol));
  } catch (...) {
    return refuse(faultResponse(std::current_exception()));
  }
  appendWebSocketAccept(connection_->out(), accepted.accept, subprotocol);
  phase_ = Phase::over;
  connection_->become(std::move(socket));
  connection_->wakeProtocol();
}

void HttpConnection::openStream(EventStreamRoute& route, routing::Parameters parameters) {
  Request& request = parser_.request();
  auto stream = std::make_unique<EventStreamConnection>(*connection_, route.limits(), request.minorVersion(),
                                                        request.method() == Method::head);
  try {
    stream->attach(route.open(*stream, std::move(request), std::move(parameters)));
  } catch (...) {
    return refuse(faultResponse(std::current_exception()));
  }
  phase_ = Phase::over;
  connection_->become(std::move(stream));
  connection_->wakeProtocol();
}

// ---- Endings and deadlines

void HttpConnection::enter(Phase phase) {
  phase_ = phase;
  since_ = connection_->now();
  if (phase == Phase::head) connection_->deadlineChanged();
}

void HttpConnection::onEnd() noexcept {
  peerEnded_ = true;
  if (phase_ != Phase::handling) connection_->finish();
}

void HttpConnection::onDrained() noexcept {
  if (phase_ != Phase::handling) connection_->resumeReading();
}

void HttpConnection::onClosed() noexcept {
  handling_.cancel();
  context_.reset();
}

void HttpConnection::drain() noexcept {
  draining_ = true;
  if (phase_ == Phase::idle) connection_->finish();
}

TimePoint HttpConnection::deadline() const noexcept {
  const Timeouts& timeouts = connection_->timeouts();
  switch (phase_) {
    case Phase::idle:
      return since_ + (requests_ == 0 ? timeouts.header : timeouts.keepAlive);
    case Phase::head:
      return requestSince_ + timeouts.header;
    case Phase::body: {
      // The time by which what has come so far is too little.
      const auto owed =
          std::chrono::milliseconds(1000 * bodyReceived_ / std::max<std::size_t>(timeouts.bodyMinRate, 1));
      return std::min(requestSince_ + timeouts.request, since_ + timeouts.bodyGrace + owed);
    }
    case Phase::handling:
      return timeouts.handler > Duration::zero() ? since_ + timeouts.handler : TimePoint::max();
    case Phase::over:
      break;
  }
  return TimePoint::max();
}

void HttpConnection::onDeadline(TimePoint) noexcept {
  const std::string_view path = phase_ == Phase::handling ? parser_.request().path() : std::string_view();
  switch (phase_) {
    case Phase::idle:
      return connection_->finish();
    case Phase::head:
    case Phase::body:
      return refuse(errorResponse(Status::requestTimeout, "the request took too long"));
    case Phase::handling: {
      Response late = errorResponse(Status::serviceUnavailable, "the answer took too long", path);
      handling_.cancel();
      return refuse(std::move(late));
    }
    case Phase::over:
      return;
  }
}

}  // namespace serinus::server
