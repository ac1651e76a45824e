#pragma once

#include <serinus/http/response.hpp>

#include <string_view>

namespace serinus {

/// The small JSON body that every error is answered with: `{"statusCode":404,"message":"Not Found"}`, and
/// `"path":"/x"` behind it when one is given. Both texts are escaped; bytes that are not UTF-8 become U+FFFD.
/// An empty message is replaced by the reason phrase.
[[nodiscard]] Response errorResponse(Status status, std::string_view message = {}, std::string_view path = {});

}  // namespace serinus
