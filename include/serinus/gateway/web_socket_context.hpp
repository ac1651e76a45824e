#pragma once

#include <serinus/broker/topic.hpp>
#include <serinus/gateway/broadcast.hpp>
#include <serinus/gateway/client_reply.hpp>
#include <serinus/gateway/event_exception.hpp>
#include <serinus/gateway/ws_message.hpp>
#include <serinus/json/read.hpp>
#include <serinus/json/write.hpp>
#include <serinus/pipeline/client_id.hpp>
#include <serinus/pipeline/context.hpp>
#include <serinus/runtime/task.hpp>
#include <serinus/server/next_chunk.hpp>
#include <serinus/server/outgoing_message.hpp>
#include <serinus/server/sent.hpp>
#include <serinus/ws/backpressure.hpp>
#include <serinus/ws/close_code.hpp>
#include <serinus/ws/send_options.hpp>

#include <chrono>
#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace serinus {

class WebSocketGateway;

/// Bytes of the longest name of a room or a user; the shortest has one.
inline constexpr std::size_t maxRoomName = 255;

/// One client of a gateway, for as long as it is connected. To be used on the client's loop, where its handlers run;
/// from elsewhere go through `WebSocketGateway::send` with the client's id.
class WebSocketContext : public Context {
public:
  [[nodiscard]] static constexpr bool isAt(Door door) noexcept { return door == Door::join || door == Door::message; }

  [[nodiscard]] virtual ClientId clientId() const noexcept = 0;

  /// Whether it has come back (`Recovery`): its id, rooms, user, principal and state are those it had.
  [[nodiscard]] virtual bool recovered() const noexcept = 0;
  /// In `onClientDisconnect`: whether it may still come back. Then `onClientConnect` or `onRecoveryExpired` follows,
  /// unless the application ends before.
  [[nodiscard]] virtual bool mayReturn() const noexcept = 0;

  /// The subprotocol agreed on; empty when there is none.
  [[nodiscard]] virtual std::string_view subprotocol() const noexcept = 0;

  /// Sends a text message. The text must be UTF-8; it is not checked again. What `Sent` says: `co_await` waits until
  /// the client has caught up.
  virtual Sent sendText(std::string_view text, const SendOptions& options) = 0;
  Sent sendText(std::string_view text) { return sendText(text, SendOptions()); }
  /// The same, taking the string over instead of copying it.
  template <std::same_as<std::string> Text>
  Sent sendText(Text&& text, const SendOptions& options = SendOptions()) {
    return sendOwned(std::forward<Text>(text), options);
  }
  virtual Sent sendBinary(ByteView data, const SendOptions& options) = 0;
  Sent sendBinary(ByteView data) { return sendBinary(data, SendOptions()); }

  /// Sends a message back as it came, or on, with its type. A large one is written from where it lies.
  virtual Sent send(const WsMessage& message, const SendOptions& options = SendOptions()) = 0;

  /// Sends a Ping of at most 125 bytes; longer payloads are cut. It passes the messages that wait. Heartbeats need
  /// none: see `WebSocketLimits`.
  virtual Sent ping(ByteView payload = {}) = 0;

  /// To every client of this gateway, this one included.
  virtual void broadcastText(std::string_view text, const SendOptions& options = SendOptions()) = 0;
  virtual void broadcastBinary(ByteView data, const SendOptions& options = SendOptions()) = 0;

  /// Sends a typed event: `value` as JSON in the frame of the gateway's codec.
  template <class Value>
  Sent emit(std::string_view event, const Value& value, const SendOptions& options = SendOptions()) {
    return sendEvent(event, json::write(value), options);
  }
  Sent emit(std::string_view event) { return sendEvent(event, {}); }

  /// The same with JSON text, or none.
  virtual Sent sendEvent(std::string_view event, std::string_view data, const SendOptions& options = SendOptions()) = 0;

  /// Asks the client, and waits for its answer: sends `{"event":event,"data":…,"id":"s1"}`, which the client answers
  /// with `{"event":"reply","id":"s1","data":…}`. Meanwhile the handler's own client is read on: its answers and
  /// cancels are taken at once, other messages wait for the handler's end.
  ///
  ///     const Question question{"another round?"};
  ///     const auto answer = co_await client.call<Answer>("ask", question, 2s);
  ///
  /// @throws EventException  with the code that the client answered with, or `timeout`, `disconnected`,
  ///                         `invalidPayload` when the answer is no `Reply`
  template <class Reply = NoReply, class Arguments>
  Task<Reply> call(std::string event, Arguments arguments, Duration timeout = std::chrono::seconds(5)) {
    std::string data = json::write(arguments);
    const JsonValue answer = co_await callEvent(std::move(event), std::move(data), timeout);
    co_return gateway::readAnswer<Reply>(answer);
  }

  /// Enters a room of this gateway, which there is from its first member to its last: `co_await context.join("blue");`
  /// The steps at `Door::join` are asked first, unless the client is in there already. Without any it is done at once;
  /// else nothing happens before it is awaited. Once it is done, what is sent to the room reaches the client.
  /// @throws BadRequestException  when the name is empty or longer than `maxRoomName`
  /// @throws ForbiddenException, or what a step throws  when the client was not let in, whatever filters said, or is in
  ///                              `WebSocketLimits::maxRooms` rooms already
  /// @throws std::logic_error  when the client is gone
  [[nodiscard]] virtual Task<> join(std::string_view room) = 0;

  /// Leaves a room, at once. A client that is lost leaves all of its rooms, before `onClientDisconnect`.
  /// @returns whether it was in there
  virtual bool leave(std::string_view room) = 0;

  /// The rooms it is in, in no particular order; in `onClientDisconnect` those it was in until then.
  [[nodiscard]] virtual std::vector<std::string> rooms() const = 0;
  [[nodiscard]] virtual bool isIn(std::string_view room) const noexcept = 0;

  /// Whose connection this is: the id of its principal, or what `setUser` said; or empty.
  [[nodiscard]] virtual std::string_view user() const noexcept = 0;
  /// Makes this one of the connections that `To::user(id)` names; empty takes it out again. `setPrincipal` does it,
  /// too.
  /// @throws std::invalid_argument  when the id is longer than `maxRoomName`
  virtual void setUser(std::string_view id) = 0;

  /// Others of this gateway, to say something to: `context.to("blue").exceptSelf().sendText("hello");`
  [[nodiscard]] Broadcast to(std::string_view room) { return to(To::room(room)); }
  [[nodiscard]] Broadcast to(To whom) { return Broadcast(gateway(), clientId(), std::move(whom)); }

  /// Has the client follow a topic, until it leaves; once more begins anew. It is told with one frame, and of what it
  /// missed and cannot be given with another, before the first event:
  ///
  ///     {"event":"subscribed","topic":"prices","data":{"recovered":true},"cursor":"…"}
  ///     {"event":"prices","topic":"prices/acme/eu","data":…,"cursor":"…"}
  ///     {"event":"reset","topic":"prices","data":{"reason":"expired"},"cursor":"…"}
  ///
  /// The `cursor` it has seen last is what it gives as `TopicRequest::since` when it comes back, here or to an event
  /// stream of the same topic. A cursor is honoured for the same `userId()` alone.
  ///
  /// A congested client is given nothing more; when it has caught up it goes on with what is in the topic's history.
  template <class T>
  TopicRecovery subscribe(const Topic<T>& topic, TopicRequest request = TopicRequest()) {
    return followTopic(topic.core(), std::move(request));
  }
  /// @returns whether it was following
  template <class T>
  bool unsubscribe(const Topic<T>& topic) noexcept {
    return leaveTopic(topic.core());
  }

  [[nodiscard]] virtual WebSocketGateway& gateway() const noexcept = 0;

  /// Begins the closing handshake; what was sent before arrives before. A reason is UTF-8 and at most 123 bytes long; a
  /// longer one is cut at the border of a character.
  virtual void close(CloseCode code = CloseCode::normal, std::string_view reason = {}) = 0;

  /// Cuts the connection off without a Close; the client sees 1006.
  virtual void abort() = 0;

  /// Bytes that wait to be sent to this client, frames and all; none of those that the system has taken.
  [[nodiscard]] virtual std::size_t bufferedAmount() const noexcept = 0;

  /// `co_await context.drained()` waits as long as the client is congested (`Backpressure::watermarks`). It gives
  /// `closed` when the connection has begun to close, else `delivered`.
  [[nodiscard]] virtual Drained drained() noexcept = 0;

  /// Begins a message that is sent piece by piece; see `OutgoingMessage`. From here until it is finished other messages
  /// to this client wait behind it.
  [[nodiscard]] virtual OutgoingMessage beginMessage(MessageType type = MessageType::binary) = 0;

  /// `co_await context.nextChunk()` gives the next `WsChunk` of the message being handled, when it has arrived: in the
  /// `onMessageStream` of a `StreamingGateway`. @throws std::logic_error  elsewhere, and after the last chunk
  [[nodiscard]] virtual NextChunk nextChunk() noexcept = 0;

  /// For this client alone, instead of the gateway's `WebSocketLimits::backpressure`; what waits already stays.
  virtual void setBackpressure(const Backpressure& rules) = 0;
  [[nodiscard]] virtual const Backpressure& backpressure() const noexcept = 0;

  /// Takes no further message of this client until `resumeReading`; what it sends then fills the system's buffers, and
  /// holds it up. Heartbeats do not end a client that is not read, but a client that leaves is noticed, and that ends
  /// the pause. The handler at work goes on.
  virtual void pauseReading() = 0;
  virtual void resumeReading() = 0;

protected:
  ~WebSocketContext() override = default;
  [[nodiscard]] virtual TopicRecovery followTopic(const std::shared_ptr<broker::TopicCore>& topic,
                                                  TopicRequest request) = 0;
  virtual bool leaveTopic(const std::shared_ptr<broker::TopicCore>& topic) noexcept = 0;
  virtual Sent sendOwned(std::string&& text, const SendOptions& options) = 0;
  [[nodiscard]] virtual Task<JsonValue> callEvent(std::string event, std::string data, Duration timeout) = 0;
};

}  // namespace serinus
