#include "app/stop_signals.hpp"

#include <atomic>
#include <cerrno>

#include <semaphore.h>
#include <unistd.h>

namespace serinus::app {

namespace {

enum class Phase { starting, awaiting, arrived };

// A signal handler sees nothing but globals.
std::atomic<Phase> phase = Phase::starting;
std::atomic<int> arrived = 0;
std::atomic<bool> hungUp = false;
struct Semaphore {
  Semaphore() { ::sem_init(&handle, 0, 0); }
  sem_t handle;
} arrival;
static_assert(std::atomic<Phase>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

extern "C" void onStopSignal(int signal) {
  const int before = errno;
  Phase expected = Phase::awaiting;
  if (!phase.compare_exchange_strong(expected, Phase::arrived)) ::_exit(1);
  arrived = signal;
  ::sem_post(&arrival.handle);
  errno = before;
}

extern "C" void onHangUp(int) {
  const int before = errno;
  hungUp = true;
  ::sem_post(&arrival.handle);
  errno = before;
}

}  // namespace

StopSignals::StopSignals(bool awaits, bool hearsHangUp) : hearsHangUp_(hearsHangUp) {
  phase = awaits ? Phase::awaiting : Phase::starting;
  hungUp = false;
  struct sigaction action{};
  action.sa_handler = &onStopSignal;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &interruptBefore_);
  ::sigaction(SIGTERM, &action, &terminateBefore_);
  action.sa_handler = &onHangUp;
  if (hearsHangUp_) ::sigaction(SIGHUP, &action, &hangUpBefore_);
}

StopSignals::~StopSignals() {
  if (hearsHangUp_) ::sigaction(SIGHUP, &hangUpBefore_, nullptr);
  ::sigaction(SIGINT, &interruptBefore_, nullptr);
  ::sigaction(SIGTERM, &terminateBefore_, nullptr);
}

void StopSignals::await() noexcept {
  Phase expected = Phase::starting;
  phase.compare_exchange_strong(expected, Phase::awaiting);
}

int StopSignals::wait() noexcept {
  for (;;) {
    while (::sem_wait(&arrival.handle) != 0) {
      // EINTR: another signal was handled.
    }
    if (phase == Phase::arrived) return arrived;
    if (hungUp.exchange(false)) return SIGHUP;
  }
}

}  // namespace serinus::app
