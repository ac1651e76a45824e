#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace serinus::http {

/// A `name=value` as in media types and Forwarded (RFC 9110, 5.6.6), as views into the text it was taken from.
struct Parameter {
  std::string_view name;   ///< a token
  std::string_view value;  ///< a token, or a quoted string with its quotes
};

/// Takes `name=value` off the beginning of `text`, and the blanks behind it; nothing when that is not what it begins
/// with.
[[nodiscard]] std::optional<Parameter> takeParameter(std::string_view& text) noexcept;

/// The value of a parameter without quotes and escapes.
[[nodiscard]] std::string unquoted(std::string_view value);

}  // namespace serinus::http
