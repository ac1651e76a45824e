#include "server/http_connection.hpp"

#include "pipeline/finish_answer.hpp"
#include "server/event_stream_connection.hpp"
#include "server/overload.hpp"
#include "server/response_output.hpp"
#include "server/web_socket_connection.hpp"

#include <serinus/http/http_exception.hpp>
#include <serinus/ws/handshake.hpp>

#include <algorithm>
#include <utility>

namespace serinus::server {

namespace {

/// What is still to be known of a request that is given away, should the one it is given to throw.
Request withoutFields(const Request& request) {
  return Request(request.method(), std::string(request.target()));
}

}  // namespace

HttpConnection::HttpConnection(Connection& connection, const Endpoints& endpoints, bool surplus)
    : connection_(&connection),
      endpoints_(&endpoints),
      parser_(endpoints.limits),
      exchange_(endpoints.limits),
      since_(connection.now()),
      requestSince_(since_),
      surplus_(surplus) {}

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
  while (!isAnswering() && phase_ != Phase::over && !connection_->finishing()) {
    const http::RequestParser::Step step = parser_.parse(asText(connection_->in().unread()));
    connection_->in().consume(step.consumed);
    if (std::holds_alternative<http::NeedMore>(step.event)) {
      if (phase_ == Phase::body && exchange_.wantsContinue()) {
        appendContinue(connection_->out());
        exchange_.onContinueSent();
      }
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
    onBody(chunk->data);
  } else if (std::holds_alternative<http::MessageComplete>(event)) {
    onComplete();
  } else if (const auto* fault = std::get_if<http::Fault>(&event)) {
    onFault(*fault);
  }
}

void HttpConnection::onHead(const http::HeadComplete& head) {
  const Request& request = parser_.request();
  exchange_.onHead(request, head);
  if (surplus_) return refuse(overloaded("too many connections from this address", request.path()));
  if (head.upgrade && upgrade()) return;
  match_ = endpoints_->routes.find(request.method(), request.path());
  enter(Phase::body);
  bodyReceived_ = 0;
  // A body that nobody wants is not waited for; of one whose length is open the end must be seen first.
  const bool isOpenEnded = head.body == http::HeadComplete::Body::chunked && !head.expectContinue;
  if (!std::holds_alternative<routing::Found>(match_) && !isOpenEnded) respond(nothingHere());
}

void HttpConnection::onBody(std::string_view piece) {
  exchange_.onBody(piece.size());
  bodyReceived_ += piece.size();
  if (std::holds_alternative<routing::Found>(match_)) parser_.request().appendBody(piece);
}

void HttpConnection::onComplete() {
  exchange_.onComplete();
  if (phase_ == Phase::rest) return nextRequest();
  if (auto* found = std::get_if<routing::Found>(&match_)) return dispatch(std::move(*found));
  respond(nothingHere());
}

void HttpConnection::onFault(const http::Fault& fault) {
  exchange_.onFault();
  if (phase_ == Phase::rest) return end();  // its request was answered
  Response response = errorResponse(fault.status, fault.reason);
  if (fault.status == Status::methodNotAllowed) response.header("Allow", MethodSet::all().text());
  respond(std::move(response));
}

void HttpConnection::dispatch(routing::Found found) {
  const Endpoints::Plain& endpoint = endpoints_->plain[found.target];
  const HttpRoute* route = std::get_if<HttpRoute>(&endpoint);
  if (route == nullptr) {
    EventStreamRoute& stream = *std::get<EventStreamRoute*>(endpoint);
    route = stream.instead(parser_.request());
    if (route == nullptr) return openStream(stream, std::move(found.parameters));
  }
  parameters_ = std::move(found.parameters);
  context_.emplace(parser_.request(), parameters_, *route->services, connection_->loop(), peer());
  enter(Phase::handling);
  try {
    handle(route->handle(*context_));
  } catch (...) {
    respond(faultResponse(std::current_exception(), parser_.request()));
  }
}

Response HttpConnection::nothingHere() {
  const std::string_view path = parser_.request().path();
  if (const auto* other = std::get_if<routing::MethodNotAllowed>(&match_)) {
    return errorResponse(Status::methodNotAllowed, "this path does not take this method", path)
        .header("Allow", other->allowed.text());
  }
  if (std::holds_alternative<routing::NotFound>(endpoints_->gateways.find(Method::get, path)))
    return errorResponse(Status::notFound, "nothing is served here", path);
  return errorResponse(Status::upgradeRequired, "a WebSocket is served here", path)
      .header("Upgrade", "websocket")
      .header("Sec-WebSocket-Version", "13");
}

void HttpConnection::handle(Task<Response> task) {
  if (handling_.start(std::move(task), connection_->loop(), *this)) return finishHandler();
  connection_->pauseReading();
}

void HttpConnection::finishHandler() {
  Response response;
  try {
    response = handling_.take();
  } catch (...) {
    response = faultResponse(std::current_exception(), parser_.request());
  }
  admission_ ? finishAdmission(std::move(response)) : respond(std::move(response));
}

Response HttpConnection::faultResponse(std::exception_ptr fault, const Request& request) {
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
    if (!connection_->finishing() && phase_ != Phase::sending) connection_->resumeReading();
  } else if (phase_ == Phase::sending) {
    sendBody();
  }
  pump();
}

const PeerAddress& HttpConnection::peer() {
  if (!peer_) peer_ = connection_->peer();
  return *peer_;
}

// ---- Responses

void HttpConnection::respond(Response response) {
  if (context_) pipeline::finishAnswer(*context_, response);
  if (response.stream() != nullptr) return beginBody(std::move(response));
  const http::ResponseFraming framing = exchange_.framing(response, {});
  appendResponse(connection_->out(), std::move(response), framing);
  finishResponse(framing.keepAlive);
}

void HttpConnection::finishResponse(bool keepAlive) {
  context_.reset();
  switch (exchange_.after(keepAlive)) {
    case http::Exchange::After::nextRequest:
      return nextRequest();
    case http::Exchange::After::readRest:
      phase_ = Phase::rest;  // in the time of the body it belongs to
      return;
    case http::Exchange::After::close:
      return end();
  }
}

// The handler has ended, and what it left behind to make the body may look at the request still.
void HttpConnection::beginBody(Response response) {
  const http::ResponseFraming framing = exchange_.framing(response, {});
  stream_ = std::make_unique<ResponseStream>(*connection_, std::move(response), framing);
  enter(Phase::sending);
  sendBody();
  if (phase_ == Phase::sending) connection_->pauseReading();
}

void HttpConnection::sendBody() {
  switch (stream_->pull(*this)) {
    case ResponseStream::State::waiting:
    case ResponseStream::State::held:
      return;
    case ResponseStream::State::interrupted:
      return connection_->wakeProtocol();
    case ResponseStream::State::failed:
      cutBodyOff(stream_->fault());
      break;
    case ResponseStream::State::ended: {
      const bool keepAlive = stream_->keepsAlive() && !draining_;
      stream_.reset();
      finishResponse(keepAlive);
    }
  }
  if (phase_ != Phase::over && connection_->readingPaused()) connection_->resumeReading();
}

void HttpConnection::cutBodyOff(std::exception_ptr fault) {
  const bool hasBegun = stream_->hasBegun();
  stream_.reset();
  Response response = faultResponse(std::move(fault), parser_.request());
  if (!hasBegun) return respond(std::move(response));
  // An end in good order would say that this was all.
  context_.reset();
  phase_ = Phase::over;
  connection_->abort();
}

// What cannot be answered with the connection intact: the rest of the request is not read.
void HttpConnection::refuse(Response response) {
  respond(std::move(response.close()));
}

void HttpConnection::end() {
  phase_ = Phase::over;
  connection_->finish();
}

void HttpConnection::nextRequest() {
  parser_.reset();
  enter(Phase::idle);
  if (connection_->in().empty()) return;
  requestSince_ = connection_->now();
  enter(Phase::head);
}

// ---- Other protocols

bool HttpConnection::upgrade() {
  const Request& request = parser_.request();
  if (!request.fields().listHas("Upgrade", "websocket")) return false;  // h2c and others: stay with HTTP/1.1
  routing::Match match = endpoints_->gateways.find(Method::get, request.path());
  auto* const found = std::get_if<routing::Found>(&match);
  if (found == nullptr) return false;
  admit(*endpoints_->webSockets[found->target], std::move(found->parameters));
  return true;
}

void HttpConnection::admit(WebSocketRoute& route, routing::Parameters parameters) {
  Request& request = parser_.request();
  constexpr bool secure = false;
  ws::HandshakeResult decision = ws::decideHandshake(request, secure, route.handshake());
  if (const auto* refused = std::get_if<ws::HandshakeRefused>(&decision)) {
    Response response = errorResponse(refused->status, refused->message, request.path());
    if (refused->status == Status::upgradeRequired)
      response.header("Upgrade", "websocket").header("Sec-WebSocket-Version", "13");
    if (refused->status == Status::methodNotAllowed) response.header("Allow", "GET");
    return refuse(std::move(response));
  }
  if (!connection_->limiter().beginHandshake())
    return refuse(overloaded("too many clients connect at the moment", request.path()));
  handshake_ = HandshakePlace(connection_->limiter());
  enter(Phase::handling);
  webSocket_ = &route;
  try {
    admission_ = route.open({request, std::move(parameters), std::move(std::get<ws::HandshakeAccepted>(decision)),
                             connection_->loop(), peer()});
    handle(admission_->admit());
  } catch (...) {
    endAdmission();
    refuse(faultResponse(std::current_exception(), parser_.request()));
  }
}

void HttpConnection::finishAdmission(Response response) {
  const HandshakePlace handshake = std::move(handshake_);
  const std::unique_ptr<WebSocketAdmission> admission = std::move(admission_);
  if (draining_ && response.status() == Status::switchingProtocols)
    response = errorResponse(Status::serviceUnavailable, "the server stops", parser_.request().path());
  if (response.status() != Status::switchingProtocols) return refuse(std::move(response));
  auto socket = std::make_unique<WebSocketConnection>(*connection_, webSocket_->limits());
  const Request known = withoutFields(parser_.request());
  try {
    socket->attach(admission->accept(*socket));
  } catch (...) {
    return refuse(faultResponse(std::current_exception(), known));
  }
  appendResponse(connection_->out(), std::move(response), {});
  phase_ = Phase::over;
  connection_->become(std::move(socket));
  connection_->wakeProtocol();
}

void HttpConnection::endAdmission() noexcept {
  admission_.reset();
  handshake_ = {};
}

void HttpConnection::openStream(EventStreamRoute& route, routing::Parameters parameters) {
  Request& request = parser_.request();
  if (draining_) return refuse(errorResponse(Status::serviceUnavailable, "the server stops", request.path()));
  const http::ResponseFraming framing = exchange_.framing(Response(), {});
  auto stream = std::make_unique<EventStreamConnection>(*connection_, route.limits(), framing);
  const Request known = withoutFields(request);
  try {
    stream->attach(route.open(*stream, std::move(request), std::move(parameters)));
  } catch (...) {
    return refuse(faultResponse(std::current_exception(), known));
  }
  phase_ = Phase::over;
  connection_->become(std::move(stream));
  connection_->wakeProtocol();
}

// ---- Endings and deadlines

void HttpConnection::enter(Phase phase) {
  phase_ = phase;
  since_ = connection_->now();
}

void HttpConnection::onEnd() noexcept {
  peerEnded_ = true;
  if (!isAnswering()) connection_->finish();
}

// A visitor that has ended its side wants no WebSocket any more. Other requests are still answered.
void HttpConnection::onLeaving() noexcept {
  if (!admission_) return;
  handling_.cancel();
  endAdmission();
  end();
}

void HttpConnection::onDrained() noexcept {
  if (phase_ == Phase::handling) return;
  if (phase_ == Phase::sending) {
    sendBody();
    return pump();
  }
  since_ = requestSince_ = connection_->now();  // as long as it was not read its silence proves nothing
  connection_->resumeReading();
}

void HttpConnection::onClosed() noexcept {
  handling_.cancel();
  endAdmission();
  stream_.reset();
  context_.reset();
}

void HttpConnection::drain() noexcept {
  draining_ = true;
  exchange_.drain();
  if (phase_ == Phase::idle) connection_->finish();
}

TimePoint HttpConnection::deadline() const noexcept {
  const Timeouts& timeouts = connection_->timeouts();
  if (connection_->congested() && phase_ != Phase::handling) return TimePoint::max();
  switch (phase_) {
    case Phase::idle:
      return since_ + (exchange_.requests() == 0 ? timeouts.header : timeouts.keepAlive);
    case Phase::head:
      return requestSince_ + timeouts.header;
    case Phase::body:
    case Phase::rest: {
      // The time by which what has come so far is too little.
      const auto owed =
          std::chrono::milliseconds(1000 * bodyReceived_ / std::max<std::size_t>(timeouts.bodyMinRate, 1));
      return std::min(requestSince_ + timeouts.request, since_ + timeouts.bodyGrace + owed);
    }
    case Phase::handling:
      return timeouts.handler > Duration::zero() ? since_ + timeouts.handler : TimePoint::max();
    case Phase::sending:  // as long as the client takes it; one that does not is the connection's matter
    case Phase::over:
      break;
  }
  return TimePoint::max();
}

void HttpConnection::onDeadline(TimePoint) noexcept {
  const std::string_view path = phase_ == Phase::handling ? parser_.request().path() : std::string_view();
  switch (phase_) {
    case Phase::idle:
    case Phase::rest:
      return end();
    case Phase::head:
    case Phase::body:
      exchange_.onFault();
      return respond(errorResponse(Status::requestTimeout, "the request took too long"));
    case Phase::handling: {
      Response late = errorResponse(Status::serviceUnavailable, "the answer took too long", path);
      handling_.cancel();
      endAdmission();
      return refuse(std::move(late));
    }
    case Phase::sending:
    case Phase::over:
      return;
  }
}

}  // namespace serinus::server
