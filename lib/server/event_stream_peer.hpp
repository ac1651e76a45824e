#pragma once

#include "server/flow_event.hpp"

#include <serinus/base/clock.hpp>
#include <serinus/base/peer_address.hpp>
#include <serinus/http/request.hpp>
#include <serinus/http/response.hpp>
#include <serinus/routing/router.hpp>
#include <serinus/runtime/async_generator.hpp>
#include <serinus/sse/sse_event.hpp>
#include <serinus/ws/backpressure.hpp>

#include <exception>
#include <memory>
#include <optional>

namespace serinus::server {

class EventStreamConnection;
struct HttpRoute;

struct EventStreamLimits {
  Duration heartbeat = std::chrono::seconds(15);
  Backpressure backpressure = {};                       ///< of what others send; `close` cuts the reader off
  std::size_t maxEvent = std::size_t{64} * 1024;        ///< bytes of one event, its fields' names and all
  bool closeWhenDone = false;                           ///< end the stream when its generator has ended
  std::optional<Duration> retry = std::nullopt;         ///< how long readers are told to wait before they come back
  Duration retrySpread = Duration::zero();              ///< up to so much more, each reader another time
  Duration farewell = std::chrono::seconds(2);          ///< for generators that hear of the server's stop
  std::optional<std::uint64_t> maxBody = std::nullopt;  ///< of a request for it, in place of `http::Limits::maxBody`
};

/// What the application holds for one reader of an event stream.
class EventStreamPeer {
public:
  virtual ~EventStreamPeer() = default;

  /// The events of this reader's own. Called once.
  [[nodiscard]] virtual AsyncGenerator<SseEvent> start() = 0;

  /// Something left the generator. Before the first event the response is sent in place of the stream; later it is not
  /// looked at, and the stream ends.
  [[nodiscard]] virtual Response onFault(std::exception_ptr fault) noexcept = 0;

  /// Whether there is more to come when the generator has ended.
  [[nodiscard]] virtual bool hasMore() const noexcept { return false; }
  /// A reader that was congested takes more again.
  virtual void onDrained() noexcept {}

  /// The head of the stream, about to be sent with its own fields: others may be added, and another status given.
  virtual void onHead(Response&) noexcept {}
  /// An answer that is sent in place of the stream.
  virtual void onRefusal(Response&) noexcept {}

  /// The server stops. @returns whether the generator hears of that, and is given time to end
  [[nodiscard]] virtual bool onStopping() noexcept { return false; }

  /// Counts what became of events.
  virtual void onFlow(FlowEvent, std::size_t) noexcept {}

  /// The last call.
  virtual void onClosed() noexcept = 0;
};

/// A path that serves event streams.
class EventStreamRoute {
public:
  virtual ~EventStreamRoute() = default;
  [[nodiscard]] virtual const EventStreamLimits& limits() const noexcept = 0;
  /// What answers this request in place of a stream; null for nothing.
  [[nodiscard]] virtual const HttpRoute* instead(const Request&) const noexcept { return nullptr; }
  [[nodiscard]] virtual std::unique_ptr<EventStreamPeer> open(EventStreamConnection& connection, Request request,
                                                              routing::Parameters parameters) = 0;
};

}  // namespace serinus::server
