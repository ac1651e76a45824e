#pragma once

#include <serinus/base/tls_peer.hpp>

struct ssl_st;

namespace serinus::transport {

/// What there is to say of a connection whose handshake is over.
[[nodiscard]] TlsPeer describeTls(const ssl_st* ssl);

}  // namespace serinus::transport
