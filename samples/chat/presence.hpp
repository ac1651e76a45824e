#pragma once

#include "events.hpp"

#include <serinus/pipeline/client_id.hpp>

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace chat {

/// Who is in which room, under which name: no two people of a room have the same.
///
/// The gateway itself knows which clients are in a room (`members()`), but not what they are called. It is locked, so
/// that the application may have several threads.
class Presence {
public:
  struct Person {
    std::string name;
    std::string session;
    serinus::ClientId client;
  };
  enum class Entry {
    entered,
    returned,  ///< this session had the name already, on this connection or on one before
    nameTaken,
    roomFull,
  };
  static constexpr std::size_t mostPeople = 100;  // of one room

  [[nodiscard]] Entry enter(const std::string& room, Person person);

  /// @returns whether this client had that name there; not when its session has returned on another connection
  bool leave(const std::string& room, const std::string& name, serinus::ClientId client);

  /// In the order they came.
  [[nodiscard]] std::vector<std::string> names(const std::string& room) const;
  [[nodiscard]] std::size_t count(const std::string& room) const;
  [[nodiscard]] std::vector<RoomView> rooms() const;

private:
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Person>> rooms_;  // none is empty
};

}  // namespace chat
