#pragma once

#include <serinus/gateway/web_socket_gateway.hpp>

#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace serinus::gateway {

/// Where a client is shown to be: one stay for each room it is in. See `WebSocketGateway::showPresence`.
class RoomStays {
public:
  /// @param onFault  told what the application's own function threw; the client is there unseen then
  RoomStays(const RoomPresence& presence, const WebSocketContext& client,
            std::function<void(std::exception_ptr)> onFault)
      : presence_(&presence), client_(&client), onFault_(std::move(onFault)) {}

  void enter(std::string_view room) {
    const auto [stay, isNew] = stays_.try_emplace(std::string(room));
    if (isNew) show(stay->first, stay->second);
  }
  void leave(std::string_view room) noexcept {
    if (const auto stay = stays_.find(room); stay != stays_.end()) stays_.erase(stay);
  }
  /// The client has become somebody else: who it was goes once the other one is there.
  void renew() {
    for (auto& [room, stay] : stays_) {
      const std::shared_ptr<void> former = std::exchange(stay, nullptr);
      show(room, stay);
    }
  }

private:
  void show(const std::string& room, std::shared_ptr<void>& stay) {
    try {
      stay = (*presence_)(*client_, room);
    } catch (...) {
      onFault_(std::current_exception());
    }
  }

  const RoomPresence* presence_;
  const WebSocketContext* client_;
  std::function<void(std::exception_ptr)> onFault_;
  std::map<std::string, std::shared_ptr<void>, std::less<>> stays_;
};

}  // namespace serinus::gateway
