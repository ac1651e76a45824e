#pragma once

#include "base/proxy_header.hpp"

#include <string_view>

namespace serinus::base {

/// Version 1, a line of text: `PROXY TCP4 192.0.2.7 192.0.2.1 51234 443\r\n` (proxy-protocol.txt, 2.1).
/// @param bytes  of which the first is a `P`
[[nodiscard]] ProxyStep parseProxyLine(std::string_view bytes) noexcept;

/// `PROXY UNKNOWN\r\n`
inline constexpr std::size_t shortestProxyLine = 15;

}  // namespace serinus::base
