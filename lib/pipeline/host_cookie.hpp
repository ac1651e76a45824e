#pragma once

#include <serinus/http/set_cookie.hpp>

#include <string>

namespace serinus::pipeline {

/// The name that a cookie of ours is sent with. `__Host-`: no other host and no page without TLS can set it
/// (RFC 6265bis, 4.1.3.2).
[[nodiscard]] inline std::string hostCookieName(const std::string& name, bool secure) {
  return (secure ? "__Host-" : "") + name;
}

/// For the whole host, and for no script.
[[nodiscard]] inline SetCookie hostCookie(SetCookie cookie, SetCookie::SameSite sameSite, bool secure) {
  cookie.path("/").httpOnly().sameSite(sameSite);
  if (secure) cookie.secure();
  return cookie;
}

}  // namespace serinus::pipeline
