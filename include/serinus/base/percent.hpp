#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace serinus {

/// Replaces every `%XY` by its byte (RFC 3986, 2.1); `+` stays a plus. Nothing when a `%` is not followed by two
/// hexadecimal digits. The result may hold any byte, NUL and line breaks too: whoever uses it judges that.
[[nodiscard]] std::optional<std::string> percentDecode(std::string_view text);

/// Escapes every byte that is not unreserved (RFC 3986, 2.3: letters, digits, `-._~`), with upper-case digits.
[[nodiscard]] std::string percentEncode(std::string_view text);

/// The one form of all texts that differ only in what need not have been escaped and in the case of the digits
/// (RFC 3986, 6.2.2): `/%61b%c3` is `/ab%C3`. A `%` that begins no escape stays.
[[nodiscard]] std::string percentNormalize(std::string_view text);

}  // namespace serinus
