#include "server/tls_handshake.hpp"

namespace serinus::server {

using Handshake = transport::SecureStream::Handshake;

void TlsHandshake::onReady(runtime::Readiness) noexcept {
  if (outcome_ != Outcome::underWay) return;
  const Handshake state = stream_->handshake();
  if (state == Handshake::underWay) return;
  end(state == Handshake::done ? Outcome::done : Outcome::failed);
}

void TlsHandshake::onDeadline(TimePoint) noexcept {
  end(Outcome::late);
}

void TlsHandshake::end(Outcome outcome) noexcept {
  outcome_ = outcome;
  Arrival::end();
}

}  // namespace serinus::server
