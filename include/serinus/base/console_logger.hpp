#pragma once

#include <serinus/base/log.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace serinus {

namespace base {
class LogDrain;
}

enum class LogFormat : std::uint8_t { text, json };

struct ConsoleLoggerOptions {
  LogLevel level = LogLevel::info;  ///< Lines below this level are not kept.
  LogFormat format = LogFormat::text;
  bool timestamps = true;  ///< UTC, milliseconds.
  int fd = 2;              ///< Written to, never closed; standard error by default.
  std::size_t maxQueued =
      std::size_t{1024} * 1024;              ///< Bytes that wait to be written. A line that does not fit is dropped.
  std::chrono::milliseconds farewell{1000};  ///< The most the destructor waits for the last lines to be written.
};

/// Writes one line for each message, as text (coloured on a terminal) or as JSON, and never makes the caller wait: the
/// lines are queued, and one thread of its own writes them. When the reader is slower than the writers, lines are
/// dropped, and a warning in their place tells how many; what a failing descriptor (disk full, reader gone) does not
/// take is lost. Control characters and bytes that are no UTF-8 are escaped, so that a message is one line whatever a
/// client managed to put into it.
class ConsoleLogger final : public Logger {
public:
  explicit ConsoleLogger(ConsoleLoggerOptions options = {});

  ConsoleLogger(const ConsoleLogger&) = delete;
  ConsoleLogger& operator=(const ConsoleLogger&) = delete;

  /// Writes what is queued, for at most `options.farewell`; after that the rest is given up, even if the system never
  /// answers the last write.
  ~ConsoleLogger() override;

  /// Any thread. A line for which there is no memory is dropped like one for which there is no room.
  void log(LogLevel level, std::string_view context, std::string_view message) override;

  [[nodiscard]] bool keeps(LogLevel level) const noexcept override;

  /// Waits until the lines logged before are written or lost, or `limit` has passed. Not on an event loop.
  /// @returns whether none of them waits any more
  bool flush(std::chrono::milliseconds limit = std::chrono::seconds(1));

private:
  ConsoleLoggerOptions options_;
  bool coloured_;
  std::shared_ptr<base::LogDrain> drain_;
};

}  // namespace serinus
