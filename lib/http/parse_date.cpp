#include <serinus/base/ascii.hpp>
#include <serinus/http/parse_date.hpp>

#include "date_names.hpp"

#include <cstddef>
#include <span>

namespace serinus::http {

namespace {

using namespace std::chrono;

/// Takes parts off the text; what is not there leaves it at fault for good.
class Reader {
public:
  explicit Reader(std::string_view text) noexcept : rest_(text) {}

  void literal(std::string_view wanted) noexcept {
    sound_ = sound_ && rest_.starts_with(wanted);
    if (sound_) rest_.remove_prefix(wanted.size());
  }

  /// Exactly so many digits.
  int number(std::size_t digits) noexcept {
    sound_ = sound_ && rest_.size() >= digits;
    int value = 0;
    for (std::size_t i = 0; sound_ && i < digits; ++i) {
      sound_ = isDigit(rest_[i]);
      value = value * 10 + (rest_[i] - '0');
    }
    if (sound_) rest_.remove_prefix(digits);
    return value;
  }

  /// The index of the name that comes next.
  std::size_t oneOf(std::span<const std::string_view> names) noexcept {
    for (std::size_t i = 0; sound_ && i < names.size(); ++i) {
      if (!rest_.starts_with(names[i])) continue;
      rest_.remove_prefix(names[i].size());
      return i;
    }
    sound_ = false;
    return 0;
  }

  [[nodiscard]] bool next(char c) const noexcept { return rest_.starts_with(c); }
  [[nodiscard]] bool sound() const noexcept { return sound_; }
  [[nodiscard]] bool complete() const noexcept { return sound_ && rest_.empty(); }

private:
  std::string_view rest_;
  bool sound_ = true;
};

struct Parts {
  int year = 0;
  std::size_t month = 0;  // from 0
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;

  [[nodiscard]] year_month_day date() const noexcept {
    return {std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month + 1)),
            std::chrono::day(static_cast<unsigned>(day))};
  }

  [[nodiscard]] sys_seconds time() const noexcept {
    return sys_days(date()) + hours(hour) + minutes(minute) + seconds(second);
  }

  [[nodiscard]] bool exist() const noexcept { return date().ok() && hour < 24 && minute < 60 && second <= 60; }
};

void readClock(Reader& reader, Parts& parts) noexcept {
  parts.hour = reader.number(2);
  reader.literal(":");
  parts.minute = reader.number(2);
  reader.literal(":");
  parts.second = reader.number(2);
}

/// ` 06 Nov 1994 08:49:37 GMT`
void readFixedDate(Reader& reader, Parts& parts) noexcept {
  reader.literal(" ");
  parts.day = reader.number(2);
  reader.literal(" ");
  parts.month = reader.oneOf(months);
  reader.literal(" ");
  parts.year = reader.number(4);
  reader.literal(" ");
  readClock(reader, parts);
  reader.literal(" GMT");
}

/// `Nov  6 08:49:37 1994`
void readAsctime(Reader& reader, Parts& parts) noexcept {
  parts.month = reader.oneOf(months);
  reader.literal(" ");
  const bool oneDigit = reader.next(' ');
  if (oneDigit) reader.literal(" ");
  parts.day = reader.number(oneDigit ? 1 : 2);
  reader.literal(" ");
  readClock(reader, parts);
  reader.literal(" ");
  parts.year = reader.number(4);
}

/// `, 06-Nov-94 08:49:37 GMT`
void readRfc850(Reader& reader, Parts& parts) noexcept {
  reader.literal(", ");
  parts.day = reader.number(2);
  reader.literal("-");
  parts.month = reader.oneOf(months);
  reader.literal("-");
  parts.year = reader.number(2);
  reader.literal(" ");
  readClock(reader, parts);
  reader.literal(" GMT");
}

void chooseCentury(Parts& parts, sys_seconds now) noexcept {
  const auto today = floor<days>(now);
  const year_month_day date(today);
  const sys_seconds latest = sys_days(date + years(50)) + (now - today);
  const int lastCentury = static_cast<int>((date.year() + years(50))) / 100;
  parts.year += lastCentury * 100;
  if (parts.time() > latest) parts.year -= 100;
}

}  // namespace

std::optional<sys_seconds> parseDate(std::string_view text, sys_seconds now) noexcept {
  Reader reader(text);
  Parts parts;
  const std::size_t afterName = text.find_first_not_of("SMTWFadeihnorstuy");
  if (afterName != 3) {
    static_cast<void>(reader.oneOf(longWeekdays));
    readRfc850(reader, parts);
    if (!reader.complete()) return std::nullopt;
    chooseCentury(parts, now);
  } else {
    static_cast<void>(reader.oneOf(weekdays));
    const bool fixed = reader.next(',');
    reader.literal(fixed ? "," : " ");
    fixed ? readFixedDate(reader, parts) : readAsctime(reader, parts);
  }
  if (!reader.complete() || !parts.exist()) return std::nullopt;
  return parts.time();
}

}  // namespace serinus::http
