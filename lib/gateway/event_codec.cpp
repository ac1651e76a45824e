#include <serinus/gateway/event_codec.hpp>
#include <serinus/json/json_quote.hpp>

#include <array>
#include <utility>

namespace serinus {

namespace {

constexpr std::array<std::pair<std::string_view, EventKind>, 5> reserved{{
    {"reply", EventKind::reply},
    {"error", EventKind::error},
    {"next", EventKind::next},
    {"complete", EventKind::complete},
    {"cancel", EventKind::cancel},
}};

/// An id as JSON text; false when it is none.
bool readId(JsonValue value, std::string& id) {
  if (!value.exists()) return true;
  if (const auto text = value.asString()) {
    if (text->size() > JsonEventCodec::longestId) return false;
    appendJsonQuoted(id, *text);
    return true;
  }
  if (const auto number = value.asInt64()) {
    id = std::to_string(*number);
    return true;
  }
  return false;
}

}  // namespace

EventKind eventKindOf(std::string_view name) noexcept {
  for (const auto& [text, kind] : reserved) {
    if (text == name) return kind;
  }
  return EventKind::event;
}

std::string_view wireName(EventKind kind) noexcept {
  for (const auto& [text, named] : reserved) {
    if (named == kind) return text;
  }
  return {};
}

std::variant<IncomingEvent, NoEvent> JsonEventCodec::read(const WsMessage& message, JsonParser& parser) const {
  if (message.isBinary()) return NoEvent{"wants a text message, got a binary one"};
  // How large it may be the gateway has said (`WebSocketLimits::maxMessage`).
  const std::variant<JsonValue, JsonFault> parsed = parser.parse(message.text(), {.maxSize = message.text().size()});
  if (const auto* fault = std::get_if<JsonFault>(&parsed)) return NoEvent{fault->message()};
  const JsonValue frame = std::get<JsonValue>(parsed);
  if (frame.kind() != JsonKind::object) return NoEvent{"$: wants an object with a member \"event\""};

  IncomingEvent event;
  JsonValue name;
  JsonValue id;
  for (const auto& [key, value] : frame.members()) {
    JsonValue* const place = key == "event" ? &name : key == "data" ? &event.data : key == "id" ? &id : nullptr;
    if (place == nullptr) continue;
    if (place->exists()) return NoEvent{"$." + std::string(key) + ": stands twice"};
    *place = value;
  }
  const auto text = name.asString();
  if (!text) return NoEvent{name.exists() ? "$.event: wants a string" : "$.event: is missing"};
  if (!readId(id, event.id)) return NoEvent{"$.id: wants a whole number, or a string of at most 64 bytes"};
  event.name = *text;
  event.kind = eventKindOf(*text);
  return event;
}

void JsonEventCodec::write(std::string& out, const OutgoingEvent& event) const {
  out += "{\"event\":";
  appendJsonQuoted(out, event.kind == EventKind::event ? event.name : wireName(event.kind));
  if (!event.topic.empty()) appendJsonQuoted(out.append(",\"topic\":"), event.topic);
  if (!event.id.empty()) out.append(",\"id\":").append(event.id);
  if (!event.data.empty()) out.append(",\"data\":").append(event.data);
  if (!event.cursor.empty()) appendJsonQuoted(out.append(",\"cursor\":"), event.cursor);
  out += '}';
}

}  // namespace serinus
