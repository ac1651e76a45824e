#pragma once

#include "support/tls_client.hpp"
#include "testing/manual_loop.hpp"
#include "testing/memory_stream.hpp"
#include "transport/tls_stream.hpp"

#include <serinus/runtime/loop.hpp>

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::transport {

/// Made once: keys take their time.
inline const test::CertificateAuthority& authority() {
  static const test::CertificateAuthority made;
  return made;
}
inline const test::Issued& localhost() {
  static const test::Issued issued = authority().issue();
  return issued;
}
inline TlsCertificate shown(const test::Issued& issued) {
  return {.chainText = issued.certificate, .keyText = issued.key};
}
inline TlsOptions onlyLocalhost() {
  return {.certificates = {shown(localhost())}};
}
inline std::shared_ptr<const TlsContext> contextOf(const TlsOptions& options,
                                                   const std::shared_ptr<TicketKeys>& tickets = nullptr) {
  TlsFindings findings;
  auto context =
      TlsContext::make(options, tickets ? tickets : std::make_shared<TicketKeys>(options.ticketLifetime), findings);
  for (const std::string& fault : findings.faults) ADD_FAILURE() << fault;
  return context;
}

/// The owner of a stream: it does what an edge allows, and nothing without one, as `Connection` does.
class Driver final : StreamWatcher, runtime::TurnEnd {
public:
  Driver(runtime::LoopCore& loop, std::unique_ptr<TlsStream> owned) : stream(std::move(owned)), loop_(&loop) {}

  void start() { stream->watch(*this); }

  /// Queues bytes, which leave as far as they are taken.
  void say(std::string_view bytes) {
    waiting.push_back(std::string(bytes));
    flush();
  }

  std::unique_ptr<TlsStream> stream;
  SecureStream::Handshake state = SecureStream::Handshake::underWay;
  std::size_t room = 64 * 1024;  // bytes that are read at once
  std::string received;
  std::vector<std::string> waiting;  // pieces not written yet
  std::size_t written = 0;
  bool ended = false;
  bool failed = false;
  bool blocked = false;
  bool sawPeerClosed = false;
  std::size_t reads = 0;

private:
  [[nodiscard]] runtime::Poller& poller() noexcept override { return loop_->poller(); }
  void onReady(runtime::Readiness readiness) noexcept override {
    sawPeerClosed = sawPeerClosed || readiness.peerClosed;
    if (state == SecureStream::Handshake::underWay) {
      state = stream->handshake();
      // A connection takes the place of the handshake.
      if (state == SecureStream::Handshake::done) stream->watch(*this);
      return;
    }
    if (state == SecureStream::Handshake::failed) return;
    if (readiness.writable && blocked) {
      blocked = false;
      flush();
    }
    if (readiness.readable) readSome();
  }
  void onTurnEnd() noexcept override { readSome(); }

  void readSome() {
    if (ended || failed) return;
    ++reads;
    std::vector<std::byte> into(room);
    const Transfer transfer = stream->read(into);
    switch (transfer.outcome) {
      case Transfer::Outcome::moved:
        received += asText(ByteView(into).first(transfer.bytes));
        if (transfer.bytes == into.size() || sawPeerClosed) loop_->atTurnEnd(*this);
        return;
      case Transfer::Outcome::wouldBlock:
        return;
      case Transfer::Outcome::ended:
        ended = true;
        return;
      case Transfer::Outcome::failed:
        failed = true;
    }
  }
  void flush() {
    while (!waiting.empty() && !blocked && !failed) {
      std::vector<ByteView> pieces;
      std::size_t offered = 0;
      for (const std::string& piece : waiting) {
        pieces.push_back(asBytes(piece));
        offered += piece.size();
      }
      const Transfer transfer = stream->write(pieces);
      if (transfer.outcome == Transfer::Outcome::failed) failed = true;
      written += transfer.bytes;
      blocked = transfer.bytes < offered;
      consume(transfer.bytes);
    }
  }
  void consume(std::size_t count) {
    while (count > 0) {
      std::string& front = waiting.front();
      const std::size_t part = std::min(count, front.size());
      front = front.substr(part);  // somewhere else in memory, as an outbox may move it
      count -= part;
      if (front.empty()) waiting.erase(waiting.begin());
    }
  }

  runtime::LoopCore* loop_;
};

/// A server's stream and its client, in memory.
struct TlsPair {
  explicit TlsPair(const std::shared_ptr<const TlsContext>& context, const test::TlsClientOptions& options = {})
      : client(options),
        server(time.loop().core(), std::make_unique<TlsStream>(peer.stream(), context, time.loop().core())) {}

  /// Lets both say what they have to say.
  void talk() {
    for (;;) {
      time.settle();
      const std::string answer = peer.take();
      if (!answer.empty()) client.receive(answer);
      const std::string bytes = client.take();
      if (bytes.empty() && answer.empty()) return;
      peer.send(bytes);
    }
  }
  TlsPair& open() {
    server.start();
    talk();
    return *this;
  }
  [[nodiscard]] bool isOpen() const {
    return client.isOpen() && server.state == SecureStream::Handshake::done && !server.failed;
  }

  test::ManualLoop time;
  test::MemoryPeer peer{time.loop()};
  test::TlsClient client;
  Driver server;
};

/// The sizes of the records in ciphertext, without their heads.
inline std::vector<std::size_t> recordsIn(std::string_view wire) {
  std::vector<std::size_t> sizes;
  while (wire.size() >= 5) {
    const std::size_t size = static_cast<unsigned char>(wire[3]) * 256U + static_cast<unsigned char>(wire[4]);
    sizes.push_back(size);
    wire.remove_prefix(std::min(wire.size(), 5 + size));
  }
  return sizes;
}

inline std::string someText(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + (i * 7 + i / 251) % 26);
  return text;
}

}  // namespace serinus::transport
