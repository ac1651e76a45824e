#pragma once

#include "runtime/asio_version.hpp"
#include "runtime/block_pool.hpp"
#include "runtime/loop_locals.hpp"
#include "runtime/nested_set.hpp"
#include "runtime/poller.hpp"
#include "runtime/reserved_memory.hpp"
#include "runtime/timer_queue.hpp"
#include "runtime/timing_wheel.hpp"

#include <serinus/runtime/loop.hpp>

namespace serinus::runtime {

/// A place in a ring of such places.
struct TurnLink {
  TurnLink() noexcept = default;
  TurnLink(const TurnLink&) = delete;
  TurnLink& operator=(const TurnLink&) = delete;

  TurnLink* next = nullptr;
  TurnLink* previous = nullptr;
};

/// Work that waits for the end of the current loop turn. Queued at most once at a time; destroying it takes it out.
/// Queueing needs no memory.
class TurnEnd : TurnLink {
public:
  virtual void onTurnEnd() noexcept = 0;

protected:
  TurnEnd() noexcept = default;
  ~TurnEnd() { leave(); }

private:
  friend class TurnQueue;
  void leave() noexcept {
    if (next == nullptr) return;
    next->previous = previous;
    previous->next = next;
    next = previous = nullptr;
  }
};

/// Such work, in the order in which it came. It does not own it.
class TurnQueue {
public:
  TurnQueue() noexcept { ends_.next = ends_.previous = &ends_; }
  ~TurnQueue() {
    while (takeFirst() != nullptr) {
    }
  }
  TurnQueue(const TurnQueue&) = delete;
  TurnQueue& operator=(const TurnQueue&) = delete;

  [[nodiscard]] bool empty() const noexcept { return ends_.next == &ends_; }

  /// @returns false when it waits already, here or elsewhere
  bool add(TurnEnd& work) noexcept {
    if (work.next != nullptr) return false;
    work.next = &ends_;
    work.previous = ends_.previous;
    ends_.previous->next = &work;
    ends_.previous = &work;
    return true;
  }

  /// Null when it is empty.
  TurnEnd* takeFirst() noexcept {
    if (empty()) return nullptr;
    auto* const first = static_cast<TurnEnd*>(ends_.next);
    first->leave();
    return first;
  }

  /// All that waits elsewhere. @pre  this is empty
  void takeAll(TurnQueue& from) noexcept {
    if (from.empty()) return;
    ends_.next = from.ends_.next;
    ends_.previous = from.ends_.previous;
    ends_.next->previous = ends_.previous->next = &ends_;
    from.ends_.next = from.ends_.previous = &from.ends_;
  }

private:
  TurnLink ends_;
};

/// The inside of a loop: sockets first, then what was put off to the end of the turn, then timers.
///
/// A *turn* fetches the edges that are there (no wait), tells their watchers, and runs the turn-end work: one gathered
/// write for each connection that was sent to, and the burial of those that ended. It repeats while there is more to
/// do, up to a bound that lets Asio's own operations and timers have their share.
class LoopCore {
public:
  explicit LoopCore(Loop& loop);
  LoopCore(const LoopCore&) = delete;
  LoopCore& operator=(const LoopCore&) = delete;
  ~LoopCore();

  void run();
  void stop();

  /// Runs what is ready, at most `most` pieces of it, and does not wait. @returns how many there were.
  std::size_t poll(std::size_t most);

  /// When the current turn began.
  [[nodiscard]] TimePoint now() const noexcept { return now_; }
  /// Which turn it is: a number that no other has.
  [[nodiscard]] std::uint64_t turn() const noexcept { return turn_; }
  /// What the clock says at this moment.
  [[nodiscard]] TimePoint time() const noexcept { return clock_ == nullptr ? Clock::now() : *clock_; }

  /// From now on time is what stands in `clock`, and whoever moves it calls `tick`. For tests.
  void useClock(const TimePoint& clock) noexcept { clock_ = &clock; }
  /// Does what is due.
  void tick() noexcept;

  [[nodiscard]] asio::io_context& io() noexcept { return io_; }
  [[nodiscard]] Poller& poller() noexcept { return poller_; }
  [[nodiscard]] BlockPool& blocks() noexcept { return blocks_; }
  [[nodiscard]] LoopLocals& locals() noexcept { return locals_; }

  /// Runs `work.onTurnEnd()` at the end of the current turn; outside one (in an Asio completion), in a turn made for
  /// it.
  void atTurnEnd(TurnEnd& work) {
    if (turnEnds_.add(work) && !inTurn_) postTurn();
  }

  void addTimer(Timer& timer, TimePoint deadline);
  void schedule(WheelEntry& entry, TimePoint deadline);
  void hasten(WheelEntry& entry, TimePoint deadline);

private:
  static void onSetReady(void* self) noexcept { static_cast<LoopCore*>(self)->turns(); }
  void turns() noexcept;
  void runTurnEnds() noexcept;
  void postTurn();
  void armTimer(TimePoint deadline);
  void rearmTimer();

  Loop& loop_;
  const TimePoint* clock_ = nullptr;
  ReservedMemory reserved_;  // before what holds operations in it
  asio::io_context io_{1};
  asio::executor_work_guard<Executor> work_{io_.get_executor()};
  TimePoint now_ = Clock::now();
  std::uint64_t turn_ = 0;
  Poller poller_;
  TimerQueue timers_;
  TimingWheel wheel_{now_};
  bool wheelTurns_ = false;  // with ticks as long as it may have entries
  BlockPool blocks_;
  TurnQueue turnEnds_;
  bool inTurn_ = false;
  bool turnPosted_ = false;
  AsioTimer timer_{io_.get_executor()};
  TimePoint armed_ = TimePoint::max();
  NestedSet nested_;   // behind what its callback uses
  LoopLocals locals_;  // last: what is in there may use all the others until it is destroyed
};

}  // namespace serinus::runtime
