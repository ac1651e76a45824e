#pragma once

#include <serinus/base/ip_address.hpp>
#include <serinus/http/fields.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::http {

/// What one proxy says of the request it took. Whatever it does not say, or says malformed, is empty.
struct ForwardedHop {
  /// From whom it took it: an address, without brackets and port.
  std::optional<IpAddress> address{};
  /// The same as sent; also `unknown`, or a name of its own for it (`_hidden`: RFC 7239, 6.3).
  std::string node{};
  /// `http`, `https`, ...; in lower case.
  std::string scheme{};
  /// The host asked for, perhaps with a port.
  std::string host{};
};

/// Of more hops than that, those nearest to us are kept.
inline constexpr std::size_t maxForwardedHops = 32;

/// The hops of all Forwarded fields, the one farthest from us first (RFC 7239, 4). A malformed element is a hop that
/// says nothing, as is one with more than eight parameters, and the rest of a field from a quote on that does not end.
[[nodiscard]] std::vector<ForwardedHop> forwardedHops(const Fields& fields);

/// The hops of X-Forwarded-For, with what X-Forwarded-Proto and X-Forwarded-Host say: where such a list has as many
/// members as there are addresses, one for each; otherwise its last member, which the nearest proxy wrote, for all.
/// Addresses may have a port.
[[nodiscard]] std::vector<ForwardedHop> xForwardedHops(const Fields& fields);

}  // namespace serinus::http
