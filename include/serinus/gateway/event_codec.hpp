#pragma once

#include <serinus/gateway/ws_message.hpp>
#include <serinus/json/json_parser.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace serinus {

/// What a frame of the event protocol is for.
enum class EventKind : std::uint8_t {
  event,     ///< something happened; with an id, an answer is wanted
  reply,     ///< the answer to an id
  error,     ///< the answer to an id, or to a message without one, when there is no other
  next,      ///< one of several answers to an id
  complete,  ///< there are no more
  cancel,    ///< no more are wanted
};

/// A frame as it was read. Its views and its data live until the parser is used again; the id's text is its own.
struct IncomingEvent {
  EventKind kind = EventKind::event;
  std::string_view name;  ///< of an `event`
  std::string id;         ///< as JSON text, `7` or `"a"`; empty without one
  JsonValue data;         ///< absent without any
};

/// The message holds no frame of this protocol; why not, in a few words.
struct NoEvent {
  std::string reason;
};

/// A frame to be written. `id` and `data` are JSON text; what is empty is left out.
struct OutgoingEvent {
  EventKind kind = EventKind::event;
  std::string_view name;
  std::string_view id;
  std::string_view data;
  std::string_view topic = {};   ///< of an event that was published
  std::string_view cursor = {};  ///< of its place there
};

/// How the frames of typed events look on the wire. One for a gateway, called on every loop at a time.
class EventCodec {
public:
  virtual ~EventCodec() = default;

  /// May use `parser`, which is the loop's own.
  [[nodiscard]] virtual std::variant<IncomingEvent, NoEvent> read(const WsMessage& message,
                                                                  JsonParser& parser) const = 0;
  /// Appends the payload of a message.
  virtual void write(std::string& out, const OutgoingEvent& event) const = 0;

  /// Whether `write` makes UTF-8, to be sent as text.
  [[nodiscard]] virtual bool writesText() const noexcept { return true; }
};

/// The default: one JSON object for a frame,
///
///     {"event":"say","data":{"text":"hello"},"id":7}
///
/// where `data` and `id` may be left out, an event of a topic also has `topic` and `cursor`, an id is a whole number or
/// a string of at most 64 bytes, and the names `reply`, `error`, `next`, `complete` and `cancel` are the protocol's
/// own. Other members are ignored.
class JsonEventCodec final : public EventCodec {
public:
  static constexpr std::size_t longestId = 64;

  [[nodiscard]] std::variant<IncomingEvent, NoEvent> read(const WsMessage& message, JsonParser& parser) const override;
  void write(std::string& out, const OutgoingEvent& event) const override;
};

/// `say` → event, `reply` → reply, …
[[nodiscard]] EventKind eventKindOf(std::string_view name) noexcept;
/// The name a frame of this kind has on the wire; that of an `event` is its own.
[[nodiscard]] std::string_view wireName(EventKind kind) noexcept;

}  // namespace serinus
