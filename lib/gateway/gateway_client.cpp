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

GatewayClient::GatewayClient(GatewayHub& hub, GatewayLoop& place, server::WebSocketConnection& connection,
                             std::shared_ptr<Handshake> handshake)
    : WebSocketContext(handshake->request, handshake->parameters, *hub.services_, connection.loop(), address_),
      address_(connection.peerAddress()),
      hub_(&hub),
      place_(&place),
      connection_(&connection),
      handshake_(std::move(handshake)),
      id_(place.clients.add(*this)) {
  hub_->clientCount_.fetch_add(1, std::memory_order_relaxed);
}

GatewayClient::~GatewayClient() {
  if (place_ != nullptr) leaveEverything();
}

// Nobody finds the client any more, also not the one who is told of its end.
void GatewayClient::leaveEverything() noexcept {
  GatewayLoop& place = *std::exchange(place_, nullptr);
  if (extras_) extras_->stays.reset();
  place.rooms.leaveAll(roomMember_);
  place.users.leaveAll(userMember_);
  place.clients.remove(id_);
  hub_->clientCount_.fetch_sub(1, std::memory_order_relaxed);
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
  hub_->send(ws::Opcode::text, asBytes(text), To::all(), options);
}

void GatewayClient::broadcastBinary(ByteView data, const SendOptions& options) {
  hub_->send(ws::Opcode::binary, data, To::all(), options);
}

void GatewayClient::abort() {
  if (recovery_) recovery_->onCutOff();
  connection_->abort();
}

Task<> GatewayClient::onOpen() {
  if (recovery_) restore();
  if (hub_->listeners_.onConnect != nullptr) co_await hub_->listeners_.onConnect->onClientConnect(*this);
  if (recovery_) sendSession();
  handshake_ = place_->greeted.keep(handshake_);
  moveTo(handshake_->request, handshake_->parameters);
}

Task<> GatewayClient::onMessage(bool isText, ByteView payload) {
  const WsMessage message(isText, payload);
  if (hub_->handsOn() && !asks()) return hub_->gateway_->onMessage(message, *this);
  return meter(message);
}

Task<> GatewayClient::take(WsMessage message) {
  const bool isPlain = hub_->events().empty() && !asks();
  return isPlain ? passMessage(message) : hub_->dispatcher_->dispatch(*this, message);
}

bool GatewayClient::wantsPieces() const noexcept {
  return hub_->isStreaming();
}

Task<> GatewayClient::onStream() {
  return meter(WsMessage(false, {}));
}

Task<> GatewayClient::onClosing(CloseCode code, std::string_view reason) {
  if (recovery_) recovery_->onFarewell(code);
  if (hub_->listeners_.onClosing == nullptr) return {};
  return hub_->listeners_.onClosing->onClientClosing(*this, code, reason);
}

bool GatewayClient::onAside(bool isText, ByteView payload) {
  return hub_->dispatcher_->takeAside(*this, WsMessage(isText, payload));
}

Task<JsonValue> GatewayClient::callEvent(std::string event, std::string data, Duration timeout) {
  hub_->expectAnswers();
  PendingCalls& pending = calls();
  const std::string id = pending.newId();
  const SendResult sent = hub_->dispatcher_->send(*this, OutgoingEvent{EventKind::event, event, id, data});
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
  if (!hub_->pipelines_.message.empty()) return passSteps(message);
  return hub_->gateway_->onMessage(message, *this);
}

ClientExtras& GatewayClient::extras() {
  if (!extras_) extras_ = std::make_unique<ClientExtras>();
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
  if (place_ == nullptr) throw EventException("disconnected", "the client has left");
  auto& calls = extras().calls;
  if (!calls) calls = std::make_unique<PendingCalls>();
  return *calls;
}

Sent GatewayClient::sendEvent(std::string_view event, std::string_view data, const SendOptions& options) {
  std::string payload = hub_->encode(OutgoingEvent{EventKind::event, event, {}, data});
  return hub_->codec().writesText() ? sendOwned(std::move(payload), options) : sendBinary(asBytes(payload), options);
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
  ExecutionContext execution(Door::message, *this, hub_->name_, {});
  execution.setPayload(message.bytes());
  MessageHandling handling(*hub_->gateway_, message, *this);
  co_await hub_->pipelines_.message.run(execution, handling);
}

CloseCode GatewayClient::onFault(std::exception_ptr fault, std::string& reason) noexcept {
  if (hub_->listeners_.onError != nullptr) {
    try {
      hub_->listeners_.onError->onClientError(*this, fault);
    } catch (...) {
      hub_->logger_->error(hub_->name_, "onClientError threw");
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
    hub_->logFault("a handler", fault);
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
  std::vector<std::string> wasIn;
  const bool isKept = isKeptAfter(code);
  if (isKept || hub_->listeners_.onDisconnect != nullptr) wasIn = rooms();
  if (recovery_) recovery_->mayReturn = isKept;
  leaveEverything();
  if (asks()) extras_->calls->failAll();
  if (auto* const listener = hub_->listeners_.onDisconnect) {
    wasIn_ = &wasIn;
    tell("onClientDisconnect", [&] { listener->onClientDisconnect(*this, code, reason); });
    wasIn_ = nullptr;
  }
  if (isKept) keep(std::move(wasIn));
  recovery_.reset();
}

void GatewayClient::onFlow(server::FlowEvent event, std::size_t count) noexcept {
  hub_->flow_.count(event, count);
}

void GatewayClient::onBackpressure() noexcept {
  if (auto* const listener = hub_->listeners_.onBackpressure)
    tell("onBackpressure", [&] { listener->onBackpressure(*this); });
}

void GatewayClient::onDrain() noexcept {
  if (auto* const listener = hub_->listeners_.onDrain) tell("onDrain", [&] { listener->onDrain(*this); });
}

// What these throw has nobody to answer to.
template <class Call>
void GatewayClient::tell(std::string_view what, Call&& call) noexcept {
  try {
    call();
  } catch (...) {
    hub_->logFault(what, std::current_exception());
  }
}

}  // namespace serinus::gateway
