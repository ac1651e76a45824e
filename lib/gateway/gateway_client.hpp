#pragma once

#include "gateway/answer_streams.hpp"
#include "gateway/client_recovery.hpp"
#include "gateway/followed_topic.hpp"
#include "gateway/handshake.hpp"
#include "gateway/pending_calls.hpp"
#include "gateway/room_stays.hpp"
#include "gateway/user_table.hpp"
#include "pipeline/room_table.hpp"
#include "server/web_socket_connection.hpp"

#include <serinus/gateway/web_socket_context.hpp>
#include <serinus/runtime/task_scope.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus::gateway {

using pipeline::Room;
using pipeline::RoomListener;
using pipeline::RoomMember;
using pipeline::RoomTable;

class GatewayClient;
class GatewayHub;
class GatewayLoop;

/// What few clients have.
struct ClientExtras {
  explicit ClientExtras(GatewayClient& client) noexcept : userMember(client) {}

  std::string user;
  RoomMember<GatewayClient> userMember;
  std::unique_ptr<ClientRecovery> recovery;  // null where clients do not come back
  RateMeter rate;
  const std::vector<std::string>* wasIn = nullptr;  // while its end is told: its rooms until then
  std::unique_ptr<AnswerStreams> answers;
  std::unique_ptr<PendingCalls> calls;
  std::vector<std::unique_ptr<FollowedTopic>> topics;
  std::unique_ptr<runtime::TaskScope> renewals;
  std::unique_ptr<UserTable::Seat> seat;
  std::unique_ptr<RoomStays> stays;  // null where nobody is shown
};

/// One client: the context of its handlers and the peer of its connection.
class GatewayClient final : public WebSocketContext, public server::WebSocketPeer {
public:
  GatewayClient(GatewayLoop& place, server::WebSocketConnection& connection, std::shared_ptr<Handshake> handshake,
                const PeerAddress& address);
  ~GatewayClient() override;

  [[nodiscard]] const Request& request() const noexcept override { return handshake_->request; }
  [[nodiscard]] const routing::Parameters& parameters() const noexcept override { return handshake_->parameters; }
  [[nodiscard]] Loop& loop() const noexcept override { return connection_->loop(); }
  [[nodiscard]] const PeerAddress& peer() const noexcept override { return address_; }
  [[nodiscard]] ClientId clientId() const noexcept override { return id_; }
  [[nodiscard]] std::string_view subprotocol() const noexcept override { return handshake_->subprotocol; }
  using WebSocketContext::sendBinary;
  using WebSocketContext::sendText;
  Sent sendText(std::string_view text, const SendOptions& options) override;
  Sent sendBinary(ByteView data, const SendOptions& options) override;
  Sent send(const WsMessage& message, const SendOptions& options) override;
  Sent ping(ByteView payload) override;
  void broadcastText(std::string_view text, const SendOptions& options) override;
  void broadcastBinary(ByteView data, const SendOptions& options) override;
  void close(CloseCode code, std::string_view reason) override { connection_->close(code, reason); }
  void abort() override;
  [[nodiscard]] bool recovered() const noexcept override;
  [[nodiscard]] bool mayReturn() const noexcept override;
  [[nodiscard]] std::size_t bufferedAmount() const noexcept override { return connection_->queued(); }

  [[nodiscard]] Drained drained() noexcept override { return Drained(connection_); }
  [[nodiscard]] OutgoingMessage beginMessage(MessageType type) override { return OutgoingMessage(*connection_, type); }
  [[nodiscard]] NextChunk nextChunk() noexcept override { return NextChunk(connection_); }
  void setBackpressure(const Backpressure& rules) override { connection_->setBackpressure(rules); }
  [[nodiscard]] const Backpressure& backpressure() const noexcept override { return connection_->backpressure(); }
  void pauseReading() override { connection_->pauseReading(); }
  void resumeReading() override { connection_->resumeReading(); }

  Sent sendEvent(std::string_view event, std::string_view data, const SendOptions& options) override;

  /// Where its user sits, if that is counted.
  void sit(UserTable::Seat seat);
  /// It may come back, and has, if `presented` says so: under the id that it had before.
  void beginRecovery(Presented presented);
  /// Whether its token has this name in the vault.
  [[nodiscard]] bool holds(std::string_view name) const noexcept;
  /// It has come back by another connection: this one ends, unless that is somebody else. See `isSameClient`.
  [[nodiscard]] bool giveWay(std::string_view newcomer);
  /// Takes over what was kept at the door, the principal included.
  void adopt(Context& admission);

  /// A message that is no typed event: through the steps to `onMessage`.
  [[nodiscard]] Task<> passMessage(WsMessage message);
  [[nodiscard]] AnswerStreams& answers();
  void cancelAnswers(std::string_view id) noexcept;
  /// The answer to a call; nobody waits for one that comes too late.
  void takeAnswer(const IncomingEvent& event);

  [[nodiscard]] PendingCalls& calls();
  /// Sends a frame that asks, and listens for the answer while a handler is at work.
  SendResult ask(ws::MessageFrames& frames);

  SendResult sendFrames(ws::MessageFrames& frames, const SendOptions& options) {
    return connection_->send(frames, options);
  }
  /// Whether it is there and has caught up: for topics, which wait elsewhere.
  [[nodiscard]] bool takesMore() const { return connection_->takesMore(); }
  void deliver(ws::MessageFrames& frames) { connection_->deliver(frames); }
  [[nodiscard]] Task<> join(std::string_view room) override;
  bool leave(std::string_view room) override;
  [[nodiscard]] std::vector<std::string> rooms() const override;
  [[nodiscard]] bool isIn(std::string_view room) const noexcept override;
  [[nodiscard]] std::string_view user() const noexcept override {
    return extras_ ? std::string_view(extras_->user) : std::string_view();
  }
  void setUser(std::string_view id) override;
  [[nodiscard]] WebSocketGateway& gateway() const noexcept override;

  /// Into a room past its door. @returns whether it is in there now: false when it is in as many as it may be
  bool enter(std::string_view room);
  /// The same for the client's own wish. @throws ForbiddenException, std::logic_error
  void enterOrThrow(std::string_view room);

  /// Whether this client is met for the first time in that round of choosing clients.
  [[nodiscard]] bool enterRound(std::uint32_t round) noexcept { return std::exchange(round_, round) != round; }
  [[nodiscard]] const RoomMember<GatewayClient>& roomMember() const noexcept { return roomMember_; }
  /// Null where it has no user.
  [[nodiscard]] const RoomMember<GatewayClient>* userMember() const noexcept {
    return extras_ ? &extras_->userMember : nullptr;
  }
  [[nodiscard]] GatewayHub& hub() const noexcept;

private:
  [[nodiscard]] const di::ServiceScope& services() const noexcept override;
  [[nodiscard]] TopicRecovery followTopic(const std::shared_ptr<broker::TopicCore>& topic,
                                          TopicRequest request) override;
  bool leaveTopic(const std::shared_ptr<broker::TopicCore>& topic) noexcept override;
  Sent sendOwned(std::string&& text, const SendOptions& options) override;
  void onFlow(server::FlowEvent event, std::size_t count) noexcept override;
  void onBackpressure() noexcept override;
  void onDrain() noexcept override;
  void onRoom() noexcept override;
  template <class Call>
  void tell(std::string_view what, Call&& call) noexcept;
  [[nodiscard]] Task<> onOpen() override;
  [[nodiscard]] Task<> onMessage(bool isText, ByteView payload) override;
  [[nodiscard]] bool wantsPieces() const noexcept override;
  [[nodiscard]] Task<> onStream() override;
  [[nodiscard]] Task<> onClosing(CloseCode code, std::string_view reason) override;
  [[nodiscard]] bool onAside(bool isText, ByteView payload) override;
  [[nodiscard]] Task<JsonValue> callEvent(std::string event, std::string data, Duration timeout) override;
  [[nodiscard]] Task<> meter(WsMessage message);
  [[nodiscard]] Task<> take(WsMessage message);
  [[nodiscard]] Task<> takeLater(WsMessage message, Duration wait);
  [[nodiscard]] Task<> refuse(WsMessage message, std::exception_ptr fault);
  [[nodiscard]] Task<> passSteps(WsMessage message);
  [[nodiscard]] Task<> admitToRoom(std::string room);
  void leaveEverything() noexcept;
  [[nodiscard]] std::vector<std::string> roomsToTell() noexcept;
  void show(std::string_view room);
  void restore();
  void sendSession();
  [[nodiscard]] bool isKeptAfter(CloseCode code) const noexcept;
  void keepOrNot(std::vector<std::string> rooms) noexcept;
  void keep(std::vector<std::string> rooms);
  void onPrincipal() override;
  void onLimit(Limit limit) noexcept override;
  [[nodiscard]] TimePoint deadline() const noexcept override;
  void onDeadline(TimePoint now) noexcept override;
  [[nodiscard]] ClientExtras& extras();
  [[nodiscard]] bool asks() const noexcept { return extras_ && extras_->calls; }
  void seatUser();
  void askForRenewal();
  [[nodiscard]] CloseCode onFault(std::exception_ptr fault, std::string& reason) noexcept override;
  void onClosed(CloseCode code, std::string_view reason) noexcept override;

  /// Null where clients do not come back.
  [[nodiscard]] ClientRecovery* recovery() const noexcept { return extras_ ? extras_->recovery.get() : nullptr; }

  GatewayLoop* place_;
  server::WebSocketConnection* connection_;
  std::shared_ptr<Handshake> handshake_;
  [[no_unique_address]] PeerAddress address_;
  bool isHere_ = true;  // and found by others
  std::uint32_t round_ = 0;
  ClientId id_;
  RoomMember<GatewayClient> roomMember_{*this};
  std::unique_ptr<ClientExtras> extras_;  // null where it has none
};

static_assert(sizeof(void*) > 8 || sizeof(GatewayClient) <= 136, "there is one for each idle client");

}  // namespace serinus::gateway
