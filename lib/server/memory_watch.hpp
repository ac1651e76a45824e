#pragma once

#include "base/memory_source.hpp"
#include "server/loop_server.hpp"
#include "server/memory_pressure.hpp"

#include <serinus/base/log.hpp>
#include <serinus/runtime/sleep.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace serinus::server {

/// What was last seen of the memory. From any thread.
class MemoryGauge {
public:
  void tell(const MemoryUse& use) noexcept {
    level_.store(use.level, std::memory_order_relaxed);
    used_.store(use.used, std::memory_order_relaxed);
    budget_.store(use.budget, std::memory_order_relaxed);
  }
  [[nodiscard]] MemoryUse read() const noexcept {
    return {level_.load(std::memory_order_relaxed), used_.load(std::memory_order_relaxed),
            budget_.load(std::memory_order_relaxed)};
  }

private:
  std::atomic<OverloadLevel> level_ = OverloadLevel::normal;
  std::atomic<std::uint64_t> used_ = 0;
  std::atomic<std::uint64_t> budget_ = 0;
};

/// Looks every 250 ms how much memory the process uses, tells all loops of the application how short of it they are,
/// and has them end clients where it comes to that. On the first of them; the others are posted to.
class MemoryWatch final : runtime::Timer {
public:
  static constexpr Duration interval = std::chrono::milliseconds(250);

  /// A loop of the application, and its share of the server; there until the loop runs no more.
  struct Part {
    Loop* loop;
    LoopServer* server;
  };
  struct Listeners {
    std::shared_ptr<Logger> logger;
    std::function<void(OverloadLevel)> onLevel = nullptr;  ///< told of each change
  };

  /// @param budget  more than zero
  /// @param parts   its own first
  MemoryWatch(std::uint64_t budget, std::unique_ptr<MemorySource> source, std::vector<Part> parts, MemoryGauge& gauge,
              Listeners listeners);
  ~MemoryWatch();

  /// Looks, and goes on with that.
  void start();

private:
  class Round;

  void onTimer() noexcept override;
  void look();
  [[nodiscard]] std::optional<std::uint64_t> used();
  void tellLevel(OverloadLevel level);
  void log(OverloadLevel level, std::uint64_t used) const;
  void shed(std::uint64_t bytes);
  [[nodiscard]] runtime::LoopCore& core() const noexcept { return parts_.front().loop->core(); }

  MemoryPressure pressure_;
  std::unique_ptr<MemorySource> source_;
  std::vector<Part> parts_;
  MemoryGauge* gauge_;
  Listeners listeners_;
  OverloadLevel told_ = OverloadLevel::normal;
  std::uint64_t idle_ = 0;        // as it was seen last
  TimePoint idleUntil_{};         // then it is looked at again
  std::shared_ptr<Round> round_;  // the last one; loops may still be at it
};

}  // namespace serinus::server
