#pragma once

#include <serinus/http/response.hpp>

#include <span>
#include <string>
#include <string_view>

namespace serinus {

/// One of the things that are wrong with what was sent.
struct ErrorDetail {
  std::string path;  ///< where: `$.user.age`, `query.limit`
  std::string message;
};

/// The small JSON body that every error is answered with: `{"statusCode":404,"message":"Not Found"}`, and
/// `"path":"/x"` behind it when one is given; then `"errors":[{"path":"$.age","message":"is missing"}]` if there are
/// details. The texts are escaped; bytes that are not UTF-8 become U+FFFD. An empty message is replaced by the reason
/// phrase.
[[nodiscard]] Response errorResponse(Status status, std::string_view message = {}, std::string_view path = {},
                                     std::span<const ErrorDetail> details = {});

/// What a client is told when something broke: 500, and the id by which the log tells what it was.
[[nodiscard]] Response brokenResponse(std::string_view path, std::string_view requestId);

}  // namespace serinus
