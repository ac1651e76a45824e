#pragma once

#include <serinus/http/method.hpp>

#include <cstdint>
#include <string_view>

namespace serinus::http {

/// Where the parts of a request target lie (RFC 9112, 3.2), as offsets, so that the text may move.
struct Target {
  std::uint32_t authorityAt = 0;
  std::uint32_t authoritySize = 0;  ///< 0 but in absolute-form
  std::uint32_t pathAt = 0;
  std::uint32_t pathSize = 0;  ///< 0 in an absolute-form without a path
  std::uint32_t queryAt = 0;
  std::uint32_t querySize = 0;
};

/// Divides a target. Taken are origin-form, absolute-form with `http` or `https`, and `*` with OPTIONS.
/// @return the reason to refuse it, a literal; empty when it is in order
[[nodiscard]] std::string_view parseTarget(Method method, std::string_view text, Target& target) noexcept;

/// Whether a target that was taken is an https URI. What it names may be given over TLS alone (RFC 9110, 7.4).
[[nodiscard]] inline bool namesHttps(std::string_view target) noexcept {
  return target.front() != '/' && target.size() > 4 && (target[4] == 's' || target[4] == 'S');
}

/// Whether `text` is a non-empty host, with or without a port (RFC 9110, 7.2; RFC 3986, 3.2.2).
[[nodiscard]] bool isHost(std::string_view text) noexcept;

}  // namespace serinus::http
