#include <serinus/base/ascii.hpp>
#include <serinus/http/target.hpp>

#include "http/split_target.hpp"
#include "http/target_bytes.hpp"

#include <algorithm>
#include <array>

namespace serinus::http {

namespace {

constexpr auto npos = std::string_view::npos;

constexpr bool isHex(char c) noexcept {
  return hexValue(c) >= 0;
}

/// A NUL or half an escape in a path has no meaning that every reader behind us would agree on.
bool escapesAreWhole(std::string_view path) noexcept {
  for (std::size_t at = path.find('%'); at != npos; at = path.find('%', at + 3)) {
    if (path.size() - at < 3 || !isHex(path[at + 1]) || !isHex(path[at + 2])) return false;
    if (path[at + 1] == '0' && path[at + 2] == '0') return false;
  }
  return true;
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
  if (close == npos || close < 3) return npos;
  const std::string_view address = text.substr(1, close - 1);
  const bool isAddress = std::ranges::all_of(address, [](char c) { return isHex(c) || c == ':' || c == '.'; });
  return isAddress ? close + 1 : npos;
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

}  // namespace

bool isHost(std::string_view text) noexcept {
  const std::size_t name = text.starts_with('[') ? bracketedSize(text) : registeredNameSize(text);
  if (name == 0 || name == npos) return false;
  return name == text.size() || (text[name] == ':' && isPort(text.substr(name + 1)));
}

std::string_view parseTarget(Method method, std::string_view text, Target& target) noexcept {
  const bool printable = std::ranges::all_of(text, [](char c) { return targetBytes[static_cast<unsigned char>(c)]; });
  if (text.empty() || !printable) return "the request target has a byte that must be escaped";
  return splitTarget(method, text, target);
}

std::string_view splitTarget(Method method, std::string_view text, Target& target) noexcept {
  target = Target();
  if (text == "*") {
    target.pathSize = 1;
    return method == Method::options ? std::string_view() : "the target * is for OPTIONS alone";
  }

  std::size_t path = 0;
  if (text.front() != '/') {
    const std::size_t authority = schemeSize(text);
    if (authority == 0) return "the request target is neither a path nor an http URI";
    path = std::min(text.find_first_of("/?", authority), text.size());
    target.authorityAt = offset(authority);
    target.authoritySize = offset(path - authority);
    if (!isHost(text.substr(authority, path - authority))) return "the request target names no valid host";
  }
  const std::size_t question = std::min(text.find('?', path), text.size());
  target.pathAt = offset(path);
  target.pathSize = offset(question - path);
  target.queryAt = offset(std::min(question + 1, text.size()));
  target.querySize = offset(text.size() - target.queryAt);
  return escapesAreWhole(text.substr(path, question - path)) ? std::string_view()
                                                             : "the path has a broken escape or NUL";
}

}  // namespace serinus::http
