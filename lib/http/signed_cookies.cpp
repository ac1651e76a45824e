#include <serinus/base/ascii.hpp>
#include <serinus/base/base64.hpp>
#include <serinus/http/signed_cookies.hpp>

#include <charconv>
#include <cstdint>
#include <stdexcept>

namespace serinus {

namespace {

using WallTime = SignedCookies::WallTime;

/// Seconds of the epoch; empty for never.
std::string expiryText(WallTime expiry) {
  return expiry == SignedCookies::never ? std::string() : std::to_string(expiry.time_since_epoch().count());
}

std::optional<WallTime> readExpiry(std::string_view text) {
  if (text.empty()) return SignedCookies::never;
  std::int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return WallTime(std::chrono::seconds(seconds));
}

/// No name has an `=`, so no two pairs give one message.
std::string bound(std::string_view name, std::string_view text) {
  return std::string(name).append("=").append(text);
}

void checkName(std::string_view name) {
  if (!isToken(name)) throw std::invalid_argument("the name of a cookie is one or more token characters");
}

std::size_t sizeOf(std::string_view name, std::string_view text) noexcept {
  return name.size() + 1 + text.size();
}
bool fits(std::string_view name, std::string_view text) noexcept {
  return sizeOf(name, text) <= SignedCookies::mostBytes;
}

std::string checked(std::string_view name, std::string text) {
  if (!fits(name, text))
    throw std::length_error("the cookie " + std::string(name) + " would have " + std::to_string(sizeOf(name, text)) +
                            " bytes; browsers keep 4096");
  return text;
}

/// The value of `value.expiry`, before its time is over.
std::optional<std::string_view> readDated(std::string_view text, WallTime now) {
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto expiry = readExpiry(text.substr(dot + 1));
  if (!expiry || now >= *expiry) return std::nullopt;
  return text.substr(0, dot);
}

template <class Read>
std::optional<std::string> firstGood(const Request& request, std::string_view name, Read read) {
  constexpr int most = 8;  // each costs a check of its signature
  int seen = 0;
  for (const CookiePair& cookie : request.cookies().all()) {
    if (cookie.name != name) continue;
    if (++seen > most) break;
    std::optional<std::string> value = read(cookie.value);
    if (value) return value;
  }
  return std::nullopt;
}

}  // namespace

SignedCookies::SignedCookies(const KeyRing& keys)
    : signing_(keys.forPurpose("signed cookie")), sealing_(keys.forPurpose("sealed cookie")) {}

std::string SignedCookies::sign(std::string_view name, std::string_view value, WallTime expiry) const {
  checkName(name);
  std::string text = base64UrlEncode(asBytes(value)) + '.' + expiryText(expiry);
  text += '.' + signing_.sign(bound(name, text));
  return checked(name, std::move(text));
}

std::string SignedCookies::seal(std::string_view name, std::string_view value, WallTime expiry) const {
  checkName(name);
  return checked(name, sealing_.seal(std::string(value) + '.' + expiryText(expiry), name));
}

std::optional<std::string> SignedCookies::verify(std::string_view name, std::string_view text, WallTime now) const {
  if (!fits(name, text)) return std::nullopt;
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  // Before anything is read of it.
  if (!signing_.verifies(bound(name, text.substr(0, dot)), text.substr(dot + 1))) return std::nullopt;
  const auto value = readDated(text.substr(0, dot), now);
  if (!value) return std::nullopt;
  const auto bytes = base64UrlDecode(*value);
  if (!bytes) return std::nullopt;
  return std::string(asText(*bytes));
}

std::optional<std::string> SignedCookies::open(std::string_view name, std::string_view text, WallTime now) const {
  if (!fits(name, text)) return std::nullopt;
  const auto plain = sealing_.open(text, name);
  if (!plain) return std::nullopt;
  const auto value = readDated(*plain, now);
  if (!value) return std::nullopt;
  return std::string(*value);
}

std::optional<std::string> SignedCookies::verified(const Request& request, std::string_view name) const {
  return firstGood(request, name, [&](std::string_view text) { return verify(name, text); });
}

std::optional<std::string> SignedCookies::opened(const Request& request, std::string_view name) const {
  return firstGood(request, name, [&](std::string_view text) { return open(name, text); });
}

}  // namespace serinus
