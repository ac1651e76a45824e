#pragma once

#include <serinus/base/bytes.hpp>
#include <serinus/base/clock.hpp>
#include <serinus/gateway/client_reply.hpp>
#include <serinus/gateway/to.hpp>
#include <serinus/json/write.hpp>
#include <serinus/pipeline/client_id.hpp>
#include <serinus/ws/send_options.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

class WebSocketGateway;

/// What one client has said to others, before it is sent: `context.to("blue").exceptSelf().sendText("hello");`
///
/// The client itself is among those addressed when it is in the room, unless `exceptSelf` says otherwise.
class Broadcast {
public:
  Broadcast(WebSocketGateway& gateway, ClientId self, To to) : gateway_(&gateway), self_(self), to_(std::move(to)) {}

  Broadcast& alsoRoom(std::string_view name) &;
  Broadcast&& alsoRoom(std::string_view name) && { return std::move(alsoRoom(name)); }

  Broadcast& exceptSelf() & { return except(self_); }
  Broadcast&& exceptSelf() && { return std::move(exceptSelf()); }
  Broadcast& except(ClientId id) &;
  Broadcast&& except(ClientId id) && { return std::move(except(id)); }
  Broadcast& exceptRoom(std::string_view name) &;
  Broadcast&& exceptRoom(std::string_view name) && { return std::move(exceptRoom(name)); }

  /// Encoded once for all of them; clients of other loops get it soon. As `WebSocketGateway::send`.
  void sendText(std::string_view text, const SendOptions& options = SendOptions()) const;
  void sendBinary(ByteView data, const SendOptions& options = SendOptions()) const;
  /// A typed event, as `WebSocketGateway::emit`.
  template <class Value>
  void emit(std::string_view event, const Value& value, const SendOptions& options = SendOptions()) const {
    sendEvent(event, json::write(value), options);
  }
  void sendEvent(std::string_view event, std::string_view data, const SendOptions& options = SendOptions()) const;
  /// Asks all of them: see `WebSocketGateway::call`.
  template <class Reply = NoReply, class Arguments>
  [[nodiscard]] Task<std::vector<ClientReply<Reply>>> call(std::string event, const Arguments& arguments,
                                                           Duration timeout = std::chrono::seconds(5)) const {
    return gateway::typedReplies<Reply>(
        callEvent(std::move(event), json::write(arguments), &gateway::readErased<Reply>, timeout));
  }

private:
  [[nodiscard]] Task<std::vector<gateway::GroupAnswer>> callEvent(std::string event, std::string data,
                                                                  gateway::AnswerReader read, Duration timeout) const;

  WebSocketGateway* gateway_;
  ClientId self_;
  To to_;
};

}  // namespace serinus
