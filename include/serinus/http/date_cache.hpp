#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace serinus::http {

/// `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate, RFC 9110, 5.6.7) of a time between the years 0 and 9999.
[[nodiscard]] std::string formatDate(std::chrono::sys_seconds time);
[[nodiscard]] std::string formatDate(std::chrono::system_clock::time_point time);

/// The value of Date fields, formatted once a second.
class DateCache {
public:
  /// The date of `now`; valid until the next call.
  [[nodiscard]] std::string_view at(std::chrono::sys_seconds now);

private:
  std::chrono::sys_seconds second_ = std::chrono::sys_seconds::min();
  std::string text_;
};

}  // namespace serinus::http
