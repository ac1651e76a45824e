#pragma once

#include "base/proxy_header.hpp"
#include "runtime/loop_core.hpp"
#include "server/connection_limiter.hpp"
#include "transport/stream.hpp"
#include "transport/tls_server.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace serinus::server {

struct Endpoints;
class ProxyGreeting;

/// The owner of the greetings of one loop.
class ProxyGreetingOwner {
public:
  /// Takes what is to be taken of `greeting` and destroys it; called with nothing of it on the stack but its caller.
  virtual void onGreetingEnd(ProxyGreeting& greeting) noexcept = 0;

protected:
  ~ProxyGreetingOwner() = default;
};

/// A connection of a proxy whose PROXY header has not come whole: no client's yet. Nothing behind the header is read.
class ProxyGreeting final : runtime::Watcher, runtime::TurnEnd, runtime::WheelEntry {
public:
  /// @param secured  null without TLS
  ProxyGreeting(ProxyGreetingOwner& owner, runtime::LoopCore& loop, std::unique_ptr<transport::Stream> stream,
                const Endpoints& served, const transport::TlsServer* secured, ConnectionLimiter::Place place)
      : endpoints(&served),
        tls(secured),
        limiterPlace(place),
        owner_(&owner),
        loop_(&loop),
        stream_(std::move(stream)) {}
  ProxyGreeting(const ProxyGreeting&) = delete;
  ProxyGreeting& operator=(const ProxyGreeting&) = delete;

  /// @throws std::system_error  when the system watches no more sockets
  void start(TimePoint deadline);

  enum class Outcome : std::uint8_t {
    underWay,
    done,
    malformed,
    late,
    left,  ///< before its first byte, as one does that only tries whether the port is open
  };
  [[nodiscard]] Outcome outcome() const noexcept { return outcome_; }

  /// Once it is done: the stream, whose peer is now the client that the header names; or the proxy, which spoke for
  /// itself; or nobody whose address is known.
  [[nodiscard]] std::unique_ptr<transport::Stream> takeStream();

  // The owner's to use.
  const Endpoints* endpoints;
  const transport::TlsServer* tls;
  ConnectionLimiter::Place limiterPlace;
  std::size_t index = 0;

private:
  void onReady(runtime::Readiness readiness) noexcept override;
  void onTurnEnd() noexcept override { owner_->onGreetingEnd(*this); }  // the last act: *this is gone
  void onDeadline(TimePoint now) noexcept override;
  void judge() noexcept;
  void end(Outcome outcome) noexcept;

  ProxyGreetingOwner* owner_;
  runtime::LoopCore* loop_;
  std::unique_ptr<transport::Stream> stream_;
  std::string bytes_;
  ProxyStep step_ = parseProxyHeader({});
  Outcome outcome_ = Outcome::underWay;
};

}  // namespace serinus::server
