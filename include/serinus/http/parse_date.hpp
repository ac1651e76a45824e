#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace serinus::http {

/// The time that an HTTP-date tells, in any of its three forms (RFC 9110, 5.6.7); `formatDate` writes the first:
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
///
/// Nothing when `text` is none of them byte for byte, or tells a day or a time that there is not. The second 60 is that
/// of a leap second and counts as the one behind it. The name of the day must be one, but not that of the date.
///
/// @param now  by which a year of two digits is meant: the last one with these digits that does not put the date more
///             than 50 years into the future
[[nodiscard]] std::optional<std::chrono::sys_seconds> parseDate(std::string_view text,
                                                                std::chrono::sys_seconds now) noexcept;

}  // namespace serinus::http
