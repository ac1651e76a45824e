#include "server/overload.hpp"

#include <serinus/base/random.hpp>
#include <serinus/http/error_response.hpp>

#include <string>

namespace serinus::server {

std::uint32_t retryAfter(std::uint32_t random) noexcept {
  constexpr std::uint64_t longest = 10;
  return static_cast<std::uint32_t>(1 + (random * longest >> 32));
}

Response overloaded(std::string_view message, std::string_view path) {
  Response response = errorResponse(Status::serviceUnavailable, message, path);
  response.header("Retry-After", std::to_string(retryAfter(drawLots())));
  return response;
}

Timeouts quartered(Timeouts timeouts) noexcept {
  for (const auto wait : {&Timeouts::tlsHandshake, &Timeouts::header, &Timeouts::keepAlive, &Timeouts::request,
                          &Timeouts::bodyGrace, &Timeouts::message})
    timeouts.*wait /= 4;
  return timeouts;
}

}  // namespace serinus::server
