#include "base/log_drain.hpp"
#include "base/log_line.hpp"

#include <serinus/base/clock.hpp>
#include <serinus/base/console_logger.hpp>

#include <unistd.h>

#include <cstdlib>
#include <new>

namespace serinus {
namespace {

std::string line(const ConsoleLoggerOptions& options, bool coloured, const base::LogEntry& entry) {
  const std::string time = options.timestamps ? base::timestamp(std::chrono::system_clock::now()) : std::string();
  return options.format == LogFormat::json ? base::jsonLine(entry, time) : base::textLine(entry, time, coloured);
}

std::string dropReport(const ConsoleLoggerOptions& options, bool coloured, std::uint64_t dropped) {
  const std::string message = std::to_string(dropped) + (dropped == 1 ? " line was" : " lines were") +
                              " dropped: they came faster than they could be written";
  return line(options, coloured, {LogLevel::warning, "ConsoleLogger", message});
}

/// https://no-color.org: set and not empty means no colours.
bool wantsColours(const ConsoleLoggerOptions& options) {
  const char* const refused = std::getenv("NO_COLOR");
  return options.format == LogFormat::text && ::isatty(options.fd) == 1 && (refused == nullptr || *refused == '\0');
}

}  // namespace

ConsoleLogger::ConsoleLogger(ConsoleLoggerOptions options)
    : options_(options),
      coloured_(wantsColours(options)),
      drain_(std::make_shared<base::LogDrain>(
          options.fd, options.maxQueued,
          [options, coloured = coloured_](std::uint64_t dropped) { return dropReport(options, coloured, dropped); })) {
  drain_->start();
}

ConsoleLogger::~ConsoleLogger() {
  drain_->finish(Clock::now() + options_.farewell);
}

void ConsoleLogger::log(LogLevel level, std::string_view context, std::string_view message) {
  if (!keeps(level)) return;
  try {
    drain_->add(line(options_, coloured_, {level, context, message}));
  } catch (const std::bad_alloc&) {
    drain_->addDropped();
  }
}

bool ConsoleLogger::keeps(LogLevel level) const noexcept {
  return level >= options_.level && level != LogLevel::off;
}

bool ConsoleLogger::flush(std::chrono::milliseconds limit) {
  return drain_->flush(Clock::now() + limit);
}

}  // namespace serinus
