#include "testing/manual_loop.hpp"

#include "runtime/loop_core.hpp"

#include <algorithm>
#include <stdexcept>

#include <poll.h>

namespace serinus::test {

namespace {
// Far more than any test has to do at one moment.
constexpr std::size_t endless = 1'000'000;
}  // namespace

ManualLoop::ManualLoop() : now_(loop_.now()) {
  loop_.core().useClock(now_);
}

void ManualLoop::settle() {
  if (loop_.core().poll(endless) == endless) throw std::logic_error("the loop does not come to rest");
}

bool ManualLoop::waitFor(const std::function<bool()>& done) {
  const TimePoint latest = Clock::now() + std::chrono::seconds(10);
  for (;;) {
    settle();
    if (done()) return true;
    if (Clock::now() >= latest) return false;
    pollfd sockets{loop_.core().poller().descriptor(), POLLIN, 0};
    ::poll(&sockets, 1, 100);
  }
}

void ManualLoop::pass(Duration duration, Duration step) {
  settle();
  for (const TimePoint end = now_ + duration; now_ < end;) {
    now_ = std::min(now_ + step, end);
    loop_.post([this] { loop_.core().tick(); });
    settle();
  }
}

void ManualLoop::pauseProcess(Duration duration, const std::function<void()>& meanwhile) {
  settle();
  now_ += duration;
  // From inside the loop, so that nothing comes between what happens meanwhile and the tick.
  loop_.post([this, &meanwhile] {
    meanwhile();
    loop_.core().tick();
  });
  settle();
}

}  // namespace serinus::test
