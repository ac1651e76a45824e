#include <serinus/base/ascii.hpp>
#include <serinus/http/fields.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/http/set_cookie.hpp>

#include <algorithm>
#include <utility>

namespace serinus {

namespace {

/// `cookie-octet` of RFC 6265, 4.1.1.
bool isCookieOctet(char c) noexcept {
  return c > ' ' && c < '\x7F' && c != '"' && c != ',' && c != ';' && c != '\\';
}

void checkAttribute(std::string_view text) {
  if (text.find(';') != std::string_view::npos || !http::isFieldValue(text)) {
    throw InvalidFieldError("a cookie's path or domain has a semicolon or a control byte");
  }
}

std::string_view nameOf(SetCookie::SameSite policy) noexcept {
  switch (policy) {
    case SetCookie::SameSite::strict:
      return "Strict";
    case SetCookie::SameSite::lax:
      return "Lax";
    case SetCookie::SameSite::none:
      break;
  }
  return "None";
}

}  // namespace

SetCookie::SetCookie(std::string_view name, std::string_view value) {
  if (!isToken(name)) throw InvalidFieldError("the name of a cookie is one or more token characters");
  if (!std::ranges::all_of(value, isCookieOctet)) {
    throw InvalidFieldError("the value of the cookie " + std::string(name) + " has a byte that must be escaped");
  }
  pair_.append(name).append("=").append(value);
}

SetCookie SetCookie::removal(std::string_view name) {
  return SetCookie(name, "").maxAge(std::chrono::seconds(0));
}

SetCookie& SetCookie::path(std::string_view path) & {
  checkAttribute(path);
  path_ = path;
  return *this;
}

SetCookie& SetCookie::domain(std::string_view domain) & {
  checkAttribute(domain);
  domain_ = domain;
  return *this;
}

SetCookie& SetCookie::maxAge(std::chrono::seconds age) & noexcept {
  maxAge_ = age;
  return *this;
}

SetCookie& SetCookie::httpOnly() & noexcept {
  httpOnly_ = true;
  return *this;
}

SetCookie& SetCookie::secure() & noexcept {
  secure_ = true;
  return *this;
}

SetCookie& SetCookie::sameSite(SameSite policy) & noexcept {
  sameSite_ = policy;
  return *this;
}

SetCookie&& SetCookie::path(std::string_view path) && {
  return std::move(this->path(path));
}
SetCookie&& SetCookie::domain(std::string_view domain) && {
  return std::move(this->domain(domain));
}
SetCookie&& SetCookie::maxAge(std::chrono::seconds age) && noexcept {
  return std::move(maxAge(age));
}
SetCookie&& SetCookie::httpOnly() && noexcept {
  return std::move(httpOnly());
}
SetCookie&& SetCookie::secure() && noexcept {
  return std::move(secure());
}
SetCookie&& SetCookie::sameSite(SameSite policy) && noexcept {
  return std::move(sameSite(policy));
}

std::string SetCookie::text() const {
  std::string text = pair_;
  if (!path_.empty()) text += "; Path=" + path_;
  if (!domain_.empty()) text += "; Domain=" + domain_;
  if (maxAge_) text += "; Max-Age=" + std::to_string(maxAge_->count());
  if (httpOnly_) text += "; HttpOnly";
  if (secure_) text += "; Secure";
  if (sameSite_) text.append("; SameSite=").append(nameOf(*sameSite_));
  return text;
}

}  // namespace serinus
