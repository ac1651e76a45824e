#pragma once

#include <serinus/base/log.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::test {

/// Keeps what is logged, as `info serinus: listening on …`.
class CapturingLogger final : public Logger {
public:
  explicit CapturingLogger(LogLevel level = LogLevel::trace) : level_(level) {}

  void log(LogLevel level, std::string_view context, std::string_view message) override {
    if (!keeps(level)) return;
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::string(toText(level)).append(" ").append(context).append(": ").append(message));
    added_.notify_all();
  }
  [[nodiscard]] bool keeps(LogLevel level) const noexcept override { return level >= level_; }

  [[nodiscard]] std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

  /// Waits until a line holds `text`, at most ten seconds. @returns whether one does
  bool waitFor(std::string_view text) {
    std::unique_lock lock(mutex_);
    return added_.wait_for(lock, std::chrono::seconds(10), [&] {
      return std::any_of(lines_.begin(), lines_.end(), [&](const auto& line) { return line.find(text) != line.npos; });
    });
  }

private:
  const LogLevel level_;
  mutable std::mutex mutex_;
  std::condition_variable added_;
  std::vector<std::string> lines_;
};

}  // namespace serinus::test
