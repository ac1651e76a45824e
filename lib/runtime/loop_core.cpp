#include "runtime/loop_core.hpp"

#include <algorithm>
#include <utility>

namespace serinus::runtime {

namespace {
// Turns in a row before Asio's own operations and the timers get their share.
constexpr int turnsInARow = 16;
constexpr int manyEdges = 4;
// A tick that is so late was held up, by a pause of the process perhaps.
constexpr Duration muchLate = std::chrono::seconds(1);
constexpr int turnsAfterAPause = 64;  // in all, for a million sockets
thread_local Loop* currentLoop = nullptr;
}  // namespace

LoopCore::LoopCore(Loop& loop) : loop_(loop), nested_(io_, poller_.descriptor(), &LoopCore::onSetReady, this) {}
LoopCore::~LoopCore() = default;

void LoopCore::run() {
  Loop* const outer = std::exchange(currentLoop, &loop_);
  now_ = time();
  io_.run();
  io_.restart();
  currentLoop = outer;
}

std::size_t LoopCore::poll(std::size_t most) {
  Loop* const outer = std::exchange(currentLoop, &loop_);
  now_ = time();
  std::size_t count = 0;
  while (count < most && io_.poll_one() > 0) ++count;
  io_.restart();
  currentLoop = outer;
  return count;
}

void LoopCore::stop() {
  io_.stop();
}

void LoopCore::turns() noexcept {
  inTurn_ = true;
  bool more = true;
  for (int i = 0; more && i < turnsInARow; ++i) {
    now_ = time();
    ++turn_;
    const int edges = poller_.poll();
    runTurnEnds();
    // A few edges are all there were: later ones make a new edge of the set itself. Many promise more: asking the set
    // again is cheaper than a trip through Asio.
    more = edges >= manyEdges || !turnEnds_.empty();
  }
  inTurn_ = false;
  if (more) postTurn();
}

void LoopCore::runTurnEnds() noexcept {
  // What is put off while these run belongs to the next turn: a connection that is never done does not starve others.
  TurnQueue due;
  due.takeAll(turnEnds_);
  while (TurnEnd* const work = due.takeFirst()) work->onTurnEnd();
}

void LoopCore::postTurn() {
  if (std::exchange(turnPosted_, true)) return;
  asio::post(io_.get_executor(), Reserved(reserved_, [this] {
               turnPosted_ = false;
               turns();
             }));
}

void LoopCore::addTimer(Timer& timer, TimePoint deadline) {
  timers_.add(timer, deadline);
  armTimer(deadline);
}

void LoopCore::schedule(WheelEntry& entry, TimePoint deadline) {
  const bool first = !std::exchange(wheelTurns_, true);
  if (first) wheel_.advance(now_);  // bring it to the present
  wheel_.schedule(entry, deadline);
  if (first) armTimer(wheel_.nextTick());
}

void LoopCore::hasten(WheelEntry& entry, TimePoint deadline) {
  if (entry.scheduled())
    wheel_.hasten(entry, deadline);
  else
    schedule(entry, deadline);
}

void LoopCore::armTimer(TimePoint deadline) {
  if (deadline >= armed_ || clock_ != nullptr) return;
  armed_ = deadline;
  timer_.expires_at(deadline);
  timer_.async_wait(Reserved(reserved_, [this](const asio::error_code& error) {
    if (!error) tick();
  }));
}

void LoopCore::tick() noexcept {
  armed_ = TimePoint::max();
  // After a pause of the whole process the sockets are asked first, all of them: a peer that did answer in time is not
  // judged dead.
  const bool isLate = time() > wheel_.nextTick() + muchLate;
  turns();
  for (int i = 1; isLate && poller_.wasFull() && i < turnsAfterAPause; ++i) turns();
  now_ = time();
  inTurn_ = true;
  timers_.expire(now_);
  wheel_.advance(now_);
  runTurnEnds();
  inTurn_ = false;
  if (!turnEnds_.empty()) postTurn();
  rearmTimer();
}

void LoopCore::rearmTimer() {
  wheelTurns_ = !wheel_.empty();
  TimePoint next = wheelTurns_ ? std::max(wheel_.nextTick(), now_) : TimePoint::max();
  if (const auto deadline = timers_.nextDeadline()) next = std::min(next, *deadline);
  if (next != TimePoint::max()) armTimer(next);
}

}  // namespace serinus::runtime

namespace serinus {

Loop::Loop() : core_(std::make_unique<runtime::LoopCore>(*this)) {}
Loop::~Loop() = default;
void Loop::run() {
  core_->run();
}
void Loop::stop() {
  core_->stop();
}
void Loop::post(UniqueFunction<void()> work) {
  asio::post(core_->io().get_executor(), std::move(work));
}
TimePoint Loop::now() const noexcept {
  return core_->now();
}
Loop* Loop::current() noexcept {
  return runtime::currentLoop;
}
asio::io_context& Loop::io() noexcept {
  return core_->io();
}

namespace runtime {

void SleepAwaiter::await_suspend(std::coroutine_handle<> sleeper) {
  sleeper_ = sleeper;
  loop_->core().addTimer(*this, loop_->core().time() + std::max(duration_, Duration::zero()));
}

}  // namespace runtime
}  // namespace serinus
