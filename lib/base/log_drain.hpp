#pragma once

#include <serinus/base/clock.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace serinus::base {

/// A bounded queue of lines and the thread that writes them to a descriptor.
///
/// Shared with its thread: a write that the system never answers can neither be interrupted nor joined, so the last
/// resort of `finish` is to leave that thread behind with a state that outlives it.
class LogDrain : public std::enable_shared_from_this<LogDrain> {
public:
  /// Makes the line that stands for dropped ones.
  using DropReport = std::function<std::string(std::uint64_t dropped)>;

  LogDrain(int fd, std::size_t maxQueued, DropReport report);

  /// Starts the thread, with every signal blocked: they are the application's to receive, and a reader that went away
  /// is an error of `write` rather than a SIGPIPE.
  void start();

  /// Queues a line, or counts it as dropped when more than `maxQueued` bytes would wait. Never blocks on the
  /// descriptor.
  void add(std::string_view line);

  /// Counts a line that could not be made.
  void addDropped() noexcept;

  /// Waits until what was added before is written or lost to a failing write, or `until`. Returns whether it is.
  bool flush(TimePoint until);

  /// Writes the rest, until `until` at the latest, and ends the thread. Once, by the owner.
  void finish(TimePoint until);

private:
  void run();
  void writeReport(std::uint64_t dropped);
  void write(std::string_view text);
  bool waitWritable();
  bool gaveUp();

  const int fd_;
  const std::size_t maxQueued_;
  const DropReport report_;
  std::thread thread_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable progress_;
  std::string queued_;
  std::size_t writing_ = 0;  ///< bytes of the batch that is being written: they count as waiting
  std::uint64_t dropped_ = 0;
  std::uint64_t added_ = 0;    ///< bytes ever queued
  std::uint64_t settled_ = 0;  ///< of these, written or given up
  bool stopping_ = false;
  bool ended_ = false;
  TimePoint stopBy_{};
};

}  // namespace serinus::base
