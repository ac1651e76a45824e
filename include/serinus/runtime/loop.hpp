#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/base/function.hpp>

#include <cstddef>
#include <memory>

namespace asio {
class io_context;
}

namespace serinus::runtime {
class LoopCore;
}

namespace serinus {

/// An event loop: one thread, its connections, its timers. Everything a connection owns is touched on its loop alone.
///
/// All members but `post` and `stop` are for the loop's own thread.
class Loop {
public:
  Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  /// Runs until `stop()`. At most one thread may be in here.
  void run();

  /// Ends `run()`. From any thread.
  void stop();

  /// Runs `work` on the loop, soon, in the order of the calls. From any thread. What `work` throws ends the process:
  /// catch inside.
  void post(UniqueFunction<void()> work);

  /// The time at which the current turn began (`CLOCK_MONOTONIC`).
  [[nodiscard]] TimePoint now() const noexcept;

  [[nodiscard]] bool isCurrent() const noexcept { return current() == this; }

  /// The loop this thread runs, or null.
  [[nodiscard]] static Loop* current() noexcept;

  /// Asio's side of the loop (`#include <serinus/asio.hpp>` to use it).
  [[nodiscard]] asio::io_context& io() noexcept;

  /// The library's own side; not for applications.
  [[nodiscard]] runtime::LoopCore& core() noexcept { return *core_; }

private:
  std::unique_ptr<runtime::LoopCore> core_;
};

}  // namespace serinus
