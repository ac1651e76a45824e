#pragma once

#include "runtime/loop_core.hpp"
#include "runtime/spares.hpp"
#include "server/connection_limiter.hpp"
#include "server/inflation_turns.hpp"
#include "server/protocol.hpp"
#include "server/write_pace.hpp"
#include "transport/inbox.hpp"
#include "transport/outbox.hpp"
#include "transport/stream.hpp"
#include "ws/deflate_pool.hpp"

#include <serinus/runtime/loop.hpp>
#include <serinus/server/memory_use.hpp>
#include <serinus/server/timeouts.hpp>

#include <memory>

namespace serinus::server {

/// Where outboxes come from and go back to when they are empty; one a loop.
class OutboxPool {
public:
  /// A message for all has as many in use at a time: 2 MiB and a bit.
  static constexpr std::size_t most = 1024;

  [[nodiscard]] std::unique_ptr<transport::Outbox> take() {
    return spare_.empty() ? std::make_unique<transport::Outbox>() : spare_.take();
  }
  void give(std::unique_ptr<transport::Outbox> outbox) noexcept { spare_.give(std::move(outbox)); }

private:
  runtime::Spares<transport::Outbox, most> spare_;
};

class Connection;
class MessagePool;
class RequestPool;

/// The owner of the connections of one loop.
class ConnectionOwner {
public:
  /// Destroys `connection`; called at the end of a turn, with nothing of it on the stack but its caller.
  virtual void bury(Connection& connection) noexcept = 0;

protected:
  ~ConnectionOwner() = default;
};

/// What the connections of a loop share.
struct ConnectionHost {
  Loop& loop;
  OutboxPool& outboxes;
  RequestPool& requests;
  MessagePool& messages;
  ws::DeflatePool& deflate;
  ConnectionOwner& owner;
  const Timeouts& timeouts;
  ConnectionLimiter& limiter;
  InflationTurns inflation = {};
  OverloadLevel overload = OverloadLevel::normal;
  Timeouts shortened = {};  // meant while that is not normal

  /// How long it waits for bytes of clients.
  [[nodiscard]] const Timeouts& patience() const noexcept {
    return overload == OverloadLevel::normal ? timeouts : shortened;
  }
};

/// One peer: reads when it may, writes what waits, once each per wake-up, and keeps the time.
///
/// What is said in the name of the protocol is queued (`out()`) and leaves in one gathered write at the end of the
/// batch of bytes being processed, or of the current loop turn.
class Connection final : transport::StreamWatcher, runtime::TurnEnd, runtime::WheelEntry {
public:
  static constexpr std::size_t highWatermark = std::size_t{256} * 1024;

  Connection(ConnectionHost& host, std::unique_ptr<transport::Stream> stream, ConnectionLimiter::Place place);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Begins to read, for `protocol`.
  void start(std::unique_ptr<Protocol> protocol);

  /// From now on another protocol speaks; the bytes not yet consumed are its. To be called from the old one, which is
  /// destroyed at the end of the turn.
  void become(std::unique_ptr<Protocol> protocol);

  [[nodiscard]] Loop& loop() noexcept { return host_->loop; }
  [[nodiscard]] RequestPool& requests() noexcept { return host_->requests; }
  [[nodiscard]] MessagePool& messages() noexcept { return host_->messages; }
  [[nodiscard]] ws::DeflatePool& deflatePool() noexcept { return host_->deflate; }
  [[nodiscard]] const Timeouts& timeouts() const noexcept { return host_->timeouts; }
  /// The same where it is about bytes of the client: less of it while memory is short.
  [[nodiscard]] const Timeouts& patience() const noexcept { return host_->patience(); }
  [[nodiscard]] OverloadLevel overload() const noexcept { return host_->overload; }
  [[nodiscard]] ConnectionLimiter& limiter() noexcept { return host_->limiter; }
  [[nodiscard]] TimePoint now() const noexcept { return host_->loop.core().now(); }
  [[nodiscard]] transport::Inbox& in() noexcept { return in_; }
  /// The client: who is at the other end, unless it speaks for somebody else.
  [[nodiscard]] PeerAddress peer() const { return client_ ? *client_ : stream_->peer(); }
  [[nodiscard]] PeerAddress otherEnd() const { return stream_->peer(); }
  /// What comes next is that client's.
  void speaksFor(const PeerAddress& client) { client_ = std::make_unique<PeerAddress>(client); }

  /// What is to be written; whatever is appended leaves at the end of the batch or turn.
  [[nodiscard]] transport::Outbox& out() { return out_ ? *out_ : lendOut(); }
  /// Has something appended that means something as a whole alone. Without the memory for all of it the connection is
  /// over: what follows half of it would be taken for its rest. @throws std::bad_alloc
  template <class Append>
  void append(Append append) {
    try {
      append(out());
    } catch (...) {
      abort();
      throw;
    }
  }
  [[nodiscard]] std::size_t queued() const noexcept { return out_ ? out_->size() : 0; }
  /// Bytes that are held for the peer: those that wait for it, and those that have come from it and are not done with.
  [[nodiscard]] std::size_t held() const noexcept {
    return state_ == State::dead ? 0 : queued() + protocol_->waiting() + in_.size() + protocol_->kept();
  }
  [[nodiscard]] bool congested() const noexcept { return congested_; }
  /// Whether the system took less than it was offered: what is queued now waits for the peer.
  [[nodiscard]] bool blocked() const noexcept { return blocked_; }

  /// Whether so many bytes more can be written at once, or wait within `limit`. Where they would be too many, the
  /// peer is first offered what is queued: a burst is no sign of a slow one.
  [[nodiscard]] bool hasRoomFor(std::size_t size, std::size_t limit) {
    if (blocked_) return false;
    if (queued() + size <= limit) return true;
    flush();
    return !blocked_;
  }

  /// Calls the protocol's `onWritten` after each attempt to write, until it is told otherwise.
  void tellOfWrites(bool tell) noexcept { tellsOfWrites_ = tell; }

  /// Writes now what is queued, as far as the peer takes it.
  void flush();

  /// Writes now what is queued and copies what is borrowed of the rest: whoever lent it takes it back.
  void settleOutput();

  void pauseReading() noexcept { paused_ = true; }
  void resumeReading();
  [[nodiscard]] bool readingPaused() const noexcept { return paused_; }

  /// Whether what was received may be inflated now. Where not, the protocol's `onWake` is called when it may ask again.
  [[nodiscard]] bool mayInflate();
  void inflated(std::size_t bytes) noexcept { host_->inflation.made(bytes); }

  /// Calls the protocol's `onWake` at the end of the turn.
  void wakeProtocol();

  /// To be called when the protocol's `deadline()` may have become earlier outside of the calls made to it.
  void deadlineChanged();

  /// Writes what is queued, then closes so that the peer can still read it.
  void finish();
  [[nodiscard]] bool finishing() const noexcept { return state_ != State::open; }

  /// Reads what has come already, for the protocol; finishes where that is nothing.
  void finishUnlessMoreCame();

  /// Cuts the connection off; the peer sees a reset.
  void abort() noexcept;

  /// Memory is short: ends the connection for what is held for its client.
  void shed() noexcept;

  /// Lets the protocol end in good order.
  void drain() noexcept;

  // The owner's to use.
  std::uint32_t index = 0;  ///< among its connections
  ConnectionLimiter::Place limiterPlace;

private:
  enum class State : unsigned char {
    open,
    flushing,   // finish() was called: writes what is queued
    lingering,  // no more is written; reads until the peer ends too, or has sent too much
    dead,       // waits for its burial
  };

  void onReady(runtime::Readiness readiness) noexcept override;
  [[nodiscard]] runtime::Poller& poller() noexcept override { return host_->loop.core().poller(); }
  void onTurnEnd() noexcept override;
  void onDeadline(TimePoint now) noexcept override;
  /// What has no memory costs this connection, and no other.
  template <class Work>
  void guarded(Work work) noexcept {
    try {
      work();
    } catch (...) {
      delivering_ = false;
      abort();
    }
  }
  [[nodiscard]] transport::Outbox& lendOut();
  void readSome();
  void discardSome();
  void deliver();
  void die() noexcept;
  void lose() noexcept;
  void linger();
  /// How much the stream was offered, and what it took.
  struct Offer {
    std::size_t size;
    transport::Transfer transfer;
  };
  [[nodiscard]] Offer offerOutput() noexcept;
  [[nodiscard, gnu::noinline]] Offer offerPieces() noexcept;  // its array does not belong into everybody's frame
  void write();
  void allWritten() noexcept;
  [[nodiscard]] TimePoint paceDeadline() const noexcept;
  [[nodiscard]] TimePoint nextDeadline() const noexcept;
  void cutOff(Limit limit) noexcept;

  // In this order there are no gaps: idle connections are many.
  ConnectionHost* host_;
  std::unique_ptr<transport::Stream> stream_;
  std::unique_ptr<Protocol> protocol_;
  std::unique_ptr<Protocol> retired_;
  std::unique_ptr<transport::Outbox> out_;
  std::unique_ptr<PeerAddress> client_;  // of a proxy
  TimePoint since_{};                    // of the last progress of the write that waits, or of the linger
  [[no_unique_address]] WritePace pace_;
  State state_ = State::open;
  bool paused_ : 1 = false;
  bool readable_ : 1 = false;   // an edge told of bytes that were not all read
  bool unseen_ : 1 = false;     // bytes may lie in the inbox that this protocol was not shown
  bool peerEnded_ : 1 = false;  // the peer has sent its last byte; it may not have been read yet
  bool leavingTold_ : 1 = false;
  bool delivering_ : 1 = false;
  bool wake_ : 1 = false;
  bool lastLook_ : 1 = false;  // finishes when there is nothing to read
  bool waitsToInflate_ = false;
  bool blocked_ : 1 = false;  // the kernel took no more; the next edge says when it does
  bool congested_ : 1 = false;
  bool tellsOfWrites_ : 1 = false;
  [[no_unique_address]] transport::Inbox in_;
  std::uint32_t discarded_ = 0;  // bytes that came after `finish()`, as far as that can count
};

static_assert(sizeof(void*) > 8 || sizeof(Connection) <= 168, "there is one for each idle client");

}  // namespace serinus::server
