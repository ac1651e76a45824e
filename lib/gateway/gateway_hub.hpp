#pragma once

#include "base/keyed_hash.hpp"
#include "gateway/event_dispatcher.hpp"
#include "gateway/event_table.hpp"
#include "gateway/gateway_admission.hpp"
#include "gateway/gateway_loop.hpp"
#include "gateway/recovery_vault.hpp"
#include "pipeline/post_to_others.hpp"
#include "server/flow_counters.hpp"
#include "server/limit_counts.hpp"
#include "server/web_socket_peer.hpp"

#include <serinus/base/log.hpp>
#include <serinus/gateway/web_socket_gateway.hpp>

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus::gateway {

/// What a gateway wants to be told of besides messages; null what it does not.
struct GatewayListeners {
  OnUpgrade* onUpgrade = nullptr;
  OnClientConnect* onConnect = nullptr;
  OnExpiring* onExpiring = nullptr;
  OnClientClosing* onClosing = nullptr;
  OnClientDisconnect* onDisconnect = nullptr;
  OnClientError* onError = nullptr;
  OnRoomChange* onRoomChange = nullptr;
  OnBackpressure* onBackpressure = nullptr;
  OnDrain* onDrain = nullptr;
  OnRecoveryExpired* onRecoveryExpired = nullptr;
};

/// What stands before the gateway at each of its doors.
struct GatewayPipelines {
  pipeline::Pipeline upgrade;
  pipeline::Pipeline join;
  pipeline::Pipeline message;
};

/// A gateway as the server sees it: accepts its clients, knows them loop by loop, and carries what is sent to many.
class GatewayHub final : public server::WebSocketRoute, RoomListener {
public:
  explicit GatewayHub(WebSocketGateway& gateway);
  ~GatewayHub() override;

  /// Before the port opens: where clients will be, what they may use, and who is told.
  void bind(const std::vector<Loop*>& loops, const di::ServiceScope& services, std::shared_ptr<Logger> logger,
            std::string name, const GatewayListeners& listeners, GatewayPipelines pipelines);

  /// On each loop, when no client is left: ends what still waits there.
  void cancelHere() noexcept;
  /// When the loops have ended. Others may send all the same: nobody hears it.
  void unbind() noexcept;

  void send(ws::Opcode opcode, ByteView payload, const To& to, const SendOptions& options);
  void sendEvent(std::string_view event, std::string_view data, const To& to, const SendOptions& options);
  [[nodiscard]] Task<std::vector<GroupAnswer>> callEvent(std::string event, std::string data, To to, AnswerReader read,
                                                         Duration timeout);
  void disconnect(const To& to, CloseCode code, std::string_view reason);
  void joinRoom(const To& to, std::string_view room);
  void leaveRoom(const To& to, std::string_view room);
  void moveRoom(const To& to, std::string_view from, std::string_view into);

  [[nodiscard]] Task<std::size_t> memberCount(std::string room) const;
  [[nodiscard]] Task<std::vector<ClientId>> members(std::string room) const;
  [[nodiscard]] Task<std::vector<RoomInfo>> rooms() const;
  [[nodiscard]] Task<std::vector<ClientInfo>> clients(To to) const;
  [[nodiscard]] std::size_t clientCount() const noexcept { return clientCount_.load(std::memory_order_relaxed); }
  [[nodiscard]] GatewayCounters counters() const noexcept;

  void showRooms(RoomPresence presence) { roomPresence_ = std::move(presence); }
  /// Why there is no room of this name here; empty when there may be one.
  [[nodiscard]] std::string faultOfRoom(std::string_view name) const;

  /// Whether nothing stands between a message and the gateway.
  [[nodiscard]] bool handsOn() const noexcept { return handsOn_; }
  /// To be called when that may have changed.
  void chooseWay() noexcept {
    handsOn_ = events_.empty() && pipelines_.message.empty() && !limits().messageRate.limits();
  }

  /// Whether messages are handed to the gateway in pieces.
  [[nodiscard]] bool isStreaming() const noexcept { return isStreaming_; }

  [[nodiscard]] LimitCounters limitCounters() const noexcept { return limitCounts_.read(); }

  [[nodiscard]] bool seatsUsers() const noexcept { return limits().maxPerUser > 0; }
  /// A seat for one more client of `user`, for which the user's oldest may be closed; none when there is no seat left.
  [[nodiscard]] std::optional<UserTable::Seat> seat(std::string_view user);

  /// Null where clients do not come back.
  [[nodiscard]] RecoveryVault* recovery() const noexcept { return recovery_.get(); }
  /// Keeps a client that was lost on `loop`, which is the current one.
  void keep(Loop& loop, RecoveryVault::Ticket ticket, KeptClient client);
  /// What was claimed is not needed: it can be claimed again.
  void giveBack(Loop& loop, RecoveryVault::Claimed claimed);
  [[nodiscard]] std::shared_ptr<GatewayLoop> placeOn(const Loop& loop) const;

  [[nodiscard]] EventTable& events() noexcept { return events_; }
  [[nodiscard]] const EventCodec& codec() const noexcept;
  /// A frame of the codec's, and what carries it.
  [[nodiscard]] std::string encode(const OutgoingEvent& event) const;
  /// The same, to be sent to many.
  [[nodiscard]] ws::MessageFrames framesOf(const OutgoingEvent& event) const;
  [[nodiscard]] ws::Opcode eventOpcode() const noexcept;
  /// @throws std::logic_error  where clients cannot answer calls
  void expectAnswers() const;

  [[nodiscard]] const WebSocketLimits& limits() const noexcept override { return gateway_->options().limits; }
  [[nodiscard]] const ws::HandshakeOptions& handshake() const noexcept override { return handshake_; }
  [[nodiscard]] std::unique_ptr<server::WebSocketAdmission> open(Visitor visitor) override;

  /// Into the log: `who` threw this.
  void logFault(std::string_view who, const std::exception_ptr& fault) const noexcept;

private:
  friend class GatewayAdmission;
  friend class GatewayClient;
  [[nodiscard]] GatewayLoop& here();
  /// Runs `visit(GatewayLoop&, const To&)` on every loop: at once on the current one, as a posted message on the
  /// others, which share one copy of both.
  template <class Visit>
  void onEveryLoop(const To& to, const Visit& visit);

  void onRoomOpened(const std::string& name) override { tellWatch(name, &RoomWatch::opened); }
  void onRoomEmptied(const std::string& name) override { tellWatch(name, &RoomWatch::emptied); }
  void tellWatch(const std::string& name, void (RoomWatch::*report)(const std::string&));
  void beginRecovery();
  void dropKept(const To& to);
  void expire(GatewayLoop& place) noexcept;
  void watchExpiry(GatewayLoop& place);
  void tellExpired(const std::vector<KeptClient>& gone) const noexcept;
  void warnOfFullClients(std::size_t count, std::string_view room) const noexcept;

  WebSocketGateway* gateway_;
  ws::HandshakeOptions handshake_;
  const KeyedHash hash_;
  std::shared_mutex binding_;  // threads that are none of the loops may send while the application starts and stops
  std::vector<std::shared_ptr<GatewayLoop>> loops_;
  const di::ServiceScope* services_ = nullptr;
  std::shared_ptr<Logger> logger_;
  std::string name_;
  GatewayListeners listeners_;
  GatewayPipelines pipelines_;
  EventTable events_;
  RoomPresence roomPresence_;
  std::optional<EventDispatcher> dispatcher_;
  std::atomic<std::size_t> clientCount_ = 0;
  std::atomic<std::uint64_t> groupCalls_ = 0;
  server::FlowCounters flow_;
  bool isStreaming_ = false;
  bool handsOn_ = false;
  server::LimitCounts limitCounts_;
  UserTable users_;
  std::unique_ptr<RecoveryVault> recovery_;
};

template <class Visit>
void GatewayHub::onEveryLoop(const To& to, const Visit& visit) {
  // The others first: what a visit here may say is behind this for all of them.
  std::shared_ptr<const std::pair<To, Visit>> errand;
  GatewayLoop* const here = pipeline::postToOthers(binding_, loops_, [&](const std::shared_ptr<GatewayLoop>& place) {
    if (errand == nullptr) errand = std::make_shared<const std::pair<To, Visit>>(to, visit);
    place->loop->post([errand, place] { errand->second(*place, errand->first); });
  });
  if (here != nullptr) visit(*here, to);
}

}  // namespace serinus::gateway
