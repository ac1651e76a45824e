#pragma once

#include <serinus/base/clock.hpp>

namespace serinus::server {

/// What is spoken on a connection: HTTP at first, then perhaps WebSocket or an event stream.
///
/// The connection moves bytes and tells; the protocol decides. No call is made while another of the same connection is
/// under way, and the connection outlives every call. What one throws, for want of memory, costs this connection: it is
/// cut off, and the next call is `onClosed`.
class Protocol {
public:
  virtual ~Protocol() = default;

  /// Unread bytes lie in the connection's inbox: consume what can be used now.
  virtual void onBytes() = 0;

  /// All that the peer sent has been read, and it will send no more. It may still read.
  virtual void onEnd() = 0;

  /// Reading is paused, and the peer has ended its side; bytes may lie unread before that end.
  virtual void onLeaving() {}

  /// The connection is lost; nothing can be sent. Last call before this object is destroyed, whoever closed.
  virtual void onClosed() noexcept = 0;

  /// The outbox has fallen to half of the high watermark or below after it had exceeded it.
  virtual void onDrained() {}

  /// The connection, asked to `tellOfWrites`, has tried to write. @returns whether more was queued: it tries again,
  /// unless it is blocked
  virtual bool onWritten() { return false; }

  /// A coroutine that this protocol waits for has ended, or `Connection::wakeProtocol()` was called.
  virtual void onWake() {}

  /// When `onDeadline` is to be called next; `TimePoint::max()` for never.
  [[nodiscard]] virtual TimePoint deadline() const noexcept { return TimePoint::max(); }
  virtual void onDeadline(TimePoint) {}

  /// Whether a call made to it may have brought its deadline forward. Where not, nobody need look.
  [[nodiscard]] virtual bool mayHasten() const noexcept { return true; }

  /// Whether the peer has to take what waits for it at a least rate (`Timeouts::writeMinRate`). Not where there are
  /// other rules for slow ones.
  [[nodiscard]] virtual bool demandsPace() const noexcept { return false; }

  /// The server stops: end in good order, as soon as what is under way allows.
  virtual void drain() = 0;

  /// Bytes that wait for the peer and are not in the connection's outbox yet.
  [[nodiscard]] virtual std::size_t waiting() const noexcept { return 0; }

  /// Bytes that have come from the peer and are kept: a body, or half a message.
  [[nodiscard]] virtual std::size_t kept() const noexcept { return 0; }

  /// Memory is short: drop what waits, and end. @returns whether it ends so, soon; otherwise it is cut off
  virtual bool shed() { return false; }

  /// Whether somebody still holds views into the inbox, so that its block must stay.
  [[nodiscard]] virtual bool holdsInput() const noexcept { return false; }
};

}  // namespace serinus::server
