#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What page and server say to each other: plain structs, which the framework reads from JSON and writes as JSON.
namespace chat {

/// A message as everybody in its room gets it: the event "message".
struct Message {
  std::int64_t id = 0;    ///< grows from message to message, in all rooms, and over restarts of the server
  std::int64_t time = 0;  ///< milliseconds since 1970
  std::string from;
  std::string text;
  std::string key;  ///< made by the page that sent it: a message that is sent again has the same one
};

/// "join": enter a room, and leave the one before. Answered with a `Welcome`.
struct Join {
  std::string room;
  std::string name;
  std::string session;                ///< a secret of one page: a page that returns has it, nobody else
  std::optional<std::int64_t> after;  ///< the last message of this room that the page has got
};
struct Welcome {
  std::string room;
  std::string name;
  std::vector<std::string> members;
  std::vector<Message> messages;  ///< all after `Join::after`, or the latest
  bool gap;                       ///< there were more, which nobody keeps any longer
};

/// "say": something to everybody in a room. Answered with a `Said`: it has been accepted.
struct Say {
  std::string room;
  std::string text;
  std::string key;
};
struct Said {
  std::int64_t id;
  std::int64_t time;
};

/// The events "joined", "left" and "typing".
struct Member {
  std::string name;
};

/// The event "room", when people have come or gone; "rooms" is answered with all of them.
struct RoomView {
  std::string name;
  std::size_t members;
};

}  // namespace chat
