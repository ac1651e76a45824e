#include <serinus/base/ascii.hpp>
#include <serinus/base/ip_address.hpp>
#include <serinus/http/target.hpp>

#include "http/origin_form.hpp"

#include <algorithm>
#include <array>

namespace serinus::http {

namespace {

constexpr auto npos = std::string_view::npos;

constexpr bool isHex(char c) noexcept {
  return hexValue(c) >= 0;
}

/// A NUL or half an escape in a path has no meaning that every reader behind us would agree on.
bool isEscape(std::string_view text) noexcept {
  return text.size() >= 3 && isHex(text[1]) && isHex(text[2]) && !(text[1] == '0' && text[2] == '0');
}

/// What may stand in a request target (RFC 9112, 3.2) unescaped. Of the bytes that RFC 3986 wants escaped only those
/// are taken that browsers send as they are: which they do not is said by the percent-encode sets of the WHATWG URL
/// standard.
constexpr std::array<bool, 256> queryBytes =
    bytesThat([](char c) { return c > ' ' && c < '\x7F' && std::string_view("\"#<>").find(c) == npos; });
constexpr std::array<bool, 256> pathBytes = bytesThat(
    [](char c) { return queryBytes[static_cast<unsigned char>(c)] && std::string_view("?%\\^`{}").find(c) == npos; });

/// How long the path at the start is: up to a byte that cannot be part of one, or an escape that is broken.
std::size_t pathSize(std::string_view text) noexcept {
  std::size_t i = 0;
  while (true) {
    while (i < text.size() && pathBytes[static_cast<unsigned char>(text[i])]) ++i;
    if (i == text.size() || text[i] != '%' || !isEscape(text.substr(i))) return i;
    i += 3;
  }
}

bool isPort(std::string_view text) noexcept {
  if (text.size() > 5) return false;
  unsigned value = 0;
  for (const char digit : text) {
    if (!isDigit(digit)) return false;
    value = value * 10 + static_cast<unsigned>(digit - '0');
  }
  return value <= 65'535;
}

constexpr std::array<bool, 256> nameChars = bytesThat([](char c) {
  return isDigit(c) || isAlpha(c) || (c != '\0' && std::string_view("-._~!$&'()*+,;=").find(c) != npos);
});

/// How long the registered name at the start is; npos where an escape in it is broken.
std::size_t registeredNameSize(std::string_view text) noexcept {
  std::size_t i = 0;
  while (true) {
    while (i < text.size() && nameChars[static_cast<unsigned char>(text[i])]) ++i;
    if (i == text.size() || text[i] != '%') return i;
    if (text.size() - i < 3 || !isHex(text[i + 1]) || !isHex(text[i + 2])) return npos;
    i += 3;
  }
}

/// How long the address in brackets at the start is; npos where it is none.
std::size_t bracketedSize(std::string_view text) noexcept {
  const std::size_t close = text.find(']');
  if (close == npos) return npos;
  const std::string_view address = text.substr(1, close - 1);
  return address.find(':') != npos && IpAddress::parse(address) ? close + 1 : npos;
}

/// How many bytes `scheme://` takes; 0 when the target is not in absolute-form.
std::size_t schemeSize(std::string_view text) noexcept {
  for (const std::string_view scheme : {std::string_view("http://"), std::string_view("https://")}) {
    if (equalsIgnoreCase(text.substr(0, scheme.size()), scheme)) return scheme.size();
  }
  return 0;
}

std::uint32_t offset(std::size_t at) noexcept {
  return static_cast<std::uint32_t>(at);
}

/// Reads both from `path` on. @return where they end: at the end of `text`, or at the byte that is wrong
std::size_t readPathAndQuery(std::string_view text, std::size_t path, Target& target) noexcept {
  const std::size_t pathEnd = path + pathSize(text.substr(path));
  std::size_t query = pathEnd;
  if (query < text.size() && text[query] == '?') ++query;
  std::size_t end = query;
  while (query > pathEnd && end < text.size() && queryBytes[static_cast<unsigned char>(text[end])]) ++end;
  target.pathAt = offset(path);
  target.pathSize = offset(pathEnd - path);
  target.queryAt = offset(query);
  target.querySize = offset(end - query);
  return end;
}

}  // namespace

bool isHost(std::string_view text) noexcept {
  const std::size_t name = text.starts_with('[') ? bracketedSize(text) : registeredNameSize(text);
  if (name == 0 || name == npos) return false;
  return name == text.size() || (text[name] == ':' && isPort(text.substr(name + 1)));
}

std::string_view parseTarget(Method method, std::string_view text, Target& target) noexcept {
  target = Target();
  if (text == "*") {
    target.pathSize = 1;
    return method == Method::options ? std::string_view() : "the target * is for OPTIONS alone";
  }

  std::size_t path = 0;
  if (!text.starts_with('/')) {
    const std::size_t authority = schemeSize(text);
    if (authority == 0) return "the request target is neither a path nor an http URI";
    path = std::min(text.find_first_of("/?", authority), text.size());
    target.authorityAt = offset(authority);
    target.authoritySize = offset(path - authority);
    if (!isHost(text.substr(authority, path - authority))) return "the request target names no valid host";
  }
  const std::size_t end = readPathAndQuery(text, path, target);
  if (end == text.size()) return {};
  return text[end] == '%' ? "the path has a broken escape or NUL"
                          : "the request target has a byte that must be escaped";
}

std::size_t readOriginForm(std::string_view text, Target& target) noexcept {
  target = Target();
  return text.starts_with('/') ? readPathAndQuery(text, 0, target) : 0;
}

}  // namespace serinus::http
