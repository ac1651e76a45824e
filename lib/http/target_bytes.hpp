#pragma once

#include <serinus/base/ascii.hpp>

namespace serinus::http {

/// What may stand in a request target: printable ASCII, but for the `#` of a fragment (RFC 9112, 3.2).
inline constexpr std::array<bool, 256> targetBytes =
    bytesThat([](char c) { return c > ' ' && c < '\x7F' && c != '#'; });

}  // namespace serinus::http
