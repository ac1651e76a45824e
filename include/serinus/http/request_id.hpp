#pragma once

#include <serinus/http/request.hpp>
#include <serinus/http/response.hpp>

#include <string>
#include <string_view>

namespace serinus {

/// By which one request is found again: in the log of this server, of those before it, of those it asks itself.
inline constexpr std::string_view requestIdField = "X-Request-Id";

/// 1 to 64 letters, digits, `-`, `_`, `.`: what can be passed on without a look at it.
[[nodiscard]] bool isRequestId(std::string_view text) noexcept;

/// Another one for each call, in this process and others.
[[nodiscard]] std::string makeRequestId();

/// The one the client gives, if it gives one and it is well-formed, else a new one.
[[nodiscard]] std::string requestIdOf(const Request& request);

/// Says the request's id in its answer, if it has one and the answer says none.
inline void sayRequestId(const Request& request, Response& response) {
  if (!request.id().empty() && !response.header(requestIdField)) response.header(requestIdField, request.id());
}

}  // namespace serinus
