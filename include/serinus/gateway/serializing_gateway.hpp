#pragma once

#include <serinus/gateway/web_socket_gateway.hpp>
#include <serinus/ws/ws_exception.hpp>

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace serinus {

/// Makes the payload of a message from a value.
template <class Value>
class MessageSerializer {
public:
  virtual ~MessageSerializer() = default;
  [[nodiscard]] virtual std::string serialize(const Value& value) = 0;
  /// Whether what it makes is UTF-8 text, to be sent as a text message.
  [[nodiscard]] virtual bool makesText() const noexcept { return true; }
};

/// Makes a value from a message. The message's bytes are valid during the call alone.
template <class Value>
class MessageDeserializer {
public:
  virtual ~MessageDeserializer() = default;
  /// What it throws closes the client: a `WsException` with its code, anything else with 1007.
  [[nodiscard]] virtual Value deserialize(const WsMessage& message) = 0;
};

/// A gateway whose handlers take and send values of its own types instead of messages.
///
///     class Prices : public SerializingGateway<Subscription, Price> {
///     public:
///       Prices(PriceCodec& codec) : SerializingGateway({.path = "/prices"}, codec, codec) {}
///       Task<> onValue(Subscription wanted, WebSocketContext& client) override { ... }
///     };
///
/// Serializer and deserializer are providers, or otherwise outlive the gateway; with `threads > 1` they are called on
/// several loops at a time.
template <class Incoming, class Outgoing = Incoming>
class SerializingGateway : public WebSocketGateway {
public:
  SerializingGateway(WebSocketGatewayOptions options, MessageDeserializer<Incoming>& deserializer,
                     MessageSerializer<Outgoing>& serializer)
      : WebSocketGateway(std::move(options)), deserializer_(&deserializer), serializer_(&serializer) {}

  /// One message of one client, as `onMessage`.
  [[nodiscard]] virtual Task<> onValue(Incoming value, WebSocketContext& context) = 0;

  /// Sends to clients of this gateway; serialized once for all of them. From any thread.
  void sendValue(const Outgoing& value, const To& to = To::all(), const SendOptions& options = SendOptions()) {
    const std::string payload = serializer_->serialize(value);
    serializer_->makesText() ? send(payload, to, options) : sendBinary(asBytes(payload), to, options);
  }

  /// Sends to one client, on its loop.
  Sent sendValue(const Outgoing& value, WebSocketContext& client, const SendOptions& options = SendOptions()) {
    std::string payload = serializer_->serialize(value);
    return serializer_->makesText() ? client.sendText(std::move(payload), options)
                                    : client.sendBinary(asBytes(payload), options);
  }

private:
  Task<> onMessage(WsMessage message, WebSocketContext& context) final {
    return onValue(deserialize(message), context);
  }

  Incoming deserialize(const WsMessage& message) {
    try {
      return deserializer_->deserialize(message);
    } catch (const WsException&) {
      throw;
    } catch (const std::exception& error) {
      throw WsInvalidPayloadException(error.what());
    }
  }

  MessageDeserializer<Incoming>* deserializer_;
  MessageSerializer<Outgoing>* serializer_;
};

}  // namespace serinus
