#pragma once

#include "gateway/event_dispatcher.hpp"
#include "gateway/event_table.hpp"
#include "gateway/gateway_admission.hpp"
#include "gateway/gateway_client.hpp"
#include "pipeline/client_table.hpp"
#include "server/web_socket_peer.hpp"

#include <serinus/base/log.hpp>
#include <serinus/gateway/web_socket_gateway.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace serinus::gateway {

/// The clients of one gateway on one loop; touched on that loop alone.
struct GatewayLoop {
  explicit GatewayLoop(Loop& where) : loop(&where) {}
  Loop* loop;
  pipeline::ClientTable<GatewayClient> clients;
};

/// What a gateway wants to be told of besides messages; null what it does not.
struct GatewayListeners {
  OnUpgrade* onUpgrade = nullptr;
  OnClientConnect* onConnect = nullptr;
  OnClientDisconnect* onDisconnect = nullptr;
  OnClientError* onError = nullptr;
};

/// What stands before the gateway at each of its doors.
struct GatewayPipelines {
  pipeline::Pipeline upgrade;
  pipeline::Pipeline join;
  pipeline::Pipeline message;
};

/// A gateway as the server sees it: accepts its clients, knows them loop by loop, and carries what is sent to many.
class GatewayHub final : public server::WebSocketRoute {
public:
  explicit GatewayHub(WebSocketGateway& gateway);
  ~GatewayHub() override;

  /// Before the port opens: where clients will be, what they may use, and who is told.
  void bind(const std::vector<Loop*>& loops, const di::ServiceScope& services, std::shared_ptr<Logger> logger,
            std::string name, const GatewayListeners& listeners, GatewayPipelines pipelines);

  /// After the loops have ended: clients are gone, nothing is sent any more.
  void unbind() noexcept;

  void send(ws::Opcode opcode, ByteView payload, const To& to, Compress compress);
  void sendEvent(std::string_view event, std::string_view data, const To& to);
  void disconnect(const To& to, CloseCode code, std::string_view reason);
  [[nodiscard]] std::size_t clientCount() const noexcept { return clientCount_.load(std::memory_order_relaxed); }

  [[nodiscard]] EventTable& events() noexcept { return events_; }
  [[nodiscard]] const EventCodec& codec() const noexcept;

  [[nodiscard]] const WebSocketLimits& limits() const noexcept override { return gateway_->options().limits; }
  [[nodiscard]] const ws::HandshakeOptions& handshake() const noexcept override { return handshake_; }
  [[nodiscard]] std::unique_ptr<server::WebSocketAdmission> open(Visitor visitor) override;

private:
  friend class GatewayAdmission;
  friend class GatewayClient;
  [[nodiscard]] GatewayLoop& here();
  /// Runs `visit(GatewayLoop&)` on every loop: at once on the current one, as a posted message on the others.
  template <class Visit>
  void onEveryLoop(Visit visit);

  WebSocketGateway* gateway_;
  ws::HandshakeOptions handshake_;
  std::vector<std::unique_ptr<GatewayLoop>> loops_;
  const di::ServiceScope* services_ = nullptr;
  std::shared_ptr<Logger> logger_;
  std::string name_;
  GatewayListeners listeners_;
  GatewayPipelines pipelines_;
  EventTable events_;
  std::optional<EventDispatcher> dispatcher_;
  std::atomic<std::size_t> clientCount_ = 0;
};

}  // namespace serinus::gateway
