#include "chat_gateway.hpp"

#include "rules.hpp"

#include <serinus/base/ascii.hpp>

#include <utility>

namespace chat {

using namespace serinus;

// A character has up to four bytes. Sessions are the users of the gateway, as rooms are its rooms.
static_assert(4 * roomRule.longest <= maxRoomName && 4 * sessionRule.longest <= maxRoomName);

ChatGateway::ChatGateway(Presence& presence, RoomHistory& history)
    : WebSocketGateway({.path = "/chat", .limits = {.maxMessage = std::size_t{16} * 1024}}),
      presence_(&presence),
      history_(&history) {
  on<Join>("join", &ChatGateway::onJoin);
  on<Say>("say", &ChatGateway::onSay);
  on("typing", &ChatGateway::onTyping);
  on("rooms", &ChatGateway::onRooms);
}

Task<Welcome> ChatGateway::onJoin(Join wanted, WebSocketContext& context) {
  const Seat next{toLower(checked(roomRule, wanted.room)), checked(nameRule, wanted.name)};
  const bool isNew = enter(next, checked(sessionRule, wanted.session), context);
  co_await context.join(next.room);
  if (isNew) {
    context.to(next.room).exceptSelf().emit("joined", Member{next.name});
    tellOfRoom(next.room);
  }
  // The history is read after the room was joined: nothing can be said between the two and be missed.
  RoomHistory::Part missed = history_->since(next.room, wanted.after);
  co_return Welcome{next.room, next.name, presence_->names(next.room), std::move(missed.messages), missed.gap};
}

Said ChatGateway::onSay(Say said, WebSocketContext& context) {
  const Seat& seat = seatIn(said.room, context);
  Message message;
  message.from = seat.name;
  message.text = checked(textRule, said.text);
  message.key = checked(keyRule, said.key);
  const RoomHistory::Added added = history_->add(seat.room, std::move(message));
  if (added.isNew) context.to(seat.room).exceptSelf().emit("message", added.message);
  return Said{added.message.id, added.message.time};
}

void ChatGateway::onTyping(WebSocketContext& context) {
  const Seat* const seat = context.tryState<Seat>();
  if (seat != nullptr) context.to(seat->room).exceptSelf().emit("typing", Member{seat->name});
}

std::vector<RoomView> ChatGateway::onRooms() {
  return presence_->rooms();
}

void ChatGateway::onClientDisconnect(WebSocketContext& context, CloseCode, std::string_view) {
  leaveSeat(context);
}

/// From one seat to the next; @returns whether the person is new in the room.
bool ChatGateway::enter(const Seat& next, const std::string& session, WebSocketContext& context) {
  const Presence::Entry entry = presence_->enter(next.room, {next.name, session, context.clientId()});
  if (entry == Presence::Entry::nameTaken) {
    throw EventException("nameTaken", "somebody in \"" + next.room + "\" is called " + next.name + " already");
  }
  if (entry == Presence::Entry::roomFull) {
    const std::string most = std::to_string(Presence::mostPeople);
    throw EventException("roomFull", "\"" + next.room + "\" is full: it takes " + most + " people");
  }
  const Seat* const before = context.tryState<Seat>();
  if (before != nullptr && *before != next) leaveSeat(context);
  context.setState<Seat>(next);

  // A session has one connection. Another one that it had may be lost without our knowing yet.
  context.setUser(session);
  disconnect(To::user(session).except(context.clientId()), takenOver, "this conversation goes on in another window");
  return entry == Presence::Entry::entered;
}

void ChatGateway::leaveSeat(WebSocketContext& context) {
  const Seat* const seat = context.tryState<Seat>();
  if (seat == nullptr) return;
  context.leave(seat->room);
  if (!presence_->leave(seat->room, seat->name, context.clientId())) return;
  emit("left", Member{seat->name}, To::room(seat->room));
  tellOfRoom(seat->room);
}

const ChatGateway::Seat& ChatGateway::seatIn(std::string_view room, const WebSocketContext& context) {
  const Seat* const seat = context.tryState<Seat>();
  if (seat == nullptr || seat->room != room) {
    throw EventException("notInRoom", "join \"" + std::string(room) + "\" before you speak there");
  }
  return *seat;
}

/// The list of rooms is everybody's, whichever room they are in.
void ChatGateway::tellOfRoom(const std::string& room) {
  emit("room", RoomView{room, presence_->count(room)});
}

}  // namespace chat
