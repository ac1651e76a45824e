#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace serinus {

/// A cookie for the client to keep: `SetCookie("sid", token).path("/").httpOnly()` (RFC 6265, 4.1).
///
/// What would add an attribute or a field of its own is refused when it is given: InvalidFieldError for a name that is
/// no token, a value with a byte that is no cookie octet (spaces, quotes, commas, semicolons, backslashes, controls;
/// use `percentEncode`), a path or domain with a semicolon or a control byte.
class SetCookie {
public:
  enum class SameSite : unsigned char { strict, lax, none };

  SetCookie(std::string_view name, std::string_view value);

  /// Tells the client to forget the cookie; path and domain must be those it was set with.
  [[nodiscard]] static SetCookie removal(std::string_view name);

  SetCookie& path(std::string_view path) &;
  SetCookie&& path(std::string_view path) &&;
  SetCookie& domain(std::string_view domain) &;
  SetCookie&& domain(std::string_view domain) &&;
  SetCookie& maxAge(std::chrono::seconds age) & noexcept;
  SetCookie&& maxAge(std::chrono::seconds age) && noexcept;
  SetCookie& httpOnly() & noexcept;
  SetCookie&& httpOnly() && noexcept;
  SetCookie& secure() & noexcept;
  SetCookie&& secure() && noexcept;
  SetCookie& sameSite(SameSite policy) & noexcept;
  SetCookie&& sameSite(SameSite policy) && noexcept;

  /// The value of the Set-Cookie field.
  [[nodiscard]] std::string text() const;

private:
  std::string pair_;
  std::string path_;
  std::string domain_;
  std::optional<std::chrono::seconds> maxAge_;
  std::optional<SameSite> sameSite_;
  bool httpOnly_ = false;
  bool secure_ = false;
};

}  // namespace serinus
