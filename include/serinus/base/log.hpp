#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace serinus {

enum class LogLevel : std::uint8_t { trace, debug, info, warning, error, off };

/// "trace", "debug", "info", "warning", "error" or "off".
[[nodiscard]] std::string_view toText(LogLevel level) noexcept;

/// The level of that name, whatever its case; "warn" is understood too.
[[nodiscard]] std::optional<LogLevel> parseLogLevel(std::string_view name) noexcept;

/// Where the framework and its users write what happened.
///
/// `log` is called on any thread, on event loops above all: an implementation must not block and must not throw. The
/// views end with the call. `context` says who speaks ("ChatGateway"), `message` what happened, in one sentence; both
/// may hold bytes a client sent.
class Logger {
public:
  virtual ~Logger() = default;

  virtual void log(LogLevel level, std::string_view context, std::string_view message) = 0;

  /// Whether lines of this level are kept. Ask before composing a costly message.
  [[nodiscard]] virtual bool keeps(LogLevel level) const noexcept { return level != LogLevel::off; }

  void trace(std::string_view context, std::string_view message) { log(LogLevel::trace, context, message); }
  void debug(std::string_view context, std::string_view message) { log(LogLevel::debug, context, message); }
  void info(std::string_view context, std::string_view message) { log(LogLevel::info, context, message); }
  void warning(std::string_view context, std::string_view message) { log(LogLevel::warning, context, message); }
  void error(std::string_view context, std::string_view message) { log(LogLevel::error, context, message); }
};

/// Keeps nothing.
class NullLogger final : public Logger {
public:
  void log(LogLevel, std::string_view, std::string_view) override {}
  [[nodiscard]] bool keeps(LogLevel) const noexcept override { return false; }
};

}  // namespace serinus
