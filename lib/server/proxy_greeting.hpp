#pragma once

#include "base/proxy_header.hpp"
#include "server/arrival.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace serinus::server {

/// A connection of a proxy whose PROXY header has not come whole: no client's yet. Nothing behind the header is read.
class ProxyGreeting final : public Arrival<ProxyGreeting> {
public:
  /// @param secured  null without TLS
  ProxyGreeting(Owner& owner, runtime::LoopCore& loop, std::unique_ptr<transport::Stream> stream,
                const Endpoints& served, const transport::TlsServer* secured, ConnectionLimiter::Place place)
      : Arrival(owner, loop, served, secured, place), stream_(std::move(stream)) {}

  /// @throws std::system_error  when the system watches no more sockets
  void start(TimePoint deadline) { watch(*stream_, deadline); }

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

private:
  void onReady(runtime::Readiness readiness) noexcept override;
  void onDeadline(TimePoint now) noexcept override;
  void judge() noexcept;
  void end(Outcome outcome) noexcept;

  std::unique_ptr<transport::Stream> stream_;
  std::string bytes_;
  ProxyStep step_ = parseProxyHeader({});
  Outcome outcome_ = Outcome::underWay;
};

}  // namespace serinus::server
