#include "server/http_connection.hpp"

#include "server/fault_limit.hpp"
#include "server/overload.hpp"
#include "server/response_output.hpp"

#include <serinus/http/error_response.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/http/target.hpp>

#include <utility>

namespace serinus::server {

namespace {

// Of one client; then it is the others' turn. Requests that came together could be thousands.
constexpr std::size_t requestsPerTurn = 32;

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

// ---- Endings

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

}  // namespace serinus::server
