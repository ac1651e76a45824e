#pragma once

#include "server/arrival.hpp"
#include "transport/secure_stream.hpp"

#include <cstdint>
#include <memory>
#include <utility>

namespace serinus::server {

/// A client whose TLS handshake is under way: no connection yet, and so without its memory.
class TlsHandshake final : public Arrival<TlsHandshake> {
public:
  TlsHandshake(Owner& owner, runtime::LoopCore& loop, std::unique_ptr<transport::SecureStream> stream,
               const Endpoints& served, const transport::TlsServer& secured, ConnectionLimiter::Place place)
      : Arrival(owner, loop, served, &secured, place), stream_(std::move(stream)) {}

  /// @throws std::system_error  when the system watches no more sockets
  void start(TimePoint deadline) { watch(*stream_, deadline); }

  enum class Outcome : std::uint8_t { underWay, done, failed, late };
  [[nodiscard]] Outcome outcome() const noexcept { return outcome_; }

  [[nodiscard]] transport::SecureStream& stream() noexcept { return *stream_; }
  [[nodiscard]] std::unique_ptr<transport::SecureStream> takeStream() noexcept { return std::move(stream_); }

private:
  void onReady(runtime::Readiness readiness) noexcept override;
  void onDeadline(TimePoint now) noexcept override;
  void end(Outcome outcome) noexcept;

  std::unique_ptr<transport::SecureStream> stream_;
  Outcome outcome_ = Outcome::underWay;
};

}  // namespace serinus::server
