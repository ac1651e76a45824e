#pragma once

#include <serinus/broker/topic.hpp>
#include <serinus/http/status.hpp>
#include <serinus/pipeline/client_id.hpp>
#include <serinus/pipeline/context.hpp>
#include <serinus/runtime/async_generator.hpp>
#include <serinus/server/send_result.hpp>
#include <serinus/sse/sse_event.hpp>
#include <serinus/sse_module/stopped.hpp>
#include <serinus/ws/send_options.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

/// What an event stream's handler returns: a coroutine that yields texts and `SseEvent`s, and may `co_await` in
/// between. It goes on when its reader has room for more, and is destroyed, with its locals, as soon as the reader has
/// left. An event that is larger than `SseModuleOptions::maxEvent` is refused at its `co_yield`, with
/// `SseEventTooLarge`.
using SseStream = AsyncGenerator<SseEvent>;

/// Bytes of the longest name of a channel; the shortest has one.
inline constexpr std::size_t maxChannelName = 255;

/// One reader of an event stream, for as long as it stays.
class SseContext : public Context {
public:
  [[nodiscard]] static constexpr bool isAt(Door door) noexcept { return door == Door::stream; }

  [[nodiscard]] virtual ClientId clientId() const noexcept = 0;

  /// What the reader last saw, by its own account: the field `Last-Event-ID`, or the query parameter `lastEventId` for
  /// clients that cannot set fields. Empty when it has none, or one of more than 256 bytes, or with a control byte.
  [[nodiscard]] std::string_view lastEventId() const;

  /// Has the stream carry a topic's events from now on, with their cursors as ids, besides what its handler yields. A
  /// reader that comes back goes on behind its `lastEventId()`, or is told with a `reset` event what it was that
  /// prevented it: `{"reason":"expired"}`. The first event is `subscribed`, with `{"recovered":true}` or `false`.
  /// A stream stays open as long as it follows a topic. Ids are honoured for the same `userId()` alone.
  /// @throws std::logic_error  when it follows another topic already
  template <class T>
  TopicRecovery subscribe(const Topic<T>& topic, TopicRequest request = TopicRequest()) {
    return followTopic(topic.core(), std::move(request));
  }

  /// The body of the request (`onStream`).
  [[nodiscard]] std::string_view body() const noexcept { return request().body(); }
  /// As `RequestContext::body<T>`.
  template <class T>
  [[nodiscard]] T body() const {
    return pipeline::readBody<T>(request());
  }

  // Until the first event, or the first heartbeat, nothing has been sent: status and fields (`setHeader`, `addCookie`)
  // can be chosen, and the stream be refused, by an exception as for any request.

  /// 200 otherwise; an EventSource takes no other. Too late it does nothing.
  /// @throws std::invalid_argument  unless it is between 200 and 599
  void setStatus(Status status);
  [[nodiscard]] Status status() const noexcept { return status_; }

  /// The reader is not to come back: the stream ends with the handler, and where nothing has been sent the answer is
  /// 204, which an EventSource takes for good. `context.stop(); co_return;`
  virtual void stop() noexcept = 0;

  /// Ends the stream, after what was sent before. The reader comes back.
  virtual void close() noexcept = 0;

  /// Sends to this reader besides what its handler yields: `SendOptions::conflate` is its key, see
  /// `SseModuleOptions::backpressure`. @throws SseEventTooLarge
  virtual SendResult send(const SseEvent& event, const SendOptions& options = SendOptions()) = 0;

  // The server's stop. A handler that has waited with `stopped` is told of it, and has `SseModuleOptions::farewell` to
  // say what it has to say and return; the stream of any other ends at once.
  //
  //     while (!context.stopping()) {
  //       co_yield now();
  //       co_await context.stopped(1s);
  //     }
  //     co_yield SseEvent("back in a minute").event("farewell");

  /// Whether the server stops.
  [[nodiscard]] bool stopping() const noexcept { return stop_.raised(); }
  /// Waits until the server stops, for as long as this at most. @returns to `co_await`: whether it does
  [[nodiscard]] Stopped stopped(Duration atMost = Duration::max()) noexcept { return Stopped(stop_, atMost); }

  /// Enters a channel, which there is from its first reader to its last; at once. A reader that is lost leaves all.
  /// @returns whether it was not in there
  /// @throws BadRequestException  when the name is empty or longer than `maxChannelName`
  /// @throws ForbiddenException   when the reader is in `SseModuleOptions::maxChannels` channels already
  virtual bool join(std::string_view channel) = 0;
  /// @returns whether it was in there
  virtual bool leave(std::string_view channel) = 0;
  /// Those it is in, in no particular order; in `onStreamClose` those it was in until then.
  [[nodiscard]] virtual std::vector<std::string> channels() const = 0;
  [[nodiscard]] virtual bool isIn(std::string_view channel) const noexcept = 0;

protected:
  ~SseContext() override = default;
  [[nodiscard]] virtual TopicRecovery followTopic(const std::shared_ptr<broker::TopicCore>& topic,
                                                  TopicRequest request) = 0;

  [[nodiscard]] sse_module::StopSignal& stopSignal() noexcept { return stop_; }

private:
  sse_module::StopSignal stop_;
  Status status_ = Status::ok;
};

}  // namespace serinus
