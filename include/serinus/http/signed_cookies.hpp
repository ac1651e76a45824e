#pragma once

#include <serinus/base/key_ring.hpp>
#include <serinus/http/request.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace serinus {

/// Values of cookies that the client cannot change: signed, so that it can read them, or sealed, so that it cannot.
///
///     const SignedCookies cookies(keys);
///     context.addCookie(SetCookie("theme", cookies.sign("theme", "dark")).path("/"));
///     const auto theme = cookies.verified(context.request(), "theme");
///
/// A value is bound to the name of its cookie, and is worth nothing in another. The expiry inside counts whatever the
/// client does with `Max-Age`. What was signed is no sealed value, nor the other way round. Until then a value can be
/// used again: what must work once only belongs in a session.
class SignedCookies {
public:
  using WallTime = std::chrono::sys_seconds;
  /// What browsers keep of one cookie, with its name (RFC 6265, 6.1).
  static constexpr std::size_t mostBytes = 4'096;
  static constexpr WallTime never = WallTime::max();

  explicit SignedCookies(const KeyRing& keys);

  /// @param value  any bytes
  /// @throws std::length_error      when it would not fit into a cookie
  /// @throws std::invalid_argument  when `name` is no token
  [[nodiscard]] std::string sign(std::string_view name, std::string_view value, WallTime expiry = never) const;
  [[nodiscard]] std::string seal(std::string_view name, std::string_view value, WallTime expiry = never) const;

  /// What was signed for the cookie `name`; nothing when it was not, was for another, or has expired.
  [[nodiscard]] std::optional<std::string> verify(std::string_view name, std::string_view text,
                                                  WallTime now = wallNow()) const;
  [[nodiscard]] std::optional<std::string> open(std::string_view name, std::string_view text,
                                                WallTime now = wallNow()) const;

  /// Of the request's cookies of that name the first that is good: a neighbouring host may have set others.
  [[nodiscard]] std::optional<std::string> verified(const Request& request, std::string_view name) const;
  [[nodiscard]] std::optional<std::string> opened(const Request& request, std::string_view name) const;

private:
  [[nodiscard]] static WallTime wallNow() noexcept {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  }

  KeyRing signing_;
  KeyRing sealing_;
};

}  // namespace serinus
