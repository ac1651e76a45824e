#include "gateway/gateway_client.hpp"

#include "gateway/gateway_hub.hpp"
#include "gateway/not_taken.hpp"

#include <serinus/gateway/event_exception.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/ws/ws_exception.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace serinus::gateway {

GatewayClient::GatewayClient(GatewayLoop& place, server::WebSocketConnection& connection,
                             std::shared_ptr<Handshake> handshake, const PeerAddress& address)
    : place_(&place),
      connection_(&connection),
      handshake_(std::move(handshake)),
      address_(address),
      id_(place.clients.add(*this)) {
  hub().clientCount_.fetch_add(1, std::memory_order_relaxed);
}

const di::ServiceScope& GatewayClient::services() const noexcept {
  return *hub().services_;
}

GatewayClient::~GatewayClient() {
  if (isHere_) leaveEverything();
}

// Nobody finds the client any more, also not the one who is told of its end.
void GatewayClient::leaveEverything() noexcept {
  isHere_ = false;
  place_->rooms.leaveAll(roomMember_);
  if (extras_) {
    extras_->stays.reset();
    place_->users.leaveAll(extras_->userMember);
  }
  place_->clients.remove(id_);
  hub().clientCount_.fetch_sub(1, std::memory_order_relaxed);
}

Sent GatewayClient::sendText(std::string_view text, const SendOptions& options) {
  return {connection_->send(ws::Opcode::text, asBytes(text), options), connection_};
}

Sent GatewayClient::sendOwned(std::string&& text, const SendOptions& options) {
  return {connection_->send(ws::Opcode::text, std::move(text), options), connection_};
}

Sent GatewayClient::sendBinary(ByteView data, const SendOptions& options) {
  return {connection_->send(ws::Opcode::binary, data, options), connection_};
}

Sent GatewayClient::send(const WsMessage& message, const SendOptions& options) {
  const ws::Opcode opcode = message.isText() ? ws::Opcode::text : ws::Opcode::binary;
  return {connection_->sendBorrowed(opcode, message.bytes(), options), connection_};
}

Sent GatewayClient::ping(ByteView payload) {
  return {connection_->sendPing(payload), connection_};
}

void GatewayClient::broadcastText(std::string_view text, const SendOptions& options) {
  hub().send(ws::Opcode::text, asBytes(text), To::all(), options);
}

void GatewayClient::broadcastBinary(ByteView data, const SendOptions& options) {
  hub().send(ws::Opcode::binary, data, To::all(), options);
}

void GatewayClient::abort() {
  if (recovery() != nullptr) recovery()->onCutOff();
  connection_->abort();
}

Task<> GatewayClient::onOpen() {
  if (recovery() != nullptr) restore();
  if (hub().listeners_.onConnect != nullptr) co_await hub().listeners_.onConnect->onClientConnect(*this);
  if (recovery() != nullptr) sendSession();
  handshake_ = place_->greeted.keep(handshake_);
}

Task<> GatewayClient::onMessage(bool isText, ByteView payload) {
  const WsMessage message(isText, payload);
  if (hub().handsOn() && !asks()) return hub().gateway_->onMessage(message, *this);
  return meter(message);
}

Task<> GatewayClient::take(WsMessage message) {
  const bool isPlain = hub().events().empty() && !asks();
  return isPlain ? passMessage(message) : hub().dispatcher_->dispatch(*this, message);
}

bool GatewayClient::wantsPieces() const noexcept {
  return hub().isStreaming();
}

Task<> GatewayClient::onStream() {
  return meter(WsMessage(false, {}));
}

Task<> GatewayClient::onClosing(CloseCode code, std::string_view reason) {
  if (recovery() != nullptr) recovery()->onFarewell(code);
  if (hub().listeners_.onClosing == nullptr) return {};
  return hub().listeners_.onClosing->onClientClosing(*this, code, reason);
}

bool GatewayClient::onAside(bool isText, ByteView payload) {
  return hub().dispatcher_->takeAside(*this, WsMessage(isText, payload));
}

Task<JsonValue> GatewayClient::callEvent(std::string event, std::string data, Duration timeout) {
  hub().expectAnswers();
  PendingCalls& pending = calls();
  const std::string id = pending.newId();
  const SendResult sent = hub().dispatcher_->send(*this, OutgoingEvent{EventKind::event, event, id, data});
  if (const std::exception_ptr fault = notSent(sent)) std::rethrow_exception(fault);
  connection_->readAside();
  const JsonValue answer = co_await AwaitedCall(pending, id, timeout);
  co_return answer;
}

SendResult GatewayClient::ask(ws::MessageFrames& frames) {
  const SendResult result = sendFrames(frames, SendOptions());
  connection_->readAside();
  return result;
}

Task<> GatewayClient::passMessage(WsMessage message) {
  if (!hub().pipelines_.message.empty()) return passSteps(message);
  return hub().gateway_->onMessage(message, *this);
}

ClientExtras& GatewayClient::extras() {
  if (!extras_) extras_ = std::make_unique<ClientExtras>(*this);
  return *extras_;
}

AnswerStreams& GatewayClient::answers() {
  auto& answers = extras().answers;
  if (!answers) answers = std::make_unique<AnswerStreams>(loop());
  return *answers;
}

void GatewayClient::cancelAnswers(std::string_view id) noexcept {
  if (extras_ && extras_->answers) extras_->answers->cancel(id);
}

void GatewayClient::takeAnswer(const IncomingEvent& event) {
  if (asks()) extras_->calls->answer(event);
}

PendingCalls& GatewayClient::calls() {
  if (!isHere_) throw EventException("disconnected", "the client has left");
  auto& calls = extras().calls;
  if (!calls) calls = std::make_unique<PendingCalls>();
  return *calls;
}

Sent GatewayClient::sendEvent(std::string_view event, std::string_view data, const SendOptions& options) {
  std::string payload = hub().encode(OutgoingEvent{EventKind::event, event, {}, data});
  return hub().codec().writesText() ? sendOwned(std::move(payload), options) : sendBinary(asBytes(payload), options);
}

namespace {

class MessageHandling final : public pipeline::Handling {
public:
  MessageHandling(WebSocketGateway& gateway, WsMessage message, WebSocketContext& client)
      : gateway_(&gateway), message_(message), client_(&client) {}
  Task<> handle(ExecutionContext&) override { return gateway_->onMessage(message_, *client_); }

private:
  WebSocketGateway* gateway_;
  WsMessage message_;
  WebSocketContext* client_;
};

/// What a refusal that was meant for HTTP says on a WebSocket (RFC 6455, 7.4.1).
CloseCode closeCodeFor(Status status) noexcept {
  switch (status) {
    case Status::badRequest:
    case Status::unprocessableContent:
      return CloseCode::invalidPayload;
    case Status::unsupportedMediaType:
      return CloseCode::unsupportedData;
    case Status::payloadTooLarge:
      return CloseCode::messageTooBig;
    case Status::serviceUnavailable:
      return CloseCode::tryAgainLater;
    default:
      return code(status) < 500 ? CloseCode::policyViolation : CloseCode::internalError;
  }
}

}  // namespace

Task<> GatewayClient::passSteps(WsMessage message) {
  ExecutionContext execution(Door::message, *this, hub().name_, {});
  execution.setPayload(message.bytes());
  MessageHandling handling(*hub().gateway_, message, *this);
  co_await hub().pipelines_.message.run(execution, handling);
}

CloseCode GatewayClient::onFault(std::exception_ptr fault, std::string& reason) noexcept {
  if (hub().listeners_.onError != nullptr) {
    try {
      hub().listeners_.onError->onClientError(*this, fault);
    } catch (...) {
      hub().logFault("onClientError", std::current_exception());
    }
  }
  try {
    std::rethrow_exception(fault);
  } catch (const WsException& exception) {
    reason = exception.reason();
    return exception.code();
  } catch (const HttpException& exception) {
    reason = exception.what();
    return closeCodeFor(exception.status());
  } catch (const NotTaken&) {
    reason = "no messages are taken here";
    return CloseCode::unsupportedData;
  } catch (...) {
    hub().logFault("a handler", fault);
  }
  return CloseCode::internalError;
}

void GatewayClient::onClosed(CloseCode code, std::string_view reason) noexcept {
  if (extras_) {
    extras_->answers.reset();
    extras_->renewals.reset();
    extras_->topics.clear();
    extras_->seat.reset();
  }
  const bool isKept = isKeptAfter(code);
  std::vector<std::string> wasIn;
  if (isKept || hub().listeners_.onDisconnect != nullptr) wasIn = roomsToTell();
  if (recovery() != nullptr) recovery()->mayReturn = isKept;
  leaveEverything();
  if (asks()) extras_->calls->failAll();
  if (auto* const listener = hub().listeners_.onDisconnect) {
    if (!wasIn.empty()) extras_->wasIn = &wasIn;
    tell("onClientDisconnect", [&] { listener->onClientDisconnect(*this, code, reason); });
    if (extras_) extras_->wasIn = nullptr;
  }
  if (isKept) keepOrNot(std::move(wasIn));
  if (extras_) extras_->recovery.reset();
}

/// Those it is in, and the place to say so once it is in none. Where there is no memory for that they are not told of.
std::vector<std::string> GatewayClient::roomsToTell() noexcept {
  if (roomMember_.roomCount() == 0) return {};
  try {
    static_cast<void>(extras());
    return rooms();
  } catch (const std::bad_alloc&) {
    return {};
  }
}

void GatewayClient::onFlow(server::FlowEvent event, std::size_t count) noexcept {
  hub().flow_.count(event, count);
}

void GatewayClient::onBackpressure() noexcept {
  if (auto* const listener = hub().listeners_.onBackpressure)
    tell("onBackpressure", [&] { listener->onBackpressure(*this); });
}

void GatewayClient::onDrain() noexcept {
  if (auto* const listener = hub().listeners_.onDrain) tell("onDrain", [&] { listener->onDrain(*this); });
}

// What these throw has nobody to answer to.
template <class Call>
void GatewayClient::tell(std::string_view what, Call&& call) noexcept {
  try {
    call();
  } catch (...) {
    hub().logFault(what, std::current_exception());
  }
}

}  // namespace serinus::gateway
