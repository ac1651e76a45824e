#pragma once

#include <string_view>

namespace serinus {

/// The media type of a file by the ending of its name, in any case; texts are said to be UTF-8.
/// `application/octet-stream` for a name without an ending and for one that is unknown: browsers then offer to save it.
[[nodiscard]] std::string_view mediaTypeOfFile(std::string_view name) noexcept;

}  // namespace serinus
