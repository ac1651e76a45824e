#pragma once

#include <serinus/gateway/event_codec.hpp>

#include <cstddef>
#include <cstdint>

namespace serinus {

/// How JSON looks in bytes.
enum class BinaryFormat : std::uint8_t {
  messagePack,  ///< the MessagePack specification of 2017
  cbor,         ///< RFC 8949
};

/// The frames of typed events in a binary form of JSON: the same object as with `JsonEventCodec`, `{"event":…,
/// "data":…, "id":…}`, in binary messages. Handlers, structs and faults are the same as well.
///
///     WebSocketGateway({.path = "/game", .codec = std::make_shared<BinaryEventCodec>(BinaryFormat::messagePack)})
///
/// What has no counterpart in JSON is refused as `malformed`: byte strings, extensions and tags, keys that are no
/// strings, numbers that are not finite; so is what nests deeper than `deepest`.
class BinaryEventCodec final : public EventCodec {
public:
  /// Arrays and maps within each other.
  static constexpr std::size_t deepest = 64;

  /// @throws std::logic_error  when the library was built without it (meson option `binary_events`)
  explicit BinaryEventCodec(BinaryFormat format);

  [[nodiscard]] std::variant<IncomingEvent, NoEvent> read(const WsMessage& message, JsonParser& parser) const override;
  void write(std::string& out, const OutgoingEvent& event) const override;
  [[nodiscard]] bool writesText() const noexcept override { return false; }

private:
  [[maybe_unused]] BinaryFormat format_;  // not used where there is no nlohmann-json
};

}  // namespace serinus
