#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace serinus::files {

/// The file below a root that a stretch of a URL's path names: `a/b%20c.txt` → `a/b c.txt`; the root itself when empty.
///
/// It is decoded once, part by part. Nothing comes of it when a part is empty, `.` or `..`, has a slash, a backslash or
/// a control byte after decoding, is no UTF-8, is longer than 255 bytes, or begins with a dot where that is not wanted.
[[nodiscard]] std::optional<std::string> filePath(std::string_view escaped, bool withDotfiles);

}  // namespace serinus::files
