#pragma once

#include "events.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace chat {

/// The latest messages of each room, in memory. It is locked, so that the application may have several threads.
class RoomHistory {
public:
  static constexpr std::size_t keptMessages = 50;  // of one room
  static constexpr std::size_t keptRooms = 100;    // those in which something was said last

  struct Added {
    Message message;
    bool isNew;  ///< false: its sender has sent it before, and this is what became of it then
  };
  /// Gives the message its id and time.
  [[nodiscard]] Added add(const std::string& room, Message message);

  struct Part {
    std::vector<Message> messages;
    bool gap = false;  ///< messages between `after` and these were kept no longer
  };
  /// What was said after a message; without one all there is.
  [[nodiscard]] Part since(const std::string& room, std::optional<std::int64_t> after) const;

private:
  struct Room {
    std::deque<Message> messages;
    std::int64_t lastDropped = 0;
  };
  void makePlace();

  mutable std::mutex mutex_;
  std::map<std::string, Room> rooms_;
  std::int64_t lastId_ = 0;
};

}  // namespace chat
