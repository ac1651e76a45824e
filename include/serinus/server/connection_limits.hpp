#pragma once

#include <cstddef>

namespace serinus {

/// How many connections an application takes, on all its ports and loops together.
struct ConnectionLimits {
  /// Of all kinds. When so many are open none is accepted until a twentieth of them has gone; those that come meanwhile
  /// wait in the system's backlog. Zero: nine tenths of the descriptors that the process may have (`ulimit -n`).
  std::size_t total = 0;
  /// From one address, or one /64 of IPv6; further ones are answered with 503. Zero: any number. Behind a proxy all
  /// come from the proxy's address.
  std::size_t perAddress = 0;
  /// WebSocket upgrades that are being decided at a time, by guards and `onUpgrade` that wait; further ones are
  /// answered with 503. Zero: any number.
  std::size_t handshakes = 1024;
  /// TLS handshakes under way at a time. When there are so many none is accepted until one has ended, which
  /// `Timeouts::tlsHandshake` sees to; those that come meanwhile wait in the system's backlog. Each loop may have one
  /// more. Zero: any number.
  std::size_t tlsHandshakes = 1024;
};

}  // namespace serinus
