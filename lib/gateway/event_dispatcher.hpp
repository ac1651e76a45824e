#pragma once

#include "gateway/event_table.hpp"

#include <serinus/base/log.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace serinus::gateway {

class GatewayClient;

/// Takes the messages of a gateway that handles typed events: reads the frame, runs the handler behind its steps, and
/// answers, whatever happens, at most once.
class EventDispatcher {
public:
  EventDispatcher(const EventTable& table, const EventCodec& codec, Logger& logger, std::string_view gateway)
      : table_(&table), codec_(&codec), logger_(&logger), gateway_(gateway) {}

  [[nodiscard]] Task<> dispatch(GatewayClient& client, WsMessage message) const;

  /// A message that came while another one is handled. @returns whether it was a frame that is dealt with at once: an
  /// answer to a call, or a cancel
  [[nodiscard]] bool takeAside(GatewayClient& client, WsMessage message) const;

  /// Answers a message that is not handled, for `fault`. What is no event of the client's own is dealt with all the
  /// same: an answer to a call, a cancel.
  void refuse(GatewayClient& client, WsMessage message, const std::exception_ptr& fault) const;

  /// Sends a frame to one client.
  SendResult send(GatewayClient& client, const OutgoingEvent& event) const;

  /// Answers with the error frame that stands for `fault`.
  void fail(GatewayClient& client, std::string_view event, std::string_view id, const std::exception_ptr& fault) const;

  [[nodiscard]] const EventCodec& codec() const noexcept { return *codec_; }

private:
  class Call;
  struct Error;

  void takeControl(GatewayClient& client, const IncomingEvent& event) const;
  [[nodiscard]] Task<> handle(GatewayClient& client, WsMessage message, IncomingEvent event) const;
  [[nodiscard]] Task<> handleOther(GatewayClient& client, WsMessage message, NoEvent reason) const;
  void refuse(GatewayClient& client, std::string_view event, std::string_view id, const Error& error) const;
  [[nodiscard]] Error errorOf(const std::exception_ptr& fault, std::string_view event) const;

  const EventTable* table_;
  const EventCodec* codec_;
  Logger* logger_;
  std::string_view gateway_;
};

}  // namespace serinus::gateway
