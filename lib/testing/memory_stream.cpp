#include "testing/memory_stream.hpp"

#include "runtime/loop_core.hpp"
#include "testing/harness_memory.hpp"

#include <algorithm>
#include <cstring>
#include <system_error>
#include <utility>

namespace serinus::test {

using transport::Transfer;

/// What lies between the two ends.
class MemoryPeer::Pipe final : public runtime::TurnEnd {
public:
  Pipe(Loop& loop, PeerAddress from) : address(std::move(from)), loop_(&loop) {}

  void tell(runtime::Readiness edge) {
    edge_.readable = edge_.readable || edge.readable;
    edge_.writable = edge_.writable || edge.writable;
    edge_.peerClosed = edge_.peerClosed || edge.peerClosed;
    edge_.failed = edge_.failed || edge.failed;
    hasEdge_ = true;
    if (watcher != nullptr) loop_->core().atTurnEnd(*this);
  }

  void lose(Loss how) {
    if (lost) return;
    switch (how) {
      case Loss::reset:
        lost = true;
        toServer.clear();
        toClient.clear();
        return tell({.readable = true, .writable = true, .peerClosed = true, .failed = true});
      case Loss::left:
        gone = clientEnded = true;
        toClient.clear();
        return tell({.readable = true, .peerClosed = true});
      case Loss::vanished:
        silent = true;
        reading = false;
        capacity = 0;
        return;
    }
  }

  /// @returns whether the operation finds the connection alive
  bool operate() {
    if (operations++ == loseAt) lose(loss);
    return !lost;
  }

  // The client's buffer has room for what is in flight, as far as it reads.
  void arrive(std::size_t count) {
    const HarnessMemory ours;
    count = std::min(count, toClient.size());
    received.append(toClient, 0, count);
    toClient.erase(0, count);
    if (toClient.empty() && serverEnded) clientSawEnd = true;
    if (count > 0 && std::exchange(writerWaits, false)) tell({.writable = true});
  }

  void onTurnEnd() noexcept override {
    if (reading) arrive(toClient.size());
    if (watcher == nullptr || !hasEdge_) return;
    static_cast<void>(operate());  // an operation of its own: a connection may be lost between two calls
    hasEdge_ = false;
    watcher->onReady(std::exchange(edge_, {}));
  }

  void deliverSoon() { loop_->core().atTurnEnd(*this); }

  PeerAddress address;
  std::string toServer;
  std::string toClient;
  std::string received;
  std::size_t capacity = unlimited;
  std::size_t operations = 0;
  std::size_t loseAt = unlimited;
  Loss loss = Loss::reset;
  transport::StreamWatcher* watcher = nullptr;
  bool reading = true;
  bool writerWaits = false;
  bool clientEnded = false;
  bool gone = false;    // the client has closed its socket
  bool silent = false;  // the client has vanished
  bool lost = false;
  bool serverEnded = false;
  bool clientSawEnd = false;
  bool aborted = false;
  bool closed = false;

private:
  Loop* loop_;
  runtime::Readiness edge_;
  bool hasEdge_ = false;
};

namespace {

class MemoryStream final : public transport::Stream {
public:
  explicit MemoryStream(std::shared_ptr<MemoryPeer::Pipe> pipe) : pipe_(std::move(pipe)) {}

  ~MemoryStream() override {
    pipe_->watcher = nullptr;
    pipe_->closed = true;
    const bool clean = !pipe_->aborted && pipe_->toServer.empty();
    if (!clean && !pipe_->lost) {
      pipe_->lost = true;
      pipe_->toClient.clear();
    }
    if (!pipe_->serverEnded && !pipe_->lost) endToClient();
  }

  void watch(transport::StreamWatcher& watcher) override {
    if (!pipe_->operate()) throw std::system_error(std::make_error_code(std::errc::no_space_on_device), "watch");
    pipe_->watcher = &watcher;
    pipe_->tell({.readable = !pipe_->toServer.empty() || pipe_->clientEnded,
                 .writable = true,
                 .peerClosed = pipe_->clientEnded});
  }

  Transfer read(MutableBytes into) noexcept override {
    const HarnessMemory ours;
    if (!pipe_->operate()) return {Transfer::Outcome::failed};
    std::string& bytes = pipe_->toServer;
    if (bytes.empty()) return {pipe_->clientEnded ? Transfer::Outcome::ended : Transfer::Outcome::wouldBlock};
    const std::size_t count = std::min(into.size(), bytes.size());
    std::memcpy(into.data(), bytes.data(), count);
    bytes.erase(0, count);
    return {Transfer::Outcome::moved, count};
  }

  Transfer write(std::span<const ByteView> pieces) noexcept override {
    const HarnessMemory ours;
    if (!pipe_->operate() || pipe_->serverEnded) return {Transfer::Outcome::failed};
    std::size_t count = 0;
    for (const ByteView piece : pieces) count += take(piece);
    if (pipe_->gone) pipe_->lose(Loss::reset);  // the answer to the first bytes that arrive
    if (count == 0) return {Transfer::Outcome::wouldBlock};
    pipe_->deliverSoon();
    return {Transfer::Outcome::moved, count};
  }

  void finish() noexcept override {
    if (pipe_->operate()) endToClient();
  }

  void abort() noexcept override { pipe_->aborted = true; }

  [[nodiscard]] PeerAddress peer() const override {
    const HarnessMemory ours;
    if (!pipe_->operate()) return {};
    return pipe_->address;
  }

private:
  std::size_t take(ByteView piece) {
    const std::size_t room = pipe_->capacity - std::min(pipe_->capacity, pipe_->toClient.size());
    const std::size_t count = std::min(room, piece.size());
    pipe_->writerWaits = pipe_->writerWaits || count < piece.size();
    if (!pipe_->gone) pipe_->toClient.append(asText(piece.first(count)));
    return count;
  }

  void endToClient() {
    pipe_->serverEnded = true;
    pipe_->deliverSoon();
  }

  std::shared_ptr<MemoryPeer::Pipe> pipe_;
};

}  // namespace

MemoryPeer::MemoryPeer(Loop& loop, PeerAddress address) : pipe_(std::make_shared<Pipe>(loop, std::move(address))) {}

MemoryPeer::~MemoryPeer() {
  lose(Loss::left);
}

std::unique_ptr<transport::Stream> MemoryPeer::stream() {
  return std::make_unique<MemoryStream>(pipe_);
}

void MemoryPeer::send(std::string_view bytes) {
  if (pipe_->lost || pipe_->clientEnded || pipe_->silent || bytes.empty()) return;
  if (pipe_->closed) {
    pipe_->lost = true;  // nobody is there: the answer is a reset
    return;
  }
  pipe_->toServer.append(bytes);
  pipe_->tell({.readable = true});
}

void MemoryPeer::end() {
  if (pipe_->silent || std::exchange(pipe_->clientEnded, true)) return;
  pipe_->tell({.readable = true, .peerClosed = true});
}

void MemoryPeer::lose(Loss loss) {
  pipe_->lose(loss);
}

void MemoryPeer::stopReading(std::size_t capacity) {
  pipe_->reading = false;
  pipe_->capacity = capacity;
  const bool hasRoom = pipe_->toClient.size() < capacity;
  if (hasRoom && std::exchange(pipe_->writerWaits, false)) pipe_->tell({.writable = true});
}

void MemoryPeer::read(std::size_t count) {
  pipe_->arrive(count);
}

void MemoryPeer::readAll() {
  if (pipe_->silent) return;
  pipe_->reading = true;
  pipe_->capacity = unlimited;
  pipe_->arrive(unlimited);
  if (std::exchange(pipe_->writerWaits, false)) pipe_->tell({.writable = true});
}

void MemoryPeer::loseAfter(std::size_t count, Loss loss) {
  pipe_->loseAt = count;
  pipe_->loss = loss;
}

std::size_t MemoryPeer::operations() const noexcept {
  return pipe_->operations;
}

const std::string& MemoryPeer::received() const noexcept {
  return pipe_->received;
}

std::string MemoryPeer::take() {
  return std::exchange(pipe_->received, {});
}

bool MemoryPeer::sawEnd() const noexcept {
  return pipe_->clientSawEnd;
}

bool MemoryPeer::wasReset() const noexcept {
  return pipe_->lost;
}

bool MemoryPeer::closed() const noexcept {
  return pipe_->closed;
}

std::size_t MemoryPeer::unread() const noexcept {
  return pipe_->toServer.size();
}

}  // namespace serinus::test
