#include "base/log_line.hpp"

#include <serinus/base/bytes.hpp>
#include <serinus/base/utf8.hpp>

#include <array>
#include <cstddef>

namespace serinus::base {
namespace {

constexpr std::string_view hexDigits = "0123456789abcdef";

void appendDecimal(std::string& out, unsigned value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

void appendHexByte(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out += hexDigits[byte >> 4];
  out += hexDigits[byte & 15];
}

/// C0 and DEL in one byte, C1 (U+0080 to U+009F) in two: `CSI` is among them.
bool isControl(std::string_view sequence) noexcept {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return first < 0x20 || first == 0x7F;
  return first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
}

char shortEscape(char c) noexcept {
  switch (c) {
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return '\0';
  }
}

/// Calls `valid(sequence)` for each character of `text` and `invalid(byte)` for each byte that belongs to none.
template <class Valid, class Invalid>
void forEachCharacter(std::string_view text, Valid valid, Invalid invalid) {
  while (!text.empty()) {
    const std::size_t length = utf8SequenceLength(asBytes(text));
    if (length == 0)
      invalid(text[0]);
    else
      valid(text.substr(0, length));
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

std::string_view label(LogLevel level) noexcept {
  constexpr std::array<std::string_view, 6> labels{"TRACE  ", "DEBUG  ", "INFO   ", "WARNING", "ERROR  ", "OFF    "};
  return labels[static_cast<std::size_t>(level)];
}

std::string_view colour(LogLevel level) noexcept {
  constexpr std::array<std::string_view, 6> colours{"\x1b[90m", "\x1b[36m", "\x1b[32m", "\x1b[33m", "\x1b[31m", ""};
  return colours[static_cast<std::size_t>(level)];
}

}  // namespace

std::string timestamp(WallTime time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<milliseconds>(time - day));
  std::string text;
  const auto part = [&text](auto value, std::size_t width, std::string_view behind) {
    appendDecimal(text, static_cast<unsigned>(value), width);
    text += behind;
  };
  part(static_cast<int>(date.year()), 4, "-");
  part(static_cast<unsigned>(date.month()), 2, "-");
  part(static_cast<unsigned>(date.day()), 2, "T");
  part(clock.hours().count(), 2, ":");
  part(clock.minutes().count(), 2, ":");
  part(clock.seconds().count(), 2, ".");
  part(clock.subseconds().count(), 3, "Z");
  return text;
}

void appendVisible(std::string& out, std::string_view text) {
  const auto escape = [&out](char c) {
    out += '\\';
    if (const char letter = shortEscape(c); letter != '\0') {
      out += letter;
      return;
    }
    out += 'x';
    appendHexByte(out, c);
  };
  const auto valid = [&](std::string_view sequence) {
    if (!isControl(sequence))
      out += sequence;
    else
      for (const char c : sequence) escape(c);
  };
  forEachCharacter(text, valid, escape);
}

void appendJsonString(std::string& out, std::string_view text) {
  const auto valid = [&out](std::string_view sequence) {
    const char last = sequence.back();
    if (sequence == "\"" || sequence == "\\") {
      out += '\\';
      out += last;
    } else if (!isControl(sequence)) {
      out += sequence;
    } else if (const char letter = shortEscape(last); letter != '\0') {
      out += '\\';
      out += letter;
    } else {
      out += "\\u00";  // U+0080 to U+009F end in the byte that is their number
      appendHexByte(out, last);
    }
  };
  out += '"';
  forEachCharacter(text, valid, [&out](char) { out += "\\ufffd"; });
  out += '"';
}

std::string textLine(const LogEntry& entry, std::string_view time, bool coloured) {
  std::string line;
  line.reserve(time.size() + entry.context.size() + entry.message.size() + 32);
  if (!time.empty()) line.append(time).append(" ");
  if (coloured)
    line.append(colour(entry.level)).append(label(entry.level)).append("\x1b[0m ");
  else
    line.append(label(entry.level)).append(" ");
  if (!entry.context.empty()) {
    line += '[';
    appendVisible(line, entry.context);
    line += "] ";
  }
  appendVisible(line, entry.message);
  line += '\n';
  return line;
}

std::string jsonLine(const LogEntry& entry, std::string_view time) {
  std::string line = "{";
  if (!time.empty()) line.append("\"time\":\"").append(time).append("\",");
  line.append("\"level\":\"").append(toText(entry.level)).append("\",\"context\":");
  appendJsonString(line, entry.context);
  line += ",\"message\":";
  appendJsonString(line, entry.message);
  line += "}\n";
  return line;
}

}  // namespace serinus::base
