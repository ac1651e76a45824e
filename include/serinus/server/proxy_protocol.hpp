#pragma once

#include <cstdint>

namespace serinus {

/// Whether the proxies in front begin their connections with a PROXY header, which says who their client is (HAProxy's
/// proxy-protocol.txt, versions 1 and 2). It cannot be tried out connection by connection: who may send one could send
/// any.
enum class ProxyProtocol : std::uint8_t {
  off,       ///< nothing is expected; a header is a malformed request
  required,  ///< connections are taken from `ApplicationOptions::trustedProxies` alone, and only with a header
};

}  // namespace serinus
