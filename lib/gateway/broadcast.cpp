#include <serinus/gateway/broadcast.hpp>

#include <serinus/gateway/web_socket_gateway.hpp>

namespace serinus {

Broadcast& Broadcast::alsoRoom(std::string_view name) & {
  to_.alsoRoom(name);
  return *this;
}

Broadcast& Broadcast::except(ClientId id) & {
  to_.except(id);
  return *this;
}

Broadcast& Broadcast::exceptRoom(std::string_view name) & {
  to_.exceptRoom(name);
  return *this;
}

void Broadcast::sendText(std::string_view text, const SendOptions& options) const {
  gateway_->send(text, to_, options);
}

void Broadcast::sendEvent(std::string_view event, std::string_view data, const SendOptions& options) const {
  gateway_->sendEvent(event, data, to_, options);
}

Task<std::vector<gateway::GroupAnswer>> Broadcast::callEvent(std::string event, std::string data,
                                                             gateway::AnswerReader read, Duration timeout) const {
  return gateway_->callEvent(std::move(event), std::move(data), to_, read, timeout);
}

void Broadcast::sendBinary(ByteView data, const SendOptions& options) const {
  gateway_->sendBinary(data, to_, options);
}

}  // namespace serinus
