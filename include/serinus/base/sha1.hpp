#pragma once

#include <serinus/base/bytes.hpp>

#include <array>
#include <cstddef>

namespace serinus {

/// SHA-1 (FIPS 180-4, 6.1). Broken as a signature: here only because the WebSocket handshake asks for it
/// (RFC 6455, 4.2.2), where it proves understanding and keeps no secret.
[[nodiscard]] std::array<std::byte, 20> sha1(ByteView bytes) noexcept;

}  // namespace serinus
