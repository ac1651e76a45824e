#include <serinus/base/cron.hpp>

#include <serinus/base/ascii.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <optional>
#include <span>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace serinus {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

namespace {

constexpr std::array<std::string_view, 12> monthNames{"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekdayNames{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::array<unsigned, 12> longestMonths{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

struct Field {
  std::string_view name;
  unsigned least;
  unsigned most;
  std::span<const std::string_view> words;  ///< for the values from `least` on
};
constexpr Field minuteField{"minute", 0, 59, {}};
constexpr Field hourField{"hour", 0, 23, {}};
constexpr Field dayField{"day of the month", 1, 31, {}};
constexpr Field monthField{"month", 1, 12, monthNames};
constexpr Field weekdayField{"day of the week", 0, 7, weekdayNames};

[[noreturn]] void refuse(const Field& field, std::string_view text, std::string_view why) {
  throw std::invalid_argument(std::string(field.name) + " \"" + std::string(text) + "\" " + std::string(why));
}

unsigned number(std::string_view text, const Field& field, std::string_view whole) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) refuse(field, whole, "is not understood");
  return value;
}

unsigned valueOf(std::string_view text, const Field& field, std::string_view whole) {
  for (std::size_t i = 0; i < field.words.size(); ++i) {
    if (equalsIgnoreCase(text, field.words[i])) return field.least + static_cast<unsigned>(i);
  }
  const unsigned value = number(text, field, whole);
  if (value < field.least || value > field.most)
    refuse(field, whole, "is not from " + std::to_string(field.least) + " to " + std::to_string(field.most));
  return value;
}

/// `*`, `5`, `1-5`, each of the first and last with `/2`.
std::uint64_t bitsOfPart(std::string_view part, const Field& field) {
  const std::size_t slash = part.find('/');
  const std::string_view range = part.substr(0, slash);
  const std::size_t dash = range.find('-');
  unsigned first = field.least;
  unsigned last = field.most;
  if (range != "*") {
    first = valueOf(range.substr(0, dash), field, part);
    last = dash == std::string_view::npos ? first : valueOf(range.substr(dash + 1), field, part);
    if (last == 0 && first > 0 && field.most == 7) last = 7;  // a week that ends with sun
    if (first > last) refuse(field, part, "goes backwards: give two ranges");
    if (slash != std::string_view::npos && dash == std::string_view::npos)
      refuse(field, part, "has a step but no range");
  }
  const unsigned step = slash == std::string_view::npos ? 1 : number(part.substr(slash + 1), field, part);
  if (step == 0 || step > field.most) refuse(field, part, "has a step that leads nowhere");
  std::uint64_t bits = 0;
  for (unsigned value = first; value <= last; value += step) bits |= std::uint64_t{1} << value;
  return bits;
}

std::uint64_t bitsOf(std::string_view text, const Field& field) {
  std::uint64_t bits = 0;
  for (std::string_view rest = text;;) {
    const std::size_t comma = rest.find(',');
    bits |= bitsOfPart(rest.substr(0, comma), field);
    if (comma == std::string_view::npos) return bits;
    rest.remove_prefix(comma + 1);
  }
}

std::string_view spelledOut(std::string_view text) noexcept {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> names{{{"@hourly", "0 * * * *"},
                                                                                {"@daily", "0 0 * * *"},
                                                                                {"@midnight", "0 0 * * *"},
                                                                                {"@weekly", "0 0 * * 0"},
                                                                                {"@monthly", "0 0 1 * *"},
                                                                                {"@yearly", "0 0 1 1 *"},
                                                                                {"@annually", "0 0 1 1 *"}}};
  const auto found = std::find_if(names.begin(), names.end(), [text](auto& name) { return name.first == text; });
  return found != names.end() ? found->second : text;
}

std::array<std::string_view, 5> fieldsOf(std::string_view text) {
  std::array<std::string_view, 5> fields;
  std::size_t count = 0;
  for (text = trim(text); !text.empty(); text = trim(text)) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    if (count == fields.size()) throw std::invalid_argument("there are more than five fields");
    fields[count++] = text.substr(0, end);
    text.remove_prefix(end);
  }
  if (count < fields.size()) throw std::invalid_argument("there are fewer than five fields");
  return fields;
}

constexpr bool has(std::uint64_t bits, unsigned value) noexcept {
  return (bits >> value & 1U) != 0;
}

/// The first moment behind `from`, and not behind `to`, at which clocks are another time ahead than at `from`.
std::optional<sys_seconds> changeBetween(sys_seconds from, sys_seconds to, const UtcOffset& offset) {
  const std::chrono::seconds before = offset(from);
  // No place changes its clocks and back within a week.
  for (sys_seconds end = from; end < to;) {
    sys_seconds begin = end;
    end = std::min(begin + days(7), to);
    if (offset(end) == before) continue;
    while (end - begin > 1s) {
      const sys_seconds middle = begin + (end - begin) / 2;
      (offset(middle) == before ? begin : end) = middle;
    }
    return end;
  }
  return std::nullopt;
}

}  // namespace

std::chrono::seconds localUtcOffset(sys_seconds time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) return std::chrono::seconds(0);  // a year beyond int
  return std::chrono::seconds(local.tm_gmtoff);
}

Cron::Cron(std::string_view expression) : text_(expression) {
  try {
    const auto fields = fieldsOf(spelledOut(expression));
    minutes_ = bitsOf(fields[0], minuteField);
    hours_ = static_cast<std::uint32_t>(bitsOf(fields[1], hourField));
    days_ = static_cast<std::uint32_t>(bitsOf(fields[2], dayField));
    months_ = static_cast<std::uint32_t>(bitsOf(fields[3], monthField));
    weekdays_ = static_cast<std::uint32_t>(bitsOf(fields[4], weekdayField));
    if (has(weekdays_, 7)) weekdays_ |= 1U;
    eitherDay_ = !fields[2].starts_with('*') && !fields[4].starts_with('*');
    if (!everComes()) throw std::invalid_argument("there is no such day in any year");
  } catch (const std::invalid_argument& fault) {
    throw std::invalid_argument("cron \"" + text_ + "\": " + fault.what());
  }
}

bool Cron::everComes() const noexcept {
  if (eitherDay_) return true;
  for (unsigned month = 1; month <= 12; ++month) {
    for (unsigned day = 1; has(months_, month) && day <= longestMonths[month - 1]; ++day) {
      if (has(days_, day)) return true;
    }
  }
  return false;
}

bool Cron::isOn(sys_days day) const noexcept {
  const bool fits = has(days_, unsigned(std::chrono::year_month_day(day).day()));
  const bool fitsWeek = has(weekdays_, std::chrono::weekday(day).c_encoding());
  return eitherDay_ ? fits || fitsWeek : fits && fitsWeek;
}

sys_seconds Cron::nextCivil(sys_seconds after) const {
  const sys_seconds from = floor<std::chrono::minutes>(after) + 1min;
  sys_days day = floor<days>(from);
  auto minute = static_cast<unsigned>((from - day) / 1min);
  for (;; day += days(1), minute = 0) {
    const std::chrono::year_month_day date(day);
    if (!has(months_, unsigned(date.month()))) {
      day = sys_days(date.year() / date.month() / std::chrono::last);
      continue;
    }
    if (!isOn(day)) continue;
    for (; minute < 24 * 60; ++minute) {
      if (!has(hours_, minute / 60))
        minute += 59 - minute % 60;
      else if (has(minutes_, minute % 60))
        return day + std::chrono::minutes(minute);
    }
  }
}

sys_seconds Cron::next(sys_seconds after, const UtcOffset& offset) const {
  const bool everyHour = hours_ == (1U << 24U) - 1;
  std::chrono::seconds ahead = offset(after);
  sys_seconds civil = after + ahead;  // up to here, on the wall, nothing is looked for
  for (;;) {
    const sys_seconds wanted = nextCivil(civil);
    const auto change = changeBetween(after, wanted - ahead, offset);
    if (!change) return wanted - ahead;
    const std::chrono::seconds then = offset(*change);
    const bool isLeftOut = then > ahead && wanted < *change + then;
    if (isLeftOut && !everyHour) return *change;
    // Behind a change the wall shows again what it has shown, or goes on later.
    civil = *change + (everyHour ? then : std::max(then, ahead)) - 1s;
    after = *change;
    ahead = then;
  }
}

}  // namespace serinus
