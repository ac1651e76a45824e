#include <serinus/http/date_cache.hpp>

#include "date_names.hpp"

namespace serinus::http {

namespace {

void appendPadded(std::string& text, long value, std::size_t width) {
  const std::string digits = std::to_string(value);
  text.append(width - digits.size(), '0').append(digits);
}

}  // namespace

std::string formatDate(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);

  std::string text(weekdays[std::chrono::weekday(day).c_encoding()]);
  text += ", ";
  appendPadded(text, static_cast<unsigned>(date.day()), 2);
  text.append(" ").append(months[static_cast<unsigned>(date.month()) - 1]).append(" ");
  appendPadded(text, static_cast<int>(date.year()), 4);
  text += ' ';
  appendPadded(text, clock.hours().count(), 2);
  text += ':';
  appendPadded(text, clock.minutes().count(), 2);
  text += ':';
  appendPadded(text, clock.seconds().count(), 2);
  return text += " GMT";
}

std::string formatDate(std::chrono::system_clock::time_point time) {
  return formatDate(std::chrono::floor<std::chrono::seconds>(time));
}

std::string_view DateCache::at(std::chrono::sys_seconds now) {
  if (text_.empty() || now != second_) {
    text_ = formatDate(now);
    second_ = now;
  }
  return text_;
}

}  // namespace serinus::http
