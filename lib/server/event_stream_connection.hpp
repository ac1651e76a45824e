#pragma once

#include "server/connection.hpp"
#include "server/encoded_event.hpp"
#include "server/event_stream_peer.hpp"
#include "server/request_observer.hpp"
#include "ws/send_queue.hpp"

#include <serinus/http/response_writer.hpp>
#include <serinus/runtime/running_task.hpp>
#include <serinus/server/send_result.hpp>

namespace serinus::server {

/// Speaks an event stream on a connection: pulls the reader's generator as fast as the reader takes, adds what others
/// send, and breaks long silences with a comment.
///
/// Status and headers wait for the first event, or for the first heartbeat, so that a generator that throws before it
/// has yielded is answered with a real status.
class EventStreamConnection final : public Protocol, runtime::CoroutineListener {
public:
  /// @param framing  what the request asks for; the connection ends with the stream in any case
  EventStreamConnection(Connection& connection, const EventStreamLimits& limits, const http::ResponseFraming& framing);
  ~EventStreamConnection() override;

  /// Whose events these are; to be called once, before the connection speaks.
  void attach(std::unique_ptr<EventStreamPeer> peer) noexcept { peer_ = std::move(peer); }

  /// Who is to hear how the request for it is answered.
  void tellOpening(std::unique_ptr<const StreamOpening> opening) noexcept { answer_->opening = std::move(opening); }

  /// Follows the limits' `Backpressure` where the reader is slow.
  /// @param key  under the policy `conflate`, the event takes the place of one that waits with the same key
  SendResult send(const EncodedEvent& event, std::string_view key = {});
  /// Ends the stream after what was sent before.
  void close();
  /// The reader is not to come back: when its generator ends before anything was sent it is answered 204.
  void stop() noexcept { stops_ = true; }
  /// Whether the head has left: status and fields can be chosen no more.
  [[nodiscard]] bool isOpen() const noexcept { return open_; }

  /// Whether the reader is there and has caught up: for what waits elsewhere. Where not, the peer hears by `onDrained`
  /// when it has.
  [[nodiscard]] bool takesMore();
  /// Sends what its source would hold back when the reader is slow: it is never dropped.
  void deliver(const EncodedEvent& event);

  /// Closes the stream at that time, whatever is under way.
  void endAt(TimePoint time);

  /// What carries it.
  [[nodiscard]] const Connection& lower() const noexcept { return *connection_; }
  [[nodiscard]] Loop& loop() noexcept { return connection_->loop(); }
  [[nodiscard]] PeerAddress peerAddress() const { return connection_->peer(); }

private:
  using Outcome = runtime::RunningGenerator<SseEvent>::Outcome;

  /// What the request is to be answered with.
  struct Answer {
    http::ResponseFraming framing;
    std::unique_ptr<const StreamOpening> opening{};  // null when nobody listens
  };

  void onBytes() override;
  void onEnd() override;
  void onClosed() noexcept override;
  void onDrained() override;
  bool onWritten() override;
  void onWake() override;
  [[nodiscard]] TimePoint deadline() const noexcept override;
  void onDeadline(TimePoint now) override;
  [[nodiscard]] std::size_t waiting() const noexcept override { return queue_ ? queue_->bytes() : 0; }
  void drain() override;

  void onCoroutineReady() noexcept override { connection_->wakeProtocol(); }

  void pull();
  void take(Outcome outcome);
  void takeEvent();
  void endOfEvents();
  void openStream() {
    if (!open_) sendHead();
  }
  void sendHead();
  void refuse(Response response);
  void tell(const Answer& answer, unsigned status, std::optional<std::uint64_t> bytes = std::nullopt) noexcept;
  void sayFarewell();

  [[nodiscard]] bool passes(std::size_t size);
  void write(const EncodedEvent& event);
  void writeRetry();
  [[nodiscard]] SendResult written() const noexcept;
  [[nodiscard]] SharedPayload bytesOf(const EncodedEvent& event) const;
  ws::SendQueue& queue();
  SendResult enqueue(const EncodedEvent& event, std::string_view key);
  void releaseQueue();

  // Side by side: all that an event from elsewhere touches.
  Connection* connection_;
  const EventStreamLimits* limits_;
  TimePoint lastSent_;
  std::unique_ptr<ws::SendQueue> queue_;  // what waits for a slow reader; most have none
  http::StreamCoding coding_ = http::StreamCoding::none;
  bool started_ = false;
  bool open_ = false;
  bool over_ = false;
  bool stops_ = false;
  bool draining_ = false;
  Outcome outcome_ = Outcome::yielded;
  std::unique_ptr<EventStreamPeer> peer_;
  runtime::RunningGenerator<SseEvent> events_;
  TimePoint endsAt_ = TimePoint::max();
  std::unique_ptr<Answer> answer_;  // null once it has been given
};

}  // namespace serinus::server
