#include "transport/tls_stream.hpp"

#include "transport/describe_tls.hpp"
#include "transport/piece_reader.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace serinus::transport {

namespace {

constexpr std::size_t recordSize = SSL3_RT_MAX_PLAIN_LENGTH;  // 16 KiB (RFC 8446, 5.1)
constexpr int recordsAtOnce = 4;                              // that go to the system together
/// More than what one write leaves; what a peer makes us say that reads nothing of it ends here.
constexpr std::size_t mostPending = std::size_t{256} * 1024;

/// What OpenSSL has to send in one call; a loop is a thread, so that all its connections can share the memory.
std::string& output() {
  thread_local std::string bytes;
  return bytes;
}

constexpr std::string_view answerToPlainHttp =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 33\r\nConnection: close\r\n\r\n"
    "This port speaks TLS: use https.\n";

bool isPlainHttp(unsigned long fault) noexcept {
  const int reason = ERR_GET_REASON(fault);
  return ERR_GET_LIB(fault) == ERR_LIB_SSL && (reason == SSL_R_HTTP_REQUEST || reason == SSL_R_HTTPS_PROXY_REQUEST);
}

}  // namespace

/// What OpenSSL takes for its connection: it reads `input_`, and what it writes is kept until the call is over.
struct TlsBio {
  static TlsStream& streamOf(BIO* bio) { return *static_cast<TlsStream*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* into, int size) {
    BIO_clear_retry_flags(bio);
    ByteView& input = streamOf(bio).input_;
    const std::size_t count = std::min(input.size(), static_cast<std::size_t>(size));
    if (count == 0) {
      BIO_set_retry_read(bio);
      return -1;
    }
    std::memcpy(into, input.data(), count);
    input = input.subspan(count);
    return static_cast<int>(count);
  }

  static int write(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    TlsStream& stream = streamOf(bio);
    std::string& pending = stream.pending_;
    // What nobody would send any more would be left for the next connection.
    if (stream.failed_ || pending.size() > mostPending) return -1;
    (pending.empty() ? output() : pending).append(bytes, static_cast<std::size_t>(size));
    return size;
  }

  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static BIO* make(TlsStream& stream) {
    static BIO_METHOD* const method = [] {
      BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "serinus");
      BIO_meth_set_read(made, &TlsBio::read);
      BIO_meth_set_write(made, &TlsBio::write);
      BIO_meth_set_ctrl(made, &TlsBio::control);
      return made;
    }();
    BIO* const bio = BIO_new(method);
    if (bio == nullptr) throw std::bad_alloc();
    BIO_set_data(bio, &stream);
    BIO_set_init(bio, 1);
    return bio;
  }
};

/// Gives OpenSSL what was left from the last time, then what is read into a block of the loop; what it does not take
/// is kept for the next time.
class TlsStream::Feeding {
public:
  explicit Feeding(TlsStream& stream) : stream_(&stream), rest_(std::move(stream.rest_)) {
    stream_->input_ = asBytes(rest_);
  }
  Feeding(const Feeding&) = delete;
  Feeding& operator=(const Feeding&) = delete;
  ~Feeding() {
    stream_->rest_ = asText(stream_->input_);
    stream_->input_ = {};
    if (block_) stream_->loop_->blocks().give(std::move(block_));
  }

  /// Once there is no more of what was read before.
  [[nodiscard]] Transfer more(std::size_t most) {
    if (!block_) block_ = stream_->loop_->blocks().take();
    const Transfer transfer = stream_->inner_->read({block_.get(), most});
    stream_->input_ = {block_.get(), transfer.bytes};
    stream_->mayBeMore_ = transfer.bytes == most;  // a short read has emptied the inner stream
    if (transfer.outcome == Transfer::Outcome::ended) stream_->peerEnded_ = true;
    if (transfer.outcome == Transfer::Outcome::failed) stream_->failed_ = true;
    return transfer;
  }

private:
  TlsStream* stream_;
  std::string rest_;
  runtime::BlockPool::Block block_;
};

TlsStream::TlsStream(std::unique_ptr<Stream> inner, std::shared_ptr<const TlsContext> context, runtime::LoopCore& loop)
    : inner_(std::move(inner)), context_(std::move(context)), loop_(&loop), ssl_(context_->newConnection()) {
  BIO* const bio = TlsBio::make(*this);
  SSL_set_bio(ssl_.get(), bio, bio);
}

TlsStream::~TlsStream() = default;

// ---- Handshake

SecureStream::Handshake TlsStream::handshake() noexcept {
  if (failed_) return Handshake::failed;
  Feeding feeding(*this);
  for (;;) {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) {
      static_cast<void>(sendPending());
      holdsPlain_ = !input_.empty();
      return failed_ ? failHandshake("the connection was lost") : Handshake::done;
    }
    if (SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ) {
      const unsigned long fault = ERR_peek_error();
      if (isPlainHttp(fault)) output() = answerToPlainHttp;
      std::string reason = takeOpenSslFault();
      if (const long verdict = SSL_get_verify_result(ssl_.get()); verdict != X509_V_OK)
        reason.append(": ").append(X509_verify_cert_error_string(verdict));
      return failHandshake(reason);
    }
    static_cast<void>(sendPending());
    if (failed_) return failHandshake("the connection was lost");
    const Transfer transfer = feeding.more(recordSize);
    if (transfer.outcome == Transfer::Outcome::wouldBlock) return Handshake::underWay;
    if (transfer.outcome != Transfer::Outcome::moved) return failHandshake("the connection was lost");
  }
}

SecureStream::Handshake TlsStream::failHandshake(std::string_view fault) noexcept {
  fault_ = fault;
  static_cast<void>(sendPending());  // the alert
  inner_->finish();
  failed_ = true;
  return Handshake::failed;
}

// ---- Readiness

void TlsStream::watch(StreamWatcher& watcher) {
  const bool isFirst = std::exchange(watcher_, &watcher) == nullptr;
  if (isFirst) return inner_->watch(*this);
  tellSoon({.readable = true, .writable = true, .peerClosed = peerEnded_, .failed = peerFailed_});
}

void TlsStream::onReady(runtime::Readiness readiness) noexcept {
  peerEnded_ = peerEnded_ || readiness.peerClosed;
  peerFailed_ = peerFailed_ || readiness.failed;
  mayBeMore_ = mayBeMore_ || readiness.readable;
  // What is claimed is written on by whoever offered it, and hears how far that came.
  if (readiness.writable && claimed_ == 0) static_cast<void>(sendPending());
  watcher_->onReady(readiness);
}

void TlsStream::tellSoon(runtime::Readiness readiness) {
  soon_.readable = soon_.readable || readiness.readable;
  soon_.writable = soon_.writable || readiness.writable;
  soon_.peerClosed = soon_.peerClosed || readiness.peerClosed;
  soon_.failed = soon_.failed || readiness.failed;
  loop_->atTurnEnd(*this);
}

void TlsStream::onTurnEnd() noexcept {
  watcher_->onReady(std::exchange(soon_, {}));
}

// ---- Reading

Transfer TlsStream::read(MutableBytes into) noexcept {
  constexpr int mostRounds = 8;  // what brings nothing to read (RFC 8446, 5.4) must not hold up the loop
  if (failed_) return {Transfer::Outcome::failed};
  Feeding feeding(*this);
  std::size_t size = std::exchange(holdsPlain_, false) ? decrypt(into) : 0;
  for (int round = 0; size == 0 && !failed_ && !closed_; ++round) {
    if (round > 0 && !mayBeMore_ && !peerEnded_) return {Transfer::Outcome::wouldBlock};
    if (round == mostRounds) {
      tellSoon({.readable = true});
      return {Transfer::Outcome::wouldBlock};
    }
    const std::size_t room = std::min(into.size(), runtime::BlockPool::blockSize);
    const Transfer transfer = feeding.more(room);
    if (transfer.outcome != Transfer::Outcome::moved) return transfer;
    size = decrypt(into);
  }
  holdsPlain_ = SSL_pending(ssl_.get()) > 0 || !input_.empty();
  if (size > 0) {
    // Whoever is given less than asked for waits for an edge.
    if (size < into.size() && (mayBeMore_ || holdsPlain_ || closed_ || failed_))
      tellSoon({.readable = true, .peerClosed = closed_});
    return {Transfer::Outcome::moved, size};
  }
  return {failed_ ? Transfer::Outcome::failed : Transfer::Outcome::ended};
}

std::size_t TlsStream::decrypt(MutableBytes into) noexcept {
  ERR_clear_error();
  std::size_t size = 0;
  while (size < into.size()) {
    std::size_t count = 0;
    const int result = SSL_read_ex(ssl_.get(), into.data() + size, into.size() - size, &count);
    size += count;
    if (result == 1) continue;
    const int error = SSL_get_error(ssl_.get(), result);
    if (error == SSL_ERROR_ZERO_RETURN)
      closed_ = true;
    else if (error != SSL_ERROR_WANT_READ)
      fail();
    break;
  }
  // An alert, or the answer to a new key.
  if (claimed_ == 0 && !failed_) static_cast<void>(sendPending());
  return size;
}

// ---- Writing

Transfer TlsStream::write(std::span<const ByteView> pieces) noexcept {
  std::size_t written = 0;
  while (!failed_) {
    written += taken(sendPending());
    PieceReader plain(pieces);
    plain.skip(written);
    if (failed_ || !pending_.empty() || plain.empty()) break;
    claimed_ = encrypt(plain);
  }
  if (failed_) return {Transfer::Outcome::failed};
  if (written == 0) return {Transfer::Outcome::wouldBlock};
  return {Transfer::Outcome::moved, written};
}

// How much of what is claimed counts as written when so many bytes of ciphertext have gone: as many, so that slow
// progress is progress; all of it once nothing waits.
std::size_t TlsStream::taken(std::size_t moved) noexcept {
  const std::size_t most = claimed_ > 0 ? claimed_ - 1 : 0;
  const std::size_t count = pending_.empty() ? claimed_ : std::min(moved, most);
  claimed_ -= count;
  return count;
}

std::size_t TlsStream::encrypt(PieceReader& plain) noexcept {
  std::array<std::byte, recordSize> gather;
  ERR_clear_error();
  std::size_t size = 0;
  for (int i = 0; i < recordsAtOnce && !plain.empty(); ++i) {
    const ByteView record = plain.take(gather);
    std::size_t count = 0;
    if (SSL_write_ex(ssl_.get(), record.data(), record.size(), &count) != 1) {
      fail();
      return 0;
    }
    size += count;
  }
  return size;
}

// Offers what waits once. @returns how many bytes were taken
std::size_t TlsStream::sendPending() noexcept {
  const bool isFresh = pending_.empty();
  std::string& waiting = isFresh ? output() : pending_;
  if (waiting.empty()) return 0;
  const ByteView bytes = asBytes(waiting);
  const Transfer transfer = inner_->write(std::span(&bytes, 1));
  if (transfer.outcome == Transfer::Outcome::failed) failed_ = true;
  if (isFresh) {
    if (!failed_) pending_ = asText(bytes.subspan(transfer.bytes));
    waiting.clear();
  } else if (transfer.bytes == waiting.size()) {
    pending_ = std::string();
  } else {
    waiting.erase(0, transfer.bytes);
  }
  if (pending_.empty() && std::exchange(finishing_, false)) inner_->finish();
  return transfer.bytes;
}

// ---- Endings

void TlsStream::fail() noexcept {
  ERR_clear_error();
  static_cast<void>(sendPending());  // the alert, if there is one
  failed_ = true;
}

void TlsStream::finish() noexcept {
  ERR_clear_error();
  if (!failed_) SSL_shutdown(ssl_.get());  // close_notify
  ERR_clear_error();
  finishing_ = true;
  static_cast<void>(sendPending());
  if (pending_.empty() && std::exchange(finishing_, false)) inner_->finish();
}

PeerAddress TlsStream::peer() const {
  PeerAddress peer = inner_->peer();
  if (SSL_is_init_finished(ssl_.get()) != 1) return peer;
  if (info_ == nullptr) info_ = std::make_shared<const TlsPeer>(describeTls(ssl_.get()));
  peer.setTls(info_);
  return peer;
}

}  // namespace serinus::transport
