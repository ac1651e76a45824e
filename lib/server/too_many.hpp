#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/ws/ws_exception.hpp>

#include <chrono>
#include <string>

namespace serinus::server {

/// What is thrown for that which came too often. @param wait  until it would be due: in `Retry-After`, rounded up
[[nodiscard]] inline TooManyRequestsException tooMany(Duration wait) {
  TooManyRequestsException exception;
  exception.header("Retry-After", std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()));
  return exception;
}

/// The same, to close a WebSocket with 1008.
[[nodiscard]] inline WsPolicyException closedForTooMany() {
  return WsPolicyException("too many messages");
}

}  // namespace serinus::server
