#pragma once

#include <serinus/http/request.hpp>

#include <optional>
#include <string>
#include <string_view>

/// What the guards of `Authorization` have in common.
namespace serinus::pipeline {

/// `realm="…"`. @throws std::invalid_argument  for a control byte, a quote or a backslash
[[nodiscard]] std::string quotedRealm(const std::string& realm);

/// What stands behind the scheme in the only Authorization field; nothing when it is another scheme's.
[[nodiscard]] std::optional<std::string_view> credentials(const Request& request, std::string_view scheme);

/// `b64token` of RFC 6750, 2.1.
[[nodiscard]] bool isBearerToken(std::string_view text) noexcept;

}  // namespace serinus::pipeline
