#pragma once

#include <serinus/app/lifecycle.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace notes {

/// A thread for what takes too long for a loop: one job after the other. `Offloaded` is how a handler waits for one.
class Worker : public serinus::OnApplicationShutdown {
public:
  static constexpr std::size_t mostWaiting = 32;

  Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() override;

  /// From any thread. @returns false when `mostWaiting` jobs wait already. @param job  throws nothing
  [[nodiscard]] bool submit(std::function<void()> job);

  /// Nobody waits for a job any more: those that have not begun are dropped, and the last one is waited for, since it
  /// posts to a loop.
  serinus::Task<> onApplicationShutdown() override;

private:
  void work(std::stop_token stop);
  void end() noexcept;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::function<void()>> jobs_;
  std::jthread thread_;  // uses all of the above
};

}  // namespace notes
