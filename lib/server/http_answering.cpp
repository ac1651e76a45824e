#include "server/http_connection.hpp"

#include "pipeline/finish_answer.hpp"
#include "server/response_output.hpp"

#include <serinus/http/error_response.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/http/request_id.hpp>

#include <stdexcept>
#include <utility>

/// The answering half of an HTTP connection: what handlers make, and what it says itself.
namespace serinus::server {

Response HttpConnection::nothingHere() {
  const std::string_view path = inHand_->parser.request().path();
  if (path == "*") return Response::empty().header("Allow", MethodSet::all().text());  // RFC 9110, 9.3.7
  if (const auto* other = std::get_if<routing::MethodNotAllowed>(&inHand_->match)) {
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
  if (!isFeeding()) connection_->pauseReading();
}

Response HttpConnection::takeResponse() {
  try {
    return handling_.take();
  } catch (...) {
    return faultResponse(std::current_exception(), inHand_->parser.request());
  }
}

void HttpConnection::finishHandler() {
  Response response = takeResponse();
  admission_ ? finishAdmission(std::move(response)) : respond(std::move(response));
}

Response HttpConnection::faultResponse(std::exception_ptr fault, const Request& request) {
  try {
    std::rethrow_exception(fault);
  } catch (const HttpException& exception) {
    return exception.response(request.path());
  } catch (...) {
    const std::string id = request.id().empty() ? makeRequestId() : std::string(request.id());
    if (endpoints_->onFault) endpoints_->onFault(fault, request, id);
    return brokenResponse(request.path(), id);
  }
}

void HttpConnection::onWake() {
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

void HttpConnection::respond(Response&& response) {
  if (response.status() == Status::switchingProtocols) {
    const auto fault = std::make_exception_ptr(std::logic_error("a handler answered 101, which gateways alone do"));
    response = faultResponse(fault, inHand_->parser.request());
  }
  const bool wasFed = feed_ != nullptr;
  closeFeed();
  if (wasFed) {  // what is left of its body has a time of its own
    since_ = requestSince_ = connection_->now();
    bodyReceived_ = 0;
  }
  if (inHand_->context) {
    const bool mayCompress = connection_->overload() == OverloadLevel::normal;
    pipeline::finishAnswer(*inHand_->context, response,
                           mayCompress ? pipeline::Coding::asWanted : pipeline::Coding::none);
  }
  sayRequestId(inHand_->parser.request(), response);
  if (response.stream() != nullptr) return beginBody(std::move(response));
  const http::ResponseFraming framing = exchange_.framing(response, {});
  if (endpoints_->observer != nullptr) {
    const bool hasBody = http::hasBody(response.status(), framing.method);
    note(Outcome::complete, code(response.status()), hasBody ? response.body().size() : 0);
  }
  appendResponse(connection_->out(), std::move(response), framing);
  finishResponse(framing.keepAlive);
}

void HttpConnection::note(Outcome outcome, unsigned status, std::optional<std::uint64_t> bytes) {
  if (endpoints_->observer == nullptr) return;
  const std::string_view user = inHand_->context ? inHand_->context->userId() : std::string_view();
  const Duration duration = connection_->loop().core().time() - requestSince_;
  endpoints_->observer->onAnswered({inHand_->parser.request(), peer(), user, status, bytes, duration, outcome});
}

void HttpConnection::finishResponse(bool keepAlive) {
  inHand_->context.reset();
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
void HttpConnection::beginBody(Response&& response) {
  http::ResponseFraming framing = exchange_.framing(response, {});
  framing.takesTrailers =
      response.trailers() != nullptr && inHand_->parser.request().fields().listHas("TE", "trailers");
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
      note(Outcome::complete, code(stream_->status()), stream_->bytes());
      stream_.reset();
      finishResponse(keepAlive);
    }
  }
  if (phase_ != Phase::over && connection_->readingPaused()) connection_->resumeReading();
}

void HttpConnection::cutBodyOff(std::exception_ptr fault) {
  const bool hasBegun = stream_->hasBegun();
  if (hasBegun) note(Outcome::cutOff, code(stream_->status()), stream_->bytes());
  stream_.reset();
  Response response = faultResponse(std::move(fault), inHand_->parser.request());
  if (!hasBegun) return respond(std::move(response));
  // An end in good order would say that this was all.
  inHand_->context.reset();
  phase_ = Phase::over;
  connection_->abort();
}

// What cannot be answered with the connection intact: the rest of the request is not read.
void HttpConnection::refuse(Response&& response) {
  respond(std::move(response.close()));
}

void HttpConnection::end() {
  phase_ = Phase::over;
  connection_->finish();
}

void HttpConnection::nextRequest() {
  enter(Phase::idle);
  inHand_->clear();
  if (connection_->in().empty()) return connection_->requests().give(std::move(inHand_));
  beginRequest();
}

}  // namespace serinus::server
