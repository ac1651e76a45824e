#include "server/connection.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace serinus::server {

using transport::Transfer;

Connection::Connection(ConnectionHost& host, std::unique_ptr<transport::Stream> stream, ConnectionLimiter::Place place)
    : limiterPlace(place), host_(&host), stream_(std::move(stream)) {}

Connection::~Connection() {
  host_->inflation.leave(waitsToInflate_);
  if (protocol_) protocol_->onClosed();
  if (out_) {
    out_->clear();
    host_->outboxes.give(std::move(out_));
  }
  in_.consume(in_.size());
  in_.settle(host_->loop.core().blocks());
}

void Connection::start(std::unique_ptr<Protocol> protocol) {
  protocol_ = std::move(protocol);
  since_ = now();
  stream_->watch(*this);
  deadlineChanged();
}

void Connection::become(std::unique_ptr<Protocol> protocol) {
  retired_ = std::exchange(protocol_, std::move(protocol));
  paused_ = leavingTold_ = false;
  unseen_ = true;
  host_->loop.core().atTurnEnd(*this);
  deadlineChanged();
}

transport::Outbox& Connection::lendOut() {
  host_->outboxes.take().swap(out_);
  since_ = now();
  if (!delivering_) host_->loop.core().atTurnEnd(*this);
  return *out_;
}

void Connection::onReady(runtime::Readiness readiness) noexcept {
  if (readiness.readable) readable_ = true;
  if (readiness.peerClosed) peerEnded_ = true;
  guarded([&] {
    if (readiness.writable && blocked_) {
      blocked_ = false;
      flush();
    }
    // A reset leaves nothing to read or to answer; a handler that waits is told at once.
    if (readiness.failed && paused_) return lose();
    readSome();
  });
}

void Connection::readSome() {
  if (state_ == State::open && !paused_ && unseen_ && !in_.empty()) deliver();
  if (state_ == State::dead || !readable_) return;
  if (state_ != State::open) return discardSome();
  if (paused_) {
    const bool isNews = peerEnded_ && !leavingTold_;
    leavingTold_ = peerEnded_;
    if (isNews) protocol_->onLeaving();
    return;
  }
  auto& blocks = host_->loop.core().blocks();
  const MutableBytes room = in_.prepare(blocks);
  const Transfer transfer = stream_->read(room);
  switch (transfer.outcome) {
    case Transfer::Outcome::moved:
      lastLook_ = false;
      in_.commit(transfer.bytes);
      // A short read has emptied the socket; an end that was already announced makes no edge of its own.
      readable_ = transfer.bytes == room.size() || peerEnded_;
      if (readable_) host_->loop.core().atTurnEnd(*this);
      return deliver();
    case Transfer::Outcome::wouldBlock:
      readable_ = false;
      if (!protocol_->holdsInput()) in_.settle(blocks);
      if (lastLook_) finish();
      lastLook_ = false;
      return;
    case Transfer::Outcome::ended:
      readable_ = false;
      peerEnded_ = true;
      protocol_->onEnd();
      if (!protocol_->holdsInput()) in_.settle(blocks);
      return;
    case Transfer::Outcome::failed:
      if (!protocol_->holdsInput()) in_.settle(blocks);
      return lose();
  }
}

void Connection::deliver() {
  unseen_ = false;
  delivering_ = true;
  protocol_->onBytes();
  delivering_ = false;
  settleOutput();
  if (protocol_->mayHasten()) deadlineChanged();
  if (state_ != State::dead && !protocol_->holdsInput()) in_.settle(host_->loop.core().blocks());
  if (retired_) host_->loop.core().atTurnEnd(*this);
}

void Connection::settleOutput() {
  flush();
  if (out_) out_->settle();
}

void Connection::flush() {
  write();
  while (tellsOfWrites_ && state_ != State::dead && protocol_->onWritten() && !blocked_) write();
}

Connection::Offer Connection::offerOutput() noexcept {
  const ByteView first = out_->frontPiece();
  if (first.size() == out_->size()) return {first.size(), stream_->write({&first, 1})};
  return offerPieces();
}

Connection::Offer Connection::offerPieces() noexcept {
  std::array<ByteView, 64> pieces;
  const std::size_t count = out_->pieces(pieces);
  std::size_t offered = 0;
  for (std::size_t i = 0; i < count; ++i) offered += pieces[i].size();
  return {offered, stream_->write(std::span(pieces).first(count))};
}

void Connection::write() {
  while (out_ && !out_->empty() && !blocked_ && state_ != State::dead) {
    const Offer offer = offerOutput();
    if (offer.transfer.outcome == Transfer::Outcome::failed) return lose();
    if (offer.transfer.bytes > 0) {
      since_ = now();
      pace_.onTaken(offer.transfer.bytes, since_, host_->timeouts);
      const bool isAll = offer.transfer.bytes == out_->size();
      if (isAll && !congested_ && state_ == State::open) return allWritten();
    }
    out_->consume(offer.transfer.bytes);
    blocked_ = offer.transfer.bytes < offer.size;
  }
  const std::size_t waiting = queued();
  if (waiting > highWatermark) congested_ = true;
  if (waiting == 0 && out_) allWritten();
  if (blocked_ && waiting > 0) {
    pace_.onWaiting(now(), host_->timeouts);
    deadlineChanged();
  }
  if (congested_ && waiting <= highWatermark / 2) {
    congested_ = false;
    if (state_ == State::open) protocol_->onDrained();
  }
  if (state_ == State::flushing && queued() == 0) linger();  // not `waiting`: the protocol may have said more
}

void Connection::allWritten() noexcept {
  out_->consume(out_->size());
  host_->outboxes.give(std::move(out_));
  pace_.onNothingWaits();
}

void Connection::resumeReading() {
  paused_ = leavingTold_ = false;
  unseen_ = true;  // what lies in the inbox; of what lies in the socket an edge has told, also while nobody looked
  host_->loop.core().atTurnEnd(*this);
  deadlineChanged();
}

bool Connection::mayInflate() {
  if (host_->inflation.mayBegin(host_->loop.core().turn(), waitsToInflate_)) return true;
  wakeProtocol();
  return false;
}

void Connection::wakeProtocol() {
  wake_ = true;
  host_->loop.core().atTurnEnd(*this);
}

void Connection::onTurnEnd() noexcept {
  retired_.reset();
  if (state_ == State::dead) return host_->owner.bury(*this);  // the last act: *this is gone
  guarded([this] {
    if (wake_) {
      wake_ = false;
      delivering_ = true;
      protocol_->onWake();
      delivering_ = false;
      settleOutput();  // the next read may overwrite what was lent
      if (protocol_->mayHasten()) deadlineChanged();
    }
    if (readable_ || unseen_) readSome();
    settleOutput();
  });
}

void Connection::finish() {
  if (state_ != State::open) return;
  state_ = State::flushing;
  since_ = now();
  in_.consume(in_.unread().size());
  host_->loop.core().atTurnEnd(*this);
  deadlineChanged();
}

void Connection::finishUnlessMoreCame() {
  if (paused_) return finish();
  lastLook_ = readable_ = true;
  resumeReading();
}

// Closing a socket that holds unread bytes would reset the connection and could destroy the last answer before the peer
// has read it: end our side, then read the peer's rest away until it ends its own. Of one that sends too much the rest
// is left where it is, and its time runs all the same: it may still read.
void Connection::linger() {
  state_ = State::lingering;
  since_ = now();
  stream_->finish();
  readable_ = true;
  deadlineChanged();
  discardSome();
}

void Connection::discardSome() {
  auto& blocks = host_->loop.core().blocks();
  const std::size_t most = host_->timeouts.lingerBytes;
  for (int i = 0; i < 4 && state_ != State::dead; ++i) {
    if (discarded_ > most) return;
    const std::size_t room = std::min(runtime::BlockPool::blockSize - 1, most - discarded_) + 1;
    auto block = blocks.take();
    const Transfer transfer = stream_->read({block.get(), room});
    blocks.give(std::move(block));
    discarded_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(discarded_ + transfer.bytes, UINT32_MAX));
    if (transfer.outcome == Transfer::Outcome::moved) continue;
    readable_ = false;
    if (transfer.outcome == Transfer::Outcome::wouldBlock) return;
    // The peer has ended. While flushing it may still read what we have to say.
    if (transfer.outcome == Transfer::Outcome::failed) return lose();
    if (state_ == State::lingering) die();
    return;
  }
  if (state_ != State::dead) host_->loop.core().atTurnEnd(*this);
}

void Connection::abort() noexcept {
  if (state_ == State::dead) return;
  stream_->abort();
  die();
}

// The network says that it is gone.
void Connection::lose() noexcept {
  if (state_ != State::dead && stream_->wasUnacknowledged()) host_->limiter.count(Limit::unacknowledged);
  die();
}

void Connection::die() noexcept {
  if (state_ == State::dead) return;
  state_ = State::dead;
  host_->loop.core().atTurnEnd(*this);
}

void Connection::drain() noexcept {
  guarded([this] {
    if (state_ == State::open) protocol_->drain();
  });
}

void Connection::shed() noexcept {
  guarded([this] {
    if (state_ == State::dead || (state_ == State::open && protocol_->shed())) return;
    cutOff(Limit::memoryShed);
  });
}

TimePoint Connection::nextDeadline() const noexcept {
  TimePoint next = TimePoint::max();
  if (state_ == State::open) next = protocol_->deadline();
  if (state_ == State::lingering) next = std::min(next, since_ + host_->timeouts.linger);
  if (queued() > 0) next = std::min({next, since_ + host_->timeouts.writeStall, paceDeadline()});
  return next;
}

TimePoint Connection::paceDeadline() const noexcept {
  return protocol_->demandsPace() ? pace_.deadline() : TimePoint::max();
}

void Connection::cutOff(Limit limit) noexcept {
  host_->limiter.count(limit);
  abort();
}

void Connection::deadlineChanged() {
  const TimePoint next = nextDeadline();
  if (next == TimePoint::max()) return WheelEntry::cancel();
  host_->loop.core().hasten(*this, next);
}

void Connection::onDeadline(TimePoint now) noexcept {
  if (state_ == State::dead) return;
  if (queued() > 0 && now >= since_ + host_->timeouts.writeStall) return cutOff(Limit::writeStall);
  if (queued() > 0 && now >= paceDeadline()) return cutOff(Limit::writeRate);
  guarded([&] {
    if (state_ == State::lingering) {
      if (now < since_ + host_->timeouts.linger) return deadlineChanged();
      host_->limiter.count(discarded_ > host_->timeouts.lingerBytes ? Limit::lingerSize : Limit::lingerTime);
      return die();
    }
    if (state_ == State::open && now >= protocol_->deadline()) protocol_->onDeadline(now);
    if (state_ != State::dead) deadlineChanged();
  });
}

}  // namespace serinus::server
