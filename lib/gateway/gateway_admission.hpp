#pragma once

#include "gateway/client_recovery.hpp"
#include "gateway/user_table.hpp"
#include "server/web_socket_peer.hpp"

#include <serinus/gateway/upgrade_context.hpp>
#include <serinus/pipeline/pipeline.hpp>

#include <memory>
#include <optional>
#include <string>

namespace serinus::gateway {

class GatewayHub;

/// A client of a gateway before it is one: the context of `onUpgrade`.
class GatewayAdmission final : public UpgradeContext, public server::WebSocketAdmission, pipeline::Handling {
public:
  GatewayAdmission(GatewayHub& hub, server::WebSocketRoute::Visitor visitor);
  ~GatewayAdmission() override;

  [[nodiscard]] Task<Response> admit() override;
  [[nodiscard]] std::unique_ptr<server::WebSocketPeer> accept(server::WebSocketConnection& connection) override;

private:
  [[nodiscard]] Task<> handle(ExecutionContext& context) override;
  [[nodiscard]] Task<> recover(std::string token);
  void take(RecoveryVault::Claim claim);
  [[nodiscard]] Response accepted() const;

  GatewayHub* hub_;
  Request* request_;
  routing::Parameters parameters_;
  std::string acceptKey_;
  std::optional<ws::DeflateAnswer> deflate_;
  std::optional<UserTable::Seat> seat_;
  Presented presented_;
  bool decided_ = false;
};

}  // namespace serinus::gateway
