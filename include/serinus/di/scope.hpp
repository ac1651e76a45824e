#pragma once

#include <cstdint>

namespace serinus {

/// How many instances of a provider there are, and how long each lives.
enum class Scope : std::uint8_t {
  /// One, as long as the application.
  singleton,
  /// One, as long as the application, made when it is first asked for; at the start when a singleton needs it.
  lazy,
  /// One for each request, WebSocket connection or event stream that asks for it, as long as that lives.
  request,
  /// Another one for each that asks, as long as who asks.
  transient,
};

}  // namespace serinus
