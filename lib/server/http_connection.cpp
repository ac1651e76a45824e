#include "server/http_connection.hpp"

#include "pipeline/finish_answer.hpp"
#include "server/event_stream_connection.hpp"
#include "server/fault_limit.hpp"
#include "server/overload.hpp"
#include "server/response_output.hpp"
#include "server/web_socket_connection.hpp"

#include <serinus/http/http_exception.hpp>
#include <serinus/http/request_id.hpp>
#include <serinus/http/target.hpp>
#include <serinus/ws/handshake.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace serinus::server {

using Outcome = AnsweredRequest::Outcome;

namespace {

// Of one client; then it is the others' turn. Requests that came together could be thousands.
constexpr std::size_t requestsPerTurn = 32;

/// What is still to be known of a request that is given away, should the one it is given to throw.
Request withoutFields(const Request& request) {
  Request known(request.method(), std::string(request.target()));
  known.setId(std::string(request.id()));
  return known;
}

std::exception_ptr exceptionOf(const http::Fault& fault) {
  std::string reason(fault.reason);
  if (fault.status == Status::payloadTooLarge)
    return std::make_exception_ptr(PayloadTooLargeException(std::move(reason)));
  if (fault.status == Status::badRequest) return std::make_exception_ptr(BadRequestException(std::move(reason)));
  return std::make_exception_ptr(HttpException(fault.status, std::move(reason)));
}

}  // namespace

HttpConnection::HttpConnection(Connection& connection, const Endpoints& endpoints, bool surplus)
    : connection_(&connection),
      endpoints_(&endpoints),
      exchange_(endpoints.limits),
      since_(connection.now()),
      requestSince_(since_),
      surplus_(surplus) {}

HttpConnection::~HttpConnection() = default;

// ---- Requests

void HttpConnection::onBytes() {
  if (phase_ == Phase::idle && !connection_->in().empty()) beginRequest();
  pump();
}

void HttpConnection::beginRequest() {
  if (!inHand_) inHand_ = connection_->requests().take(endpoints_->limits);
  requestSince_ = connection_->now();
  enter(Phase::head);
}

bool HttpConnection::mayParse() const noexcept {
  if (phase_ == Phase::over || connection_->finishing()) return false;
  return isFeeding() ? !feed_->isFull() : !isAnswering();
}

void HttpConnection::pump() {
  do {
    parse();
  } while (feedHandler());
  settleFeed();
  if (putOff_) return;
  if (phase_ == Phase::head && inHand_->parser.idle()) enter(Phase::idle);
  // Whoever has ended its side sends no more of what is incomplete.
  const bool isIncomplete = phase_ == Phase::head || phase_ == Phase::body || phase_ == Phase::rest;
  if (peerEnded_ && isIncomplete && !connection_->congested()) return connection_->finish();
  if (phase_ == Phase::idle && (peerEnded_ || draining_)) connection_->finish();
}

void HttpConnection::parse() {
  putOff_ = false;
  const std::size_t before = exchange_.requests();
  while (inHand_ && mayParse()) {
    if (phase_ == Phase::head && inHand_->parser.idle() && exchange_.requests() - before >= requestsPerTurn) {
      putOff_ = true;
      return connection_->wakeProtocol();
    }
    if (isDecoding() && !connection_->mayInflate()) {
      putOff_ = true;
      return;
    }
    const std::string_view input = asText(connection_->in().unread());
    const std::string_view piece = input.substr(0, isDecoding() ? InflationTurns::piece : std::string_view::npos);
    const http::RequestParser::Step step = inHand_->parser.parse(piece);
    connection_->in().consume(step.consumed);
    if (std::holds_alternative<http::NeedMore>(step.event)) {
      if (piece.size() < input.size() && step.consumed > 0) continue;
      const bool isWaiting = phase_ == Phase::body || (isFeeding() && feed_->isAwaited());
      if (isWaiting && exchange_.wantsContinue()) {
        appendContinue(connection_->out());
        exchange_.onContinueSent();
      }
      if (isFeeding() && peerEnded_) failFeed(std::make_exception_ptr(BadRequestException("the body ended early")));
      return;
    }
    take(step.event);
    if (connection_->queued() <= Connection::highWatermark) continue;
    connection_->flush();
    if (connection_->congested()) return connection_->pauseReading();
  }
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
  Request& request = inHand_->parser.request();
  exchange_.onHead(request, head);
  if (exchange_.requests() == endpoints_->limits.maxRequestsPerConnection) count(Limit::requestCount);
  if (!endpoints_->proxies.empty()) recognizeClient(request);
  if (endpoints_->observer != nullptr) request.setId(endpoints_->observer->identify(request));
  if (http::namesHttps(request.target()) && !peer().isSecure())
    return refuse(errorResponse(Status::misdirectedRequest, "an https URI was asked for without TLS", request.path()));
  if (surplus_) return refuse(overloaded("too many connections from this address", request.path()));
  const bool isShort = connection_->overload() >= OverloadLevel::refusing;
  if (head.upgrade && !isShort && upgrade()) return;
  endpoints_->routes.find(request, inHand_->match);
  if (isShort && !isEssential(inHand_->match)) {
    count(Limit::memoryRefused);
    return refuse(overloaded("the server is short of memory", request.path()));
  }
  enter(Phase::body);
  bodyReceived_ = 0;
  if (auto* found = std::get_if<routing::Found>(&inHand_->match)) {
    const BodyRules rules = endpoints_->bodyRulesOf(found->target);
    if (rules.maxBody) inHand_->parser.setBodyLimit(*rules.maxBody);
    if (!chooseDecoder(head, rules.maxBody.value_or(endpoints_->limits.maxBody))) return;
    if (rules.streams) return dispatchEarly(*found);
    if (head.body != http::HeadComplete::Body::none) return;
    inHand_->parser.endWithHead();
    return onComplete();
  }
  // A body that nobody wants is not waited for; of one whose length is open the end must be seen first.
  const bool isOpenEnded = head.body == http::HeadComplete::Body::chunked && !head.expectContinue;
  if (!isOpenEnded) respond(nothingHere());
}

bool HttpConnection::isEssential(const routing::Match& match) const {
  const auto* const found = std::get_if<routing::Found>(&match);
  const auto* const route = found == nullptr ? nullptr : std::get_if<HttpRoute>(&endpoints_->plain[found->target]);
  return route != nullptr && route->essential;
}

/// A proxy that is trusted speaks for many clients, each request for its own.
void HttpConnection::recognizeClient(Request& request) {
  const PeerAddress otherEnd = connection_->otherEnd();
  if (!endpoints_->proxies.trusts(otherEnd.address())) return;
  ForwardedClient client = endpoints_->proxies.clientOf(otherEnd.address(), request.fields());
  PeerAddress peer = client.address == otherEnd.address() ? otherEnd : PeerAddress(std::move(client.address), 0);
  peer.setSecure(client.scheme.empty() ? otherEnd.isSecure() : client.scheme == "https");
  if (http::isHost(client.host)) request.setForwardedHost(std::move(client.host));
  connection_->speaksFor(peer);
  peer_ = std::move(peer);
}

/// @returns false when the body's coding is refused
bool HttpConnection::chooseDecoder(const http::HeadComplete& head, std::uint64_t limit) {
  decoder_.reset();
  if (head.body == http::HeadComplete::Body::none) return true;
  Request& request = inHand_->parser.request();
  const http::BodyCoding coding = http::bodyCodingOf(request);
  if (coding == http::BodyCoding::none) return true;
  if (coding == http::BodyCoding::zlib) decoder_ = http::makeZlibDecoder(limit);
  if (decoder_) {
    request.fields().remove("Content-Encoding");
    return true;
  }
  respond(errorResponse(Status::unsupportedMediaType, "the body's Content-Encoding is not undone here", request.path())
              .header("Accept-Encoding", http::acceptedCodings()));
  return false;
}

void HttpConnection::onBody(std::string_view piece) {
  exchange_.onBody(piece.size());
  bodyReceived_ += piece.size();
  std::string decoded;
  if (isDecoding()) {
    const auto fault = decoder_->append(decoded, piece);
    connection_->inflated(decoded.size());
    if (fault) return onFault(*fault);
    piece = decoded;
    if (piece.empty()) return;
  }
  if (isFeeding())
    feed_->add(piece);
  else if (phase_ == Phase::body && std::holds_alternative<routing::Found>(inHand_->match))
    inHand_->parser.request().appendBody(piece);
}

void HttpConnection::onComplete() {
  if (isDecoding()) {
    if (const auto fault = decoder_->finish()) return onFault(*fault);
  }
  exchange_.onComplete();
  if (isFeeding()) return feed_->end();
  if (phase_ == Phase::rest) return nextRequest();
  if (auto* found = std::get_if<routing::Found>(&inHand_->match)) return dispatch(*found);
  respond(nothingHere());
}

void HttpConnection::onFault(const http::Fault& fault) {
  if (const auto limit = limitOf(fault.excess, phase_ == Phase::head)) count(*limit);
  if (isFeeding()) return failFeed(exceptionOf(fault));
  exchange_.onFault();
  if (phase_ == Phase::rest) return end();  // its request was answered
  Response response = errorResponse(fault.status, fault.reason);
  if (fault.status == Status::methodNotAllowed) response.header("Allow", MethodSet::all().text());
  respond(std::move(response));
}

void HttpConnection::dispatch(routing::Found& found) {
  const Endpoints::Plain& endpoint = endpoints_->plain[found.target];
  const HttpRoute* route = std::get_if<HttpRoute>(&endpoint);
  if (route == nullptr) {
    EventStreamRoute& stream = *std::get<EventStreamRoute*>(endpoint);
    route = stream.instead(inHand_->parser.request());
    if (route == nullptr) return openStream(stream, std::move(found.parameters));
  }
  inHand_->context.emplace(inHand_->parser.request(), found.parameters, *route->services, connection_->loop(), peer());
  if (feed_) inHand_->context->feedBody(feed_);
  enter(Phase::handling);
  pipeline::Handled handled = answerOf(*route);
  if (Response* const response = handled.response()) return respond(std::move(*response));
  handle(std::move(handled.task()));
}

pipeline::Handled HttpConnection::answerOf(const HttpRoute& route) {
  try {
    return route.handle(*inHand_->context);
  } catch (...) {
    return faultResponse(std::current_exception(), inHand_->parser.request());
  }
}

// ---- Bodies that are handled while they come

void HttpConnection::dispatchEarly(routing::Found& found) {
  const http::RequestParser::Step first = inHand_->parser.parse({});  // a length beyond the limit is refused here
  if (const auto* fault = std::get_if<http::Fault>(&first.event)) return onFault(*fault);
  feed_ =
      std::make_shared<pipeline::BodyFeed>(static_cast<pipeline::BodyReaderListener&>(*this), endpoints_->limits.form);
  waited_ = {};
  if (std::holds_alternative<http::MessageComplete>(first.event)) {
    exchange_.onComplete();
    feed_->end();
  }
  dispatch(found);
}

void HttpConnection::onBodyWanted() noexcept {
  since_ = connection_->now();  // the handler gets on
  if (feed_->isAwaited()) waitsSince_ = since_;
  connection_->wakeProtocol();
}

/// Lets a handler that waits have what there is. @returns whether it did
bool HttpConnection::feedHandler() {
  if (feed_ == nullptr || phase_ != Phase::handling || !feed_->isAwaited() || !feed_->hasNext()) return false;
  since_ = connection_->now();
  waited_ += since_ - waitsSince_;
  feed_->wake();
  if (handling_.ended()) finishHandler();
  return true;
}

void HttpConnection::onFormTooLarge(http::Excess excess) noexcept {
  if (const auto limit = limitOf(excess, false)) count(*limit);
}

void HttpConnection::failFeed(std::exception_ptr fault) {
  exchange_.onFault();
  feed_->fail(std::move(fault));
}

void HttpConnection::settleFeed() {
  if (feed_ == nullptr || phase_ != Phase::handling) return;
  if (!mayParse())
    connection_->pauseReading();
  else if (connection_->readingPaused())
    connection_->resumeReading();
}

void HttpConnection::closeFeed() noexcept {
  if (feed_) feed_->close();
  feed_.reset();
}

// ---- Answers of handlers

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

// ---- Responses

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

void HttpConnection::note(AnsweredRequest::Outcome outcome, unsigned status, std::optional<std::uint64_t> bytes) {
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

// ---- Other protocols

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

// ---- Endings and deadlines

void HttpConnection::enter(Phase phase) {
  phase_ = phase;
  since_ = connection_->now();
}

void HttpConnection::onEnd() {
  peerEnded_ = true;
  if (isFeeding()) return pump();
  if (!isAnswering() && !putOff_) connection_->finish();
}

// A visitor that has ended its side wants no WebSocket any more. Other requests are still answered.
void HttpConnection::onLeaving() {
  if (!admission_) return;
  handling_.cancel();
  endAdmission();
  end();
}

void HttpConnection::onDrained() {
  if (phase_ == Phase::handling) return;
  if (phase_ == Phase::sending) {
    sendBody();
    return pump();
  }
  since_ = requestSince_ = connection_->now();  // as long as it was not read its silence proves nothing
  connection_->resumeReading();
}

void HttpConnection::onClosed() noexcept {
  if (phase_ == Phase::handling) note(Outcome::lost, clientLost);
  if (phase_ == Phase::sending) note(Outcome::cutOff, code(stream_->status()), stream_->bytes());
  handling_.cancel();
  endAdmission();
  stream_.reset();
  closeFeed();
  if (inHand_) inHand_->context.reset();
}

void HttpConnection::drain() {
  draining_ = true;
  exchange_.drain();
  if (phase_ == Phase::idle) connection_->finishUnlessMoreCame();
}

TimePoint HttpConnection::deadline() const noexcept {
  const Timeouts& timeouts = connection_->patience();
  if (connection_->congested() && phase_ != Phase::handling) return TimePoint::max();
  switch (phase_) {
    case Phase::idle:
      return since_ + (exchange_.requests() == 0 ? timeouts.header : timeouts.keepAlive);
    case Phase::head:
      return requestSince_ + timeouts.header;
    case Phase::body:
    case Phase::rest:
      return std::min(requestSince_ + timeouts.request, since_ + bodyAllowance());
    case Phase::handling:
      return handlerDeadline();
    case Phase::sending:  // as long as the client takes it; one that does not is the connection's matter
    case Phase::over:
      break;
  }
  return TimePoint::max();
}

/// The time that the client may have taken for what has come of the body so far.
Duration HttpConnection::bodyAllowance() const noexcept {
  const Timeouts& timeouts = connection_->patience();
  return timeouts.bodyGrace +
         std::chrono::milliseconds(1000 * bodyReceived_ / std::max<std::size_t>(timeouts.bodyMinRate, 1));
}

/// While a handler waits for the client that has to make haste; otherwise the handler has.
TimePoint HttpConnection::handlerDeadline() const noexcept {
  const Timeouts& timeouts = connection_->timeouts();
  if (isFeeding() && feed_->isAwaited()) {
    return waitsSince_ + std::max<Duration>(bodyAllowance() - waited_, Duration::zero());
  }
  return timeouts.handler > Duration::zero() ? since_ + timeouts.handler : TimePoint::max();
}

Limit HttpConnection::lateLimit(TimePoint now) const noexcept {
  switch (phase_) {
    case Phase::idle:
      return exchange_.requests() == 0 ? Limit::firstByteTime : Limit::keepAliveTime;
    case Phase::head:
      return Limit::headerTime;
    case Phase::body:
    case Phase::rest:
      return now >= requestSince_ + connection_->patience().request ? Limit::requestTime : Limit::bodyRate;
    case Phase::handling:
    case Phase::sending:
    case Phase::over:
      break;
  }
  return isFeeding() && feed_->isAwaited() ? Limit::bodyRate : Limit::handlerTime;
}

void HttpConnection::onDeadline(TimePoint now) {
  count(lateLimit(now));
  const std::string_view path = phase_ == Phase::handling ? inHand_->parser.request().path() : std::string_view();
  switch (phase_) {
    case Phase::idle:
    case Phase::rest:
      return end();
    case Phase::head:
    case Phase::body:
      exchange_.onFault();
      return respond(errorResponse(Status::requestTimeout, "the request took too long"));
    case Phase::handling: {
      if (isFeeding() && feed_->isAwaited()) {
        failFeed(std::make_exception_ptr(RequestTimeoutException("the body comes too slowly")));
        return pump();
      }
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
