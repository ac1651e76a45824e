#pragma once

#include <csignal>

namespace serinus::app {

/// SIGINT and SIGTERM, as long as it lives; one at a time in a process.
///
/// A signal ends the process at once, with exit code 1, but for the first one after `await`: that one `wait` returns.
/// SIGHUP is another matter: where it is wanted `wait` returns it again and again, and it ends nothing.
/// By a handler rather than the system's default, which the first process of a container does not have.
class StopSignals {
public:
  /// @param awaits  as if `await` had been called
  /// @param hearsHangUp  SIGHUP is wanted
  StopSignals(bool awaits, bool hearsHangUp);
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  /// From now on the first signal is asked for. From any thread; once is enough.
  static void await() noexcept;

  /// Blocks until it comes, or a SIGHUP. @returns its number
  [[nodiscard]] static int wait() noexcept;

private:
  struct sigaction interruptBefore_{};
  struct sigaction terminateBefore_{};
  struct sigaction hangUpBefore_{};
  bool hearsHangUp_;
};

}  // namespace serinus::app
