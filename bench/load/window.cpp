#include "window.hpp"

#include <unistd.h>

namespace load {

Window::Window(const Options& options, Report& report)
    : report_(report),
      pid_(options.pid),
      start_(Clock::now() + std::chrono::duration_cast<Clock::duration>(options.warmup)),
      end_(start_ + std::chrono::duration_cast<Clock::duration>(options.time)) {}

bool Window::isOver() {
  const auto now = Clock::now();
  if (!isMeasuring_ && now >= start_) {
    const std::uint64_t errors = report_.errors;
    report_ = Report{.kind = report_.kind, .errors = errors, .latencies = {}};
    isMeasuring_ = true;
    mark(-1);
  }
  if (now < end_) return false;
  mark(1);
  return true;
}

void Window::mark(double sign) {
  report_.serverSeconds += sign * processorTime(pid_);
  report_.clientSeconds += sign * processorTime(::getpid());
  report_.seconds += sign * std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

}  // namespace load
