#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/base/peer_address.hpp>
#include <serinus/http/request.hpp>
#include <serinus/http/response.hpp>
#include <serinus/routing/router.hpp>
#include <serinus/runtime/async_generator.hpp>
#include <serinus/sse/sse_event.hpp>

#include <exception>
#include <memory>

namespace serinus::server {

class EventStreamConnection;

struct EventStreamLimits {
  Duration heartbeat = std::chrono::seconds(15);
  std::size_t maxQueued = std::size_t{1024} * 1024;  ///< a reader that lets more wait is cut off
  bool closeWhenDone = false;                        ///< end the stream when its generator has ended
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

  /// The last call.
  virtual void onClosed() noexcept = 0;
};

/// A path that serves event streams.
class EventStreamRoute {
public:
  virtual ~EventStreamRoute() = default;
  [[nodiscard]] virtual const EventStreamLimits& limits() const noexcept = 0;
  [[nodiscard]] virtual std::unique_ptr<EventStreamPeer> open(EventStreamConnection& connection, Request request,
                                                              routing::Parameters parameters) = 0;
};

}  // namespace serinus::server
