#pragma once

#include <serinus/base/bytes.hpp>

#include <serinus/ws/error.hpp>

#include <cstddef>
#include <string_view>
#include <variant>

namespace serinus::ws {

/// The current frame, or its head, wants this many bytes more behind those that were not consumed. At least 1, at most
/// `maxMessage`, or 125 of a control frame where that is more; fewer are welcome.
struct NeedMore {
  std::size_t wanted;
};

/// A whole message. The payload lies in the input where the message is one frame that arrived whole, else in the
/// session's own buffer; it is valid until the next `receive`.
struct Message {
  bool isText;
  ByteView payload;
};

/// The next part of a message, from a session that hands out pieces: what has arrived of it, in the order in which it
/// was sent. It is empty only where it is the last. The payload lies in the input; text may be cut inside a character.
struct Piece {
  bool isText;
  bool last;
  ByteView payload;
};

/// To be answered with a Pong of the same payload (RFC 6455, 5.5.2). The payload lies in the input.
struct Ping {
  ByteView payload;
};

struct Pong {
  ByteView payload;
};

/// The peer's Close, to be answered with the same code unless ours was sent before (RFC 6455, 5.5.1). `code` is
/// `noStatus` when the frame was empty. The reason lies in the input and is UTF-8.
struct Closed {
  CloseCode code;
  std::string_view reason;
  bool wasEmpty;
};

/// The peer broke a rule: send a Close with `code` and end the connection.
struct Fault {
  WsError error;
  CloseCode code;
};

/// After a Close or a fault: whatever still comes is thrown away.
struct Ended {};

using Event = std::variant<NeedMore, Message, Piece, Ping, Pong, Closed, Fault, Ended>;

/// What one step did: it used up `consumed` bytes at the front of the input, and this came of it.
struct Step {
  std::size_t consumed;
  Event event;
};

}  // namespace serinus::ws
