#pragma once

#include <serinus/broker/presence.hpp>
#include <serinus/gateway/client_info.hpp>
#include <serinus/gateway/client_reply.hpp>
#include <serinus/gateway/gateway_counters.hpp>
#include <serinus/gateway/recovery.hpp>
#include <serinus/gateway/room_info.hpp>
#include <serinus/gateway/to.hpp>
#include <serinus/gateway/typed_event.hpp>
#include <serinus/gateway/upgrade_context.hpp>
#include <serinus/gateway/web_socket_context.hpp>
#include <serinus/gateway/ws_message.hpp>
#include <serinus/pipeline/bound_method.hpp>
#include <serinus/pipeline/step_list.hpp>
#include <serinus/runtime/task.hpp>
#include <serinus/server/limit_counters.hpp>
#include <serinus/server/send_result.hpp>
#include <serinus/server/web_socket_limits.hpp>
#include <serinus/ws/close_code.hpp>
#include <serinus/ws/deflate.hpp>
#include <serinus/ws/send_options.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace serinus {

struct WebSocketGatewayOptions {
  /// A path pattern, as routes have; unique among the gateways of a port. The global prefix does not apply to it.
  std::string path = "/";
  /// Zero: the application's own port. Another number opens a port of its own, which closes with the application.
  std::uint16_t port = 0;
  /// The subprotocols spoken here, the preferred first.
  std::vector<std::string> subprotocols = {};
  /// Origins that may connect besides the server's own (RFC 6455, 10.2); `*` admits all.
  std::vector<std::string> origins = {};
  /// How typed events look on the wire; JSON when there is none.
  std::shared_ptr<const EventCodec> codec = nullptr;
  WebSocketLimits limits = {};
  /// permessage-deflate, for clients that offer it.
  Deflate compression = {};
  /// Whether clients that were lost may come back, as who they were. Not, when there is none.
  std::optional<Recovery> recovery = std::nullopt;
};

namespace gateway {
class GatewayHub;

/// Makes a client present at the place of a room, for as long as what it gives is kept.
using RoomPresence = std::function<std::shared_ptr<void>(const WebSocketContext& client, std::string_view room)>;
}  // namespace gateway

/// A path on which WebSocket clients connect, and what is done with their messages.
///
/// Derive, override `onMessage`, list the class among a module's providers, and import `WsModule`. A gateway is built
/// once, with its dependencies injected; with `threads > 1` its handlers run on several loops at a time.
class WebSocketGateway {
public:
  explicit WebSocketGateway(WebSocketGatewayOptions options = {});
  WebSocketGateway(const WebSocketGateway&) = delete;
  WebSocketGateway& operator=(const WebSocketGateway&) = delete;
  virtual ~WebSocketGateway();

  /// One message of one client; the next one of the same client waits until this has ended. What it throws closes the
  /// client: a `WsException` with its code, an `HttpException` with the code that is next to its status (1008 for 401,
  /// 403 and 429), anything else with 1011.
  /// Where `on` handles typed events, what is none comes here. A gateway that does not override it takes no others: the
  /// client is told so, by an error frame beside typed events, else by a Close with 1003.
  [[nodiscard]] virtual Task<> onMessage(WsMessage message, WebSocketContext& context);

  /// Handles a typed event: `data` is read into a `Payload`, a plain struct or what else `json::read` knows.
  ///
  ///     on<Say>("say", &ChatGateway::onSay);
  ///     on("ping", [] { return std::string("pong"); });
  ///
  /// The handler takes `(Payload, WebSocketContext&)` or a part of that. It is a function or a coroutine whose result
  /// answers the client's `id`, or an `AsyncGenerator` whose values are its answers, one after the other, until the
  /// client cancels it or leaves. What it throws is one error frame: see `EventException`.
  /// @returns the event's own steps: `on<Say>(…).use<MutedGuard>();`
  /// @throws std::invalid_argument  the name is empty, handled already, or the protocol's own
  template <class Payload = NoPayload, class Handler>
  StepList& on(std::string name, Handler handler) {
    if constexpr (std::is_member_function_pointer_v<Handler>) {
      return addEvent(std::move(name), makeTyped<Payload>(pipeline::BoundMethod(handler, *this)));
    } else {
      return addEvent(std::move(name), makeTyped<Payload>(std::move(handler)));
    }
  }

  /// Shows who is in the rooms of this gateway: at the place of the room's name, under `context.user()`, or the
  /// client's id where that is empty, from the first of a user's connections that joins to the last that leaves or is
  /// lost. To be called in the constructor. A room's name must then be a topic's: without wildcards and NUL.
  /// @param infoOf  `(const WebSocketContext&) -> Info`, called when a client joins, or becomes another user. Where it
  ///                throws the client is in the room unseen, and the log says so.
  template <class Info, class InfoOf>
  void showPresence(const Presence<Info>& presence, InfoOf infoOf) {
    showRooms([presence, infoOf = std::move(infoOf)](const WebSocketContext& client, std::string_view room) {
      std::string who = client.user().empty() ? client.clientId().text() : std::string(client.user());
      return std::make_shared<typename Presence<Info>::Stay>(presence.enter(room, std::move(who), infoOf(client)));
    });
  }
  template <class Info>
  void showPresence(const Presence<Info>& presence) {
    showPresence(presence, [](const WebSocketContext&) { return Info(); });
  }

  /// Sends a typed event to clients of this gateway; written once for all of them. From any thread.
  template <class Value>
  void emit(std::string_view event, const Value& value, const To& to = To::all(),
            const SendOptions& options = SendOptions()) {
    sendEvent(event, json::write(value), to, options);
  }
  /// The same with JSON text, or none.
  void sendEvent(std::string_view event, std::string_view data, const To& to = To::all(),
                 const SendOptions& options = SendOptions());

  /// Sends to clients of this gateway, and of no other. From any thread: clients of other loops get it soon. It never
  /// waits: for a client that is congested it follows that client's `Backpressure`. Compressed once for all of them,
  /// but for those with `Deflate::dedicated`.
  void send(std::string_view text, const To& to = To::all(), const SendOptions& options = SendOptions());
  void sendBinary(ByteView data, const To& to = To::all(), const SendOptions& options = SendOptions());

  /// Closes clients of this gateway. From any thread. Those who were lost and might come back (`Recovery`) do so no
  /// more, as far as `to` has no predicate.
  void disconnect(const To& to, CloseCode code = CloseCode::normal, std::string_view reason = {});

  /// Asks many clients at once, and waits until each has answered, has left, or the time is over: whoever could not be
  /// reached or was too slow is in the result with a fault. To be awaited on a loop of the application.
  ///
  ///     const auto votes = co_await call<Vote>("vote", Question{"pizza?"}, To::room("blue"), 2s);
  ///     for (const ClientReply<Vote>& vote : votes) if (vote.answered()) count(vote.value());
  ///
  /// The frame is as with `WebSocketContext::call`, encoded once for all. The answers are in no particular order.
  template <class Reply = NoReply, class Arguments>
  [[nodiscard]] Task<std::vector<ClientReply<Reply>>> call(std::string event, const Arguments& arguments,
                                                           To to = To::all(),
                                                           Duration timeout = std::chrono::seconds(5)) {
    return gateway::typedReplies<Reply>(
        callEvent(std::move(event), json::write(arguments), std::move(to), &gateway::readErased<Reply>, timeout));
  }

  // Rooms from outside, from any thread. What is called on one thread takes effect in the order of the calls: who was
  // made to join gets what is sent afterwards. Clients of the calling loop are served before the call returns, those of
  // other loops soon.

  /// Has clients enter a room. It is the application that decides: the steps at `Door::join` are not asked. A client
  /// that is in `WebSocketLimits::maxRooms` rooms stays out, and the log says so.
  /// @throws std::invalid_argument  when the name is empty or longer than `maxRoomName`
  void joinRoom(const To& to, std::string_view room);
  /// Has clients leave a room; others of `to` are left alone. `To::all()` empties it.
  void leaveRoom(const To& to, std::string_view room);
  /// Has clients leave one room and enter another; others of `to` are left alone. Nobody is in both, or in neither, for
  /// a message to find out. @throws std::invalid_argument  as `joinRoom`, of the room to be entered
  void moveRoom(const To& to, std::string_view from, std::string_view into);

  /// How many clients are connected. From any thread; a moment old by the time it is read.
  [[nodiscard]] std::size_t clientCount() const noexcept;

  /// What became of messages for slow clients. From any thread.
  [[nodiscard]] GatewayCounters counters() const noexcept;

  // Answers that are gathered from all loops, to be awaited on a loop of the application; with one thread they are
  // there at once. They hold all that the asking loop did before, and are a moment old by the time they are read.

  /// How many clients are in a room.
  [[nodiscard]] Task<std::size_t> memberCount(std::string room) const;
  /// Who is in a room, in no particular order.
  [[nodiscard]] Task<std::vector<ClientId>> members(std::string room) const;
  /// All rooms, in no particular order.
  [[nodiscard]] Task<std::vector<RoomInfo>> rooms() const;
  /// What is known of some clients, in no particular order.
  [[nodiscard]] Task<std::vector<ClientInfo>> clients(To to = To::all()) const;

  /// How often the limits of its clients were reached. From any thread.
  [[nodiscard]] LimitCounters limitCounters() const noexcept;

  /// A step before this gateway, at its doors: `upgrade`, `join`, `message`; see `StepList::use`.
  template <class Step>
  StepList& use(Doors doors = Doors::all()) {
    return steps_.use<Step>(doors);
  }
  template <pipeline::StepObject Callable>
  StepList& use(Callable callable, Doors doors = Doors::all()) {
    return steps_.use(std::move(callable), doors);
  }

  [[nodiscard]] const WebSocketGatewayOptions& options() const noexcept { return options_; }
  /// What is said of this gateway; see `StepList::metadata`.
  template <class T>
  StepList& metadata(T value) {
    return steps_.metadata(std::move(value));
  }

  [[nodiscard]] const StepList& steps() const noexcept { return steps_; }

  /// The library's own side; not for applications.
  [[nodiscard]] gateway::GatewayHub& hub() const noexcept { return *hub_; }

private:
  template <class Payload, class Handler>
  static std::unique_ptr<gateway::EventHandler> makeTyped(Handler handler) {
    static_assert(gateway::EventHandlerFor<Payload, Handler>,
                  "the handler of an event takes (Payload, WebSocketContext&), or one of them, or nothing");
    return std::make_unique<gateway::TypedEvent<Payload, Handler>>(std::move(handler));
  }
  friend class Broadcast;
  [[nodiscard]] Task<std::vector<gateway::GroupAnswer>> callEvent(std::string event, std::string data, To to,
                                                                  gateway::AnswerReader read, Duration timeout);
  StepList& addEvent(std::string name, std::unique_ptr<gateway::EventHandler> handler);
  void showRooms(gateway::RoomPresence presence);

  WebSocketGatewayOptions options_;
  StepList steps_;
  std::unique_ptr<gateway::GatewayHub> hub_;
};

/// A gateway that also derives from this decides who may connect, before the 101: a client that is refused was never
/// there. It may wait, for no longer than `Timeouts::handler`. What it throws refuses the client: an `HttpException`
/// with its status, anything else with 500.
class OnUpgrade {
public:
  virtual ~OnUpgrade() = default;
  [[nodiscard]] virtual Task<> onUpgrade(UpgradeContext& context) = 0;
};

/// A gateway that also derives from this is told when a client has connected: after the 101, before its first message.
/// What it throws closes the client. The request's header fields can be read here and not later.
class OnClientConnect {
public:
  virtual ~OnClientConnect() = default;
  [[nodiscard]] virtual Task<> onClientConnect(WebSocketContext& context) = 0;
};

/// A gateway that also derives from this is asked to renew a client's principal before it expires
/// (`WebSocketLimits::expiryNotice`). It may set a new one itself (`context.setPrincipal`), or ask the client, and set
/// it when the answer comes as a message or a call returns; when there is none by then the client is closed with 4401.
/// Messages are handled meanwhile. What it throws closes the client.
class OnExpiring {
public:
  virtual ~OnExpiring() = default;
  [[nodiscard]] virtual Task<> onExpiring(WebSocketContext& context) = 0;
};

/// A gateway that also derives from this has the last say when a client takes its leave: its Close has come, with this
/// code (1005: none) and reason, and is answered when the task has ended, at the latest after
/// `Timeouts::webSocketClose`, when the task is cancelled. Nothing is sent to the client any more (`closed`), and its
/// handler at work was cancelled; it is still in its rooms. A client that does not wait for the answer cancels the
/// task, and one that is lost without a Close never starts it: what must happen in any case belongs to
/// `OnClientDisconnect`. What it throws is treated as for `onMessage`, but the client's own code is its answer.
class OnClientClosing {
public:
  virtual ~OnClientClosing() = default;
  /// The reason is valid until the task has ended.
  [[nodiscard]] virtual Task<> onClientClosing(WebSocketContext& context, CloseCode code, std::string_view reason) = 0;
};

/// Told when a client is gone, with the code of its Close, or ours, or 1006 when there was none. Nothing can be sent to
/// it any more, and it is in no room: `rooms()` and `isIn()` tell of those it was in.
class OnClientDisconnect {
public:
  virtual ~OnClientDisconnect() = default;
  virtual void onClientDisconnect(WebSocketContext& context, CloseCode code, std::string_view reason) = 0;
};

/// Told when more waits for a client than its high watermark says (`Backpressure::watermarks`): once for each crossing,
/// a moment later, from the top of the loop. What was taken back in that moment is not told.
class OnBackpressure {
public:
  virtual ~OnBackpressure() = default;
  virtual void onBackpressure(WebSocketContext& context) = 0;
};

/// Told when no more than the low watermark waits for a client that was congested: once for each crossing.
class OnDrain {
public:
  virtual ~OnDrain() = default;
  virtual void onDrain(WebSocketContext& context) = 0;
};

/// Told what left `onMessage`, `onClientConnect` or `onClientClosing`, before the client is closed for it.
class OnClientError {
public:
  virtual ~OnClientError() = default;
  virtual void onClientError(WebSocketContext& context, std::exception_ptr error) = 0;
};

/// Told when a client that was lost, and might have come back (`Recovery`), has not: its time is over, or others took
/// its place (`Recovery::maxKept`). That is once, on any loop, and not when the application ends. What was kept with it
/// is destroyed afterwards.
class OnRecoveryExpired {
public:
  virtual ~OnRecoveryExpired() = default;
  /// @param client  as it was when it was lost, with the rooms it was in
  virtual void onRecoveryExpired(const ClientInfo& client) = 0;
};

/// A gateway that also derives from this is told when a room gets its first member and when it has lost its last, with
/// `threads > 1` over all loops together: to begin and end what feeds a room.
///
/// For one room the calls alternate, `onFirstMember` first, and each waits until the task of the one before has ended,
/// on one loop, the same for a name every time. They come soon after the change. A room that has always had a member is
/// never told of as empty; one that was emptied and filled again, or the other way round, before anybody could be told
/// of it, need not be told of. What is thrown is logged. What waits when the application ends is cancelled.
class OnRoomChange {
public:
  virtual ~OnRoomChange() = default;
  /// The name is valid until the task has ended.
  [[nodiscard]] virtual Task<> onFirstMember(std::string_view) { return {}; }
  [[nodiscard]] virtual Task<> onLastMember(std::string_view) { return {}; }
};

}  // namespace serinus
