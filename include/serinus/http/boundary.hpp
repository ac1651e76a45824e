#pragma once

#include <string_view>

namespace serinus::http {

/// Whether `text` can divide a multipart body: 1 to 70 characters of `bchars`, the last one no space (RFC 2046, 5.1.1).
[[nodiscard]] bool isBoundary(std::string_view text) noexcept;

}  // namespace serinus::http
