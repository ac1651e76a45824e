#pragma once

#include "runtime/loop_core.hpp"
#include "transport/openssl_handles.hpp"
#include "transport/secure_stream.hpp"
#include "transport/tls_context.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace serinus::transport {

class PieceReader;

/// TLS over another stream, on the server's side.
///
/// OpenSSL sees neither a socket nor a stream that would block: it is fed with what was read, and what it has to send
/// is taken from it. So it holds at most one record, and idle it holds no buffer at all.
///
/// Readiness is told by edges as any stream tells it: where a read had to leave something behind that makes no edge of
/// its own, this tells one. A watcher that takes the place of another is told all there is.
///
/// Of what is encrypted together the last byte is reported as written when the inner stream has taken all of it: once
/// everything is written nothing is kept back here. Until then the bytes that were not reported stand in front of
/// the next write, which passes over them.
class TlsStream final : public SecureStream, StreamWatcher, runtime::TurnEnd {
public:
  TlsStream(std::unique_ptr<Stream> inner, std::shared_ptr<const TlsContext> context, runtime::LoopCore& loop);
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;
  ~TlsStream() override;

  [[nodiscard]] Handshake handshake() noexcept override;
  [[nodiscard]] std::string_view fault() const noexcept override { return fault_; }

  void watch(StreamWatcher& watcher) override;
  /// A peer that leaves without a close_notify has ended all the same: HTTP says by itself where a message ends, and
  /// WebSocket closes by a frame of its own.
  [[nodiscard]] Transfer read(MutableBytes into) noexcept override;
  [[nodiscard]] Transfer write(std::span<const ByteView> pieces) noexcept override;
  void finish() noexcept override;
  void abort() noexcept override { inner_->abort(); }
  [[nodiscard]] PeerAddress peer() const override;
  [[nodiscard]] bool wasUnacknowledged() const noexcept override { return inner_->wasUnacknowledged(); }

private:
  friend struct TlsBio;
  class Feeding;

  void onReady(runtime::Readiness readiness) noexcept override;
  [[nodiscard]] runtime::Poller& poller() noexcept override { return loop_->poller(); }
  void onTurnEnd() noexcept override;
  void tellSoon(runtime::Readiness readiness);

  [[nodiscard]] std::size_t decrypt(MutableBytes into) noexcept;
  [[nodiscard]] std::size_t encrypt(PieceReader& plain) noexcept;
  [[nodiscard]] std::size_t sendPending() noexcept;
  [[nodiscard]] std::size_t taken(std::size_t moved) noexcept;
  [[nodiscard]] Handshake failHandshake(std::string_view fault) noexcept;
  void fail() noexcept;

  std::unique_ptr<Stream> inner_;
  std::shared_ptr<const TlsContext> context_;
  runtime::LoopCore* loop_;
  SslHandle ssl_;
  StreamWatcher* watcher_ = nullptr;
  ByteView input_;           // ciphertext that OpenSSL may take: of the read under way, or of `rest_`
  std::string rest_;         // ciphertext that was read and had no room, once decrypted
  std::string pending_;      // ciphertext that the inner stream has not taken
  std::size_t claimed_ = 0;  // bytes that were offered for writing and encrypted, and not reported as written
  std::string fault_;
  mutable std::shared_ptr<const TlsPeer> info_;
  runtime::Readiness soon_;  // to be told at the end of the turn
  bool holdsPlain_ = false;  // OpenSSL holds decrypted bytes, or `rest_` has some
  bool mayBeMore_ = false;   // what the inner stream has was not all read
  bool peerEnded_ = false;   // no more will come on the inner stream
  bool peerFailed_ = false;
  bool closed_ = false;  // close_notify has come
  bool finishing_ = false;
  bool failed_ = false;
};

}  // namespace serinus::transport
