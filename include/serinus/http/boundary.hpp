#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace serinus::http {

/// Whether `text` can divide a multipart body: 1 to 70 characters of `bchars`, the last one no space (RFC 2046, 5.1.1).
[[nodiscard]] bool isBoundary(std::string_view text) noexcept;

/// The boundary of a form, from the Content-Type of its body (RFC 7578, 4.1): nothing unless that is
/// `multipart/form-data` with one `boundary`, which is one.
[[nodiscard]] std::optional<std::string> formBoundary(std::string_view contentType);

}  // namespace serinus::http
