#pragma once

#include "files/open_file.hpp"

#include <serinus/http/response.hpp>

#include <string_view>

namespace serinus::files {

/// All of a regular file, with what lets clients ask for less of it: `ETag`, `Last-Modified` and `Accept-Ranges`; and
/// `X-Content-Type-Options: nosniff`.
/// @param coding  its Content-Encoding; empty for none
[[nodiscard]] Response fileResponse(OpenFile file, std::string_view mediaType, std::string_view coding = {});

}  // namespace serinus::files
