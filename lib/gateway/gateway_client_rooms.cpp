#include "gateway/gateway_client.hpp"
#include "gateway/gateway_hub.hpp"
#include "gateway/room_name.hpp"

#include <serinus/http/http_exception.hpp>

#include <algorithm>
#include <stdexcept>

namespace serinus::gateway {

namespace {

/// What is behind the steps at the door of a room.
class Entering final : public pipeline::Handling {
public:
  Entering(GatewayClient& client, std::string_view room) noexcept : client_(&client), room_(room) {}
  Task<> handle(ExecutionContext&) override {
    client_->enterOrThrow(room_);
    isDone = true;
    return {};
  }

  bool isDone = false;

private:
  GatewayClient* client_;
  std::string_view room_;
};

}  // namespace

Task<> GatewayClient::join(std::string_view room) {
  if (const std::string fault = hub().faultOfRoom(room); !fault.empty()) throw BadRequestException(fault);
  if (hub().pipelines_.join.empty())
    enterOrThrow(room);
  else if (!isIn(room))
    return admitToRoom(std::string(room));
  return {};
}

// The door of a room: whatever may refuse the client is asked here, and nowhere else.
Task<> GatewayClient::admitToRoom(std::string room) {
  ExecutionContext execution(Door::join, *this, hub().name_, room);
  Entering entering(*this, room);
  co_await hub().pipelines_.join.run(execution, entering);
  // A filter that has dealt with a refusal, or a middleware that went no further, has let nobody in: the handler must
  // not go on as if it had.
  if (!entering.isDone) throw ForbiddenException("not let into the room");
}

bool GatewayClient::enter(std::string_view room) {
  if (roomMember_.roomCount() >= hub().limits().maxRooms && !isIn(room)) return false;
  if (place_->rooms.join(roomMember_, room) && hub().roomPresence_ != nullptr) show(room);
  return true;
}

void GatewayClient::show(std::string_view room) {
  const auto logFault = [hub = &hub()](const std::exception_ptr& fault) { hub->logFault("showPresence", fault); };
  auto& stays = extras().stays;
  if (!stays) stays = std::make_unique<RoomStays>(hub().roomPresence_, *this, logFault);
  stays->enter(room);
}

void GatewayClient::enterOrThrow(std::string_view room) {
  if (!isHere_) throw std::logic_error("a client that is gone joins no room");
  if (enter(room)) return;
  throw ForbiddenException("a client may be in " + std::to_string(hub().limits().maxRooms) +
                           " rooms at a time (limits.maxRooms), and this one is");
}

bool GatewayClient::leave(std::string_view room) {
  if (!isHere_ || !place_->rooms.leave(roomMember_, room)) return false;
  if (extras_ && extras_->stays) extras_->stays->leave(room);
  return true;
}

std::vector<std::string> GatewayClient::rooms() const {
  return extras_ && extras_->wasIn != nullptr ? *extras_->wasIn : roomMember_.rooms();
}

bool GatewayClient::isIn(std::string_view room) const noexcept {
  if (extras_ && extras_->wasIn != nullptr) return std::ranges::find(*extras_->wasIn, room) != extras_->wasIn->end();
  const Room<GatewayClient>* const found = isHere_ ? place_->rooms.find(room) : nullptr;
  return found != nullptr && roomMember_.isIn(*found);
}

void GatewayClient::setUser(std::string_view id) {
  if (id.size() > maxRoomName)
    throw std::invalid_argument("the id of a user has at most " + std::to_string(maxRoomName) + " bytes, not " +
                                std::to_string(id.size()));
  if (!isHere_ || id == user()) return;
  ClientExtras& own = extras();
  own.user = id;
  place_->users.leaveAll(own.userMember);
  if (!id.empty()) static_cast<void>(place_->users.join(own.userMember, own.user));
  if (own.stays) own.stays->renew();
  seatUser();
}

WebSocketGateway& GatewayClient::gateway() const noexcept {
  return *hub().gateway_;
}

}  // namespace serinus::gateway
