#pragma once

#include <serinus/base/log.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace serinus::base {

using WallTime = std::chrono::system_clock::time_point;

/// A log line before it is written down.
struct LogEntry {
  LogLevel level = LogLevel::info;
  std::string_view context;
  std::string_view message;
};

/// UTC with milliseconds, as RFC 3339 writes it: `2026-11-24T06:25:37.042Z`.
[[nodiscard]] std::string timestamp(WallTime time);

/// Text that can neither begin a line of its own nor command a terminal: control characters (C0, DEL and C1) and bytes
/// that are no UTF-8 become `\n`, `\r`, `\t` or `\xNN` for each of their bytes. Everything else stays as it is.
void appendVisible(std::string& out, std::string_view text);

/// `text` as a JSON string in its quotes (RFC 8259, 7), control characters escaped; a byte that is no UTF-8 becomes
/// U+FFFD.
void appendJsonString(std::string& out, std::string_view text);

/// `<time> WARNING [context] message\n`; no time when `time` is empty, no brackets around an empty context. `coloured`
/// paints the level for a terminal.
[[nodiscard]] std::string textLine(const LogEntry& entry, std::string_view time, bool coloured);

/// `{"time":…,"level":…,"context":…,"message":…}\n`; no `time` member when `time` is empty.
[[nodiscard]] std::string jsonLine(const LogEntry& entry, std::string_view time);

}  // namespace serinus::base
