#include "gateway/gateway_hub.hpp"

#include "base/what_threw.hpp"
#include "gateway/group_call.hpp"
#include "gateway/not_taken.hpp"

#include <serinus/gateway/streaming_gateway.hpp>

#include <mutex>
#include <stdexcept>
#include <utility>

namespace serinus::gateway {

GatewayHub::GatewayHub(WebSocketGateway& gateway) : gateway_(&gateway) {
  handshake_.subprotocols = gateway.options().subprotocols;
  handshake_.origins = ws::OriginPolicy(gateway.options().origins);
  handshake_.compression = gateway.options().compression;
}

GatewayHub::~GatewayHub() = default;

void GatewayHub::bind(const std::vector<Loop*>& loops, const di::ServiceScope& services, std::shared_ptr<Logger> logger,
                      std::string name, const GatewayListeners& listeners, GatewayPipelines pipelines) {
  services_ = &services;
  logger_ = std::move(logger);
  name_ = std::move(name);
  listeners_ = listeners;
  pipelines_ = std::move(pipelines);
  dispatcher_.emplace(events_, codec(), *logger_, name_);
  chooseWay();
  isStreaming_ = dynamic_cast<StreamingGateway*>(gateway_) != nullptr;
  if (isStreaming_ && !handshake_.compression.isOff()) {
    logger_->warning(name_, "nothing is compressed: a StreamingGateway reads messages in pieces");
    handshake_.compression = Deflate::off();
  }
  if (!handshake_.compression.isOff() && !ws::hasZlib())
    logger_->warning(name_, "nothing is compressed: the library was built without zlib (meson option `compression`)");
  RoomListener* const listener = listeners.onRoomChange != nullptr ? this : nullptr;
  const std::unique_lock lock(binding_);
  loops_.clear();
  for (Loop* const loop : loops) {
    GatewayLoop& place = *loops_.emplace_back(std::make_shared<GatewayLoop>(*this, *loop, hash_, listener));
    if (listener == nullptr) continue;
    place.watch = std::make_shared<RoomWatch>(*loop, *listeners.onRoomChange, hash_, [this](std::exception_ptr fault) {
      logFault("onFirstMember or onLastMember", fault);
    });
  }
  beginRecovery();
}

void GatewayHub::cancelHere() noexcept {
  if (recovery_) recovery_->close();
  for (const auto& place : loops_) {
    if (!place->loop->isCurrent()) continue;
    if (place->watch) place->watch->cancel();
    place->recoveryTimer.reset();
  }
}

void GatewayHub::unbind() noexcept {
  const std::unique_lock lock(binding_);
  loops_.clear();
}

std::unique_ptr<server::WebSocketAdmission> GatewayHub::open(Visitor visitor) {
  return std::make_unique<GatewayAdmission>(*this, std::move(visitor));
}

GatewayLoop& GatewayHub::here() {
  for (const auto& place : loops_) {
    if (place->loop->isCurrent()) return *place;
  }
  std::abort();  // a connection is only ever accepted by a loop of its application
}

void GatewayHub::send(ws::Opcode opcode, ByteView payload, const To& to, const SendOptions& options) {
  // Encoded once; every client queues a reference, and between loops travels one message each.
  onEveryLoop(to, [opcode, plain = ws::encodeMessage(opcode, payload), key = std::string(options.conflate()),
                   compress = options.compress()](GatewayLoop& place, const To& whom) {
    ws::MessageFrames frames(opcode, plain);
    const SendOptions how = SendOptions(compress).conflate(key);
    place.visit(whom, [&](GatewayClient& client) { client.sendFrames(frames, how); });
  });
}

void GatewayHub::disconnect(const To& to, CloseCode code, std::string_view reason) {
  onEveryLoop(to, [this, code, text = std::string(reason)](GatewayLoop& place, const To& whom) {
    place.visit(whom, [&](GatewayClient& client) { client.close(code, text); });
    if (recovery_) dropKept(whom);
  });
}

std::optional<UserTable::Seat> GatewayHub::seat(std::string_view user) {
  UserTable::Entered entered = users_.enter(user, limits().maxPerUser, limits().whenUserIsFull);
  if (!entered.seat) limitCounts_.add(Limit::userRefused);
  if (entered.replaced) {
    limitCounts_.add(Limit::userReplaced);
    disconnect(To::client(*entered.replaced), CloseCode::replaced, "replaced by a newer connection");
  }
  return std::move(entered.seat);
}

void GatewayHub::sendEvent(std::string_view event, std::string_view data, const To& to, const SendOptions& options) {
  send(eventOpcode(), asBytes(encode(OutgoingEvent{EventKind::event, event, {}, data})), to, options);
}

Task<std::vector<GroupAnswer>> GatewayHub::callEvent(std::string event, std::string data, To to, AnswerReader read,
                                                     Duration timeout) {
  expectAnswers();
  const std::string id = "\"g" + std::to_string(groupCalls_.fetch_add(1, std::memory_order_relaxed) + 1) + "\"";
  const std::string payload = encode(OutgoingEvent{EventKind::event, event, id, data});
  SharedPayload frame = ws::encodeMessage(eventOpcode(), asBytes(payload));
  GroupQuestion question{std::move(to), id, eventOpcode(), std::move(frame), read, timeout};
  GroupCall call(loops_, std::move(question));
  std::vector<GroupAnswer> answers = co_await call;
  co_return answers;
}

void GatewayHub::expectAnswers() const {
  if (isStreaming_)
    throw std::logic_error("a StreamingGateway cannot call its clients: it does not read their answers");
}

ws::MessageFrames GatewayHub::framesOf(const OutgoingEvent& event) const {
  return {eventOpcode(), ws::encodeMessage(eventOpcode(), asBytes(encode(event)))};
}

std::string GatewayHub::encode(const OutgoingEvent& event) const {
  std::string payload;
  codec().write(payload, event);
  return payload;
}

ws::Opcode GatewayHub::eventOpcode() const noexcept {
  return codec().writesText() ? ws::Opcode::text : ws::Opcode::binary;
}

const EventCodec& GatewayHub::codec() const noexcept {
  static const JsonEventCodec json;
  const auto& chosen = gateway_->options().codec;
  return chosen != nullptr ? *chosen : json;
}

GatewayCounters GatewayHub::counters() const noexcept {
  using server::FlowEvent;
  return {.congested = flow_.of(FlowEvent::congested),
          .closedForSlowness = flow_.of(FlowEvent::closed),
          .refused = flow_.of(FlowEvent::refused),
          .droppedNewest = flow_.of(FlowEvent::droppedNewest),
          .droppedOldest = flow_.of(FlowEvent::droppedOldest),
          .conflated = flow_.of(FlowEvent::conflated),
          .waited = flow_.of(FlowEvent::waited)};
}

void GatewayHub::logFault(std::string_view who, const std::exception_ptr& fault) const noexcept {
  logWhatThrew(*logger_, name_, who, fault);
}

}  // namespace serinus::gateway

namespace serinus {

WebSocketGateway::WebSocketGateway(WebSocketGatewayOptions options)
    : options_(std::move(options)), hub_(std::make_unique<gateway::GatewayHub>(*this)) {}
WebSocketGateway::~WebSocketGateway() = default;

Task<> WebSocketGateway::onMessage(WsMessage, WebSocketContext&) {
  throw gateway::NotTaken();
}

void WebSocketGateway::showRooms(gateway::RoomPresence presence) {
  hub_->showRooms(std::move(presence));
}

StepList& WebSocketGateway::addEvent(std::string name, std::unique_ptr<gateway::EventHandler> handler) {
  StepList& steps = hub_->events().add(std::move(name), std::move(handler));
  hub_->chooseWay();
  return steps;
}
void WebSocketGateway::sendEvent(std::string_view event, std::string_view data, const To& to,
                                 const SendOptions& options) {
  hub_->sendEvent(event, data, to, options);
}
Task<std::vector<gateway::GroupAnswer>> WebSocketGateway::callEvent(std::string event, std::string data, To to,
                                                                    gateway::AnswerReader read, Duration timeout) {
  return hub_->callEvent(std::move(event), std::move(data), std::move(to), read, timeout);
}
void WebSocketGateway::send(std::string_view text, const To& to, const SendOptions& options) {
  hub_->send(ws::Opcode::text, asBytes(text), to, options);
}
void WebSocketGateway::sendBinary(ByteView data, const To& to, const SendOptions& options) {
  hub_->send(ws::Opcode::binary, data, to, options);
}
void WebSocketGateway::disconnect(const To& to, CloseCode code, std::string_view reason) {
  hub_->disconnect(to, code, reason);
}
LimitCounters WebSocketGateway::limitCounters() const noexcept {
  return hub_->limitCounters();
}
std::size_t WebSocketGateway::clientCount() const noexcept {
  return hub_->clientCount();
}
GatewayCounters WebSocketGateway::counters() const noexcept {
  return hub_->counters();
}
void WebSocketGateway::joinRoom(const To& to, std::string_view room) {
  hub_->joinRoom(to, room);
}
void WebSocketGateway::leaveRoom(const To& to, std::string_view room) {
  hub_->leaveRoom(to, room);
}
void WebSocketGateway::moveRoom(const To& to, std::string_view from, std::string_view into) {
  hub_->moveRoom(to, from, into);
}
Task<std::size_t> WebSocketGateway::memberCount(std::string room) const {
  return hub_->memberCount(std::move(room));
}
Task<std::vector<ClientId>> WebSocketGateway::members(std::string room) const {
  return hub_->members(std::move(room));
}
Task<std::vector<RoomInfo>> WebSocketGateway::rooms() const {
  return hub_->rooms();
}
Task<std::vector<ClientInfo>> WebSocketGateway::clients(To to) const {
  return hub_->clients(std::move(to));
}

}  // namespace serinus
