#pragma once

#include "events.hpp"
#include "presence.hpp"
#include "room_history.hpp"

#include <serinus/serinus.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace chat {

/// Rooms in which people talk. `Presence` and `RoomHistory` are providers of the module; they are injected.
class ChatGateway : public serinus::WebSocketGateway, public serinus::OnClientDisconnect {
public:
  /// Closes a connection whose page goes on over another one, in another window for instance.
  static constexpr auto takenOver = static_cast<serinus::CloseCode>(4001);

  ChatGateway(Presence& presence, RoomHistory& history);

  serinus::Task<Welcome> onJoin(Join wanted, serinus::WebSocketContext& context);
  Said onSay(Say said, serinus::WebSocketContext& context);
  void onTyping(serinus::WebSocketContext& context);
  std::vector<RoomView> onRooms();

  void onClientDisconnect(serinus::WebSocketContext& context, serinus::CloseCode code,
                          std::string_view reason) override;

private:
  /// What is kept with a connection that has joined a room.
  struct Seat {
    std::string room;
    std::string name;
    friend bool operator==(const Seat&, const Seat&) = default;
  };
  [[nodiscard]] bool enter(const Seat& next, const std::string& session, serinus::WebSocketContext& context);
  void leaveSeat(serinus::WebSocketContext& context);
  [[nodiscard]] static const Seat& seatIn(std::string_view room, const serinus::WebSocketContext& context);
  void tellOfRoom(const std::string& room);

  Presence* presence_;
  RoomHistory* history_;
};

}  // namespace chat
