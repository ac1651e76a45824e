#pragma once

#include <string_view>

namespace serinus::http {

/// The small grammars that field values are made of (RFC 9110, 5), beside those of <serinus/base/ascii.hpp>.

/// Whether `text` may stand as a field value: no control byte but HTAB (RFC 9110, 5.5), so no CR, LF or NUL.
[[nodiscard]] bool isFieldValue(std::string_view text) noexcept;

/// Takes the next member off a comma-separated list. Members are trimmed; empty ones are skipped (RFC 9110, 5.6.1.2);
/// a comma inside a quoted string divides nothing. The result is empty when the list is used up.
[[nodiscard]] std::string_view takeListItem(std::string_view& list) noexcept;

/// Whether the comma-separated `list` has the member `token`, compared without case.
[[nodiscard]] bool listHas(std::string_view list, std::string_view token) noexcept;

}  // namespace serinus::http
