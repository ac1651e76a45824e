#include "base/log_drain.hpp"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

namespace serinus::base {
namespace {

constexpr int lookAround = 50;  // ms between two looks at `stopping_` while the descriptor takes nothing

}  // namespace

LogDrain::LogDrain(int fd, std::size_t maxQueued, DropReport report)
    : fd_(fd), maxQueued_(maxQueued), report_(std::move(report)) {}

void LogDrain::start() {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  // Blocked here and inherited: inside the thread there would be a moment in which it could receive one.
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    thread_ = std::thread([self = shared_from_this()] { self->run(); });
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void LogDrain::add(std::string_view line) {
  {
    const std::lock_guard lock(mutex_);
    if (line.size() <= maxQueued_ - std::min(maxQueued_, queued_.size() + writing_)) {
      queued_ += line;
      added_ += line.size();
    } else {
      ++dropped_;
    }
  }
  wake_.notify_one();
}

void LogDrain::addDropped() noexcept {
  {
    const std::lock_guard lock(mutex_);
    ++dropped_;
  }
  wake_.notify_one();
}

bool LogDrain::flush(TimePoint until) {
  std::unique_lock lock(mutex_);
  const std::uint64_t target = added_;
  return progress_.wait_until(lock, until, [&] { return settled_ >= target; });
}

void LogDrain::finish(TimePoint until) {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  stopBy_ = until;
  wake_.notify_one();
  const bool ended =
      progress_.wait_until(lock, until + std::chrono::milliseconds(4 * lookAround), [this] { return ended_; });
  lock.unlock();
  if (ended)
    thread_.join();
  else
    thread_.detach();  // inside a write that does not return: the state stays alive with it
}

void LogDrain::run() {
  std::string batch;
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !queued_.empty() || dropped_ != 0; });
    batch.clear();
    batch.swap(queued_);
    const std::uint64_t dropped = std::exchange(dropped_, 0);
    if (batch.empty() && dropped == 0) break;
    const std::size_t taken = batch.size();
    writing_ = taken;
    lock.unlock();

    write(batch);
    // The dropped lines found the queue full, so they came after those in the batch.
    if (dropped != 0) writeReport(dropped);

    lock.lock();
    writing_ = 0;
    settled_ += taken;
    progress_.notify_all();
  }
  ended_ = true;
  progress_.notify_all();
}

void LogDrain::writeReport(std::uint64_t dropped) {
  try {
    write(report_(dropped));
  } catch (const std::bad_alloc&) {
    // Without memory for one sentence, the count is lost as well: trying again at once would only spin.
  }
}

void LogDrain::write(std::string_view text) {
  while (!text.empty() && waitWritable()) {
    // A pipe that polls as writable takes PIPE_BUF bytes without blocking; more could block however little is read.
    const ssize_t written = ::write(fd_, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (written < 0 && errno == EAGAIN) {
      ::poll(nullptr, 0, lookAround);  // some devices say so right after they polled as writable
    } else if (written == 0 || errno != EINTR) {
      return;  // a full disk, or a reader gone: nobody could be told
    }
  }
}

/// Waits as long as it takes, and once stopping until the deadline.
bool LogDrain::waitWritable() {
  for (;;) {
    if (gaveUp()) return false;
    pollfd waiting{fd_, POLLOUT, 0};
    if (::poll(&waiting, 1, lookAround) > 0) return true;  // also on an error, which the write will name
  }
}

bool LogDrain::gaveUp() {
  const std::lock_guard lock(mutex_);
  return stopping_ && Clock::now() >= stopBy_;
}

}  // namespace serinus::base
