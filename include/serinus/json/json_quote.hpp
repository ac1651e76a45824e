#pragma once

#include <string>
#include <string_view>

namespace serinus {

/// Appends `text` to `out` as a JSON string, quotes included (RFC 8259, 7): `"`, `\` and the controls below U+0020 are
/// escaped, in the short form where there is one; every other character stays as it is.
///
/// What is not UTF-8 becomes U+FFFD, one for each maximal part of a broken sequence (Unicode 15, 3.9), so the result is
/// UTF-8 whatever the bytes were.
void appendJsonQuoted(std::string& out, std::string_view text);

[[nodiscard]] std::string jsonQuote(std::string_view text);

}  // namespace serinus
