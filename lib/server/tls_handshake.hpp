#pragma once

#include "runtime/loop_core.hpp"
#include "server/connection_limiter.hpp"
#include "transport/secure_stream.hpp"
#include "transport/tls_server.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace serinus::server {

struct Endpoints;
class TlsHandshake;

/// The owner of the handshakes of one loop.
class TlsHandshakeOwner {
public:
  /// Takes what is to be taken of `handshake` and destroys it; called with nothing of it on the stack but its caller.
  virtual void onHandshakeEnd(TlsHandshake& handshake) noexcept = 0;

protected:
  ~TlsHandshakeOwner() = default;
};

/// A client whose TLS handshake is under way: no connection yet, and so without its memory.
class TlsHandshake final : runtime::Watcher, runtime::TurnEnd, runtime::WheelEntry {
public:
  TlsHandshake(TlsHandshakeOwner& owner, runtime::LoopCore& loop, std::unique_ptr<transport::SecureStream> stream,
               const Endpoints& served, const transport::TlsServer& secured, ConnectionLimiter::Place place)
      : endpoints(&served),
        tls(&secured),
        limiterPlace(place),
        owner_(&owner),
        loop_(&loop),
        stream_(std::move(stream)) {}
  TlsHandshake(const TlsHandshake&) = delete;
  TlsHandshake& operator=(const TlsHandshake&) = delete;

  /// @throws std::system_error  when the system watches no more sockets
  void start(TimePoint deadline);

  enum class Outcome : std::uint8_t { underWay, done, failed, late };
  [[nodiscard]] Outcome outcome() const noexcept { return outcome_; }

  [[nodiscard]] transport::SecureStream& stream() noexcept { return *stream_; }
  [[nodiscard]] std::unique_ptr<transport::SecureStream> takeStream() noexcept { return std::move(stream_); }

  // The owner's to use.
  const Endpoints* endpoints;
  const transport::TlsServer* tls;
  ConnectionLimiter::Place limiterPlace;
  std::size_t index = 0;

private:
  void onReady(runtime::Readiness readiness) noexcept override;
  void onTurnEnd() noexcept override { owner_->onHandshakeEnd(*this); }  // the last act: *this is gone
  void onDeadline(TimePoint now) noexcept override;
  void end(Outcome outcome) noexcept;

  TlsHandshakeOwner* owner_;
  runtime::LoopCore* loop_;
  std::unique_ptr<transport::SecureStream> stream_;
  Outcome outcome_ = Outcome::underWay;
};

}  // namespace serinus::server
