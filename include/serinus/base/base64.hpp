#pragma once

#include <serinus/base/bytes.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace serinus {

/// RFC 4648, section 4, with padding.
[[nodiscard]] std::string base64Encode(ByteView bytes);

/// RFC 4648, section 5: safe in URLs and file names, without padding.
[[nodiscard]] std::string base64UrlEncode(ByteView bytes);

/// The bytes of which `text` is *the* section 4 encoding. Nothing else is accepted: no missing padding, no line break
/// or other foreign byte, and no bit set in the unused part of the last digit (section 3.5), so that
/// `base64Encode(*base64Decode(text)) == text` always holds.
[[nodiscard]] std::optional<std::vector<std::byte>> base64Decode(std::string_view text);

/// The bytes of which `text` is *the* section 5 encoding without padding, as strictly as `base64Decode`.
[[nodiscard]] std::optional<std::vector<std::byte>> base64UrlDecode(std::string_view text);

}  // namespace serinus
