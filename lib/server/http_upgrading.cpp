#include "server/http_connection.hpp"

#include "server/event_stream_connection.hpp"
#include "server/overload.hpp"
#include "server/response_output.hpp"
#include "server/web_socket_connection.hpp"

#include <serinus/http/error_response.hpp>
#include <serinus/http/request_id.hpp>
#include <serinus/ws/handshake.hpp>

#include <utility>

/// How an HTTP connection becomes another: a WebSocket, once the application has let it in, or an event stream.
namespace serinus::server {

namespace {

/// What is still to be known of a request that is given away, should the one it is given to throw.
Request withoutFields(const Request& request) {
  Request known(request.method(), std::string(request.target()));
  known.setId(std::string(request.id()));
  return known;
}

}  // namespace

bool HttpConnection::upgrade() {
  const Request& request = inHand_->parser.request();
  if (!request.fields().listHas("Upgrade", "websocket")) return false;  // h2c and others: stay with HTTP/1.1
  routing::Match match = endpoints_->gateways.find(Method::get, request.path());
  auto* const found = std::get_if<routing::Found>(&match);
  if (found == nullptr) return false;
  admit(*endpoints_->webSockets[found->target], std::move(found->parameters));
  return true;
}

void HttpConnection::admit(WebSocketRoute& route, routing::Parameters parameters) {
  Request& request = inHand_->parser.request();
  const bool secure = peer().isSecure();
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
    refuse(faultResponse(std::current_exception(), inHand_->parser.request()));
  }
}

void HttpConnection::finishAdmission(Response response) {
  const HandshakePlace handshake = std::move(handshake_);
  const std::unique_ptr<WebSocketAdmission> admission = std::move(admission_);
  if (draining_ && response.status() == Status::switchingProtocols)
    response = errorResponse(Status::serviceUnavailable, "the server stops", inHand_->parser.request().path());
  if (response.status() != Status::switchingProtocols) return refuse(std::move(response));
  auto socket = std::make_unique<WebSocketConnection>(*connection_, webSocket_->limits());
  Request known =
      endpoints_->observer != nullptr ? inHand_->parser.request() : withoutFields(inHand_->parser.request());
  try {
    socket->attach(admission->accept(*socket));
  } catch (...) {
    return refuse(faultResponse(std::current_exception(), known));
  }
  inHand_->parser.request() = std::move(known);
  sayRequestId(inHand_->parser.request(), response);
  note(Outcome::complete, code(response.status()));
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
  Request& request = inHand_->parser.request();
  if (draining_) return refuse(errorResponse(Status::serviceUnavailable, "the server stops", request.path()));
  const http::ResponseFraming framing = exchange_.framing(Response(), {});
  auto stream = std::make_unique<EventStreamConnection>(*connection_, route.limits(), framing);
  if (endpoints_->observer != nullptr)
    stream->tellOpening(std::make_unique<StreamOpening>(*endpoints_->observer, request, peer(), requestSince_));
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

}  // namespace serinus::server
