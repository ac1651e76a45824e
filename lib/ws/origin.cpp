#include <serinus/base/ascii.hpp>
#include <serinus/ws/origin.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace serinus::ws {
namespace {

constexpr std::uint16_t defaultPort(bool secure) noexcept {
  return secure ? 443 : 80;
}

/// A name, an IPv4 address, or an IPv6 address in brackets; no character that could end it for another reader.
bool isHost(std::string_view host) noexcept {
  if (host.starts_with('[')) {
    if (!host.ends_with(']') || host.size() < 4) return false;
    return std::ranges::all_of(host.substr(1, host.size() - 2),
                               [](char c) { return hexValue(c) >= 0 || c == ':' || c == '.'; });
  }
  return !host.empty() &&
         std::ranges::all_of(host, [](char c) { return isAlpha(c) || isDigit(c) || c == '-' || c == '.' || c == '_'; });
}

std::optional<std::uint16_t> parsePort(std::string_view text) noexcept {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || stop != end || text.front() == '0') return std::nullopt;
  return port;
}

/// `host` or `host:port`, the colon of which is looked for behind the brackets of an IPv6 address.
std::optional<Origin> parseAuthority(std::string_view authority, bool secure) {
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) return std::nullopt;
  const std::size_t colon = authority.find(':', bracket);
  const std::string_view host = authority.substr(0, colon);
  if (!isHost(host)) return std::nullopt;
  Origin origin{secure ? "https" : "http", toLower(host), defaultPort(secure)};
  if (colon != std::string_view::npos) {
    const auto port = parsePort(authority.substr(colon + 1));
    if (!port) return std::nullopt;
    origin.port = *port;
  }
  return origin;
}

}  // namespace

std::optional<Origin> parseOrigin(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = text.substr(0, colon);
  const bool secure = equalsIgnoreCase(scheme, "https");
  if (!secure && !equalsIgnoreCase(scheme, "http")) return std::nullopt;
  return parseAuthority(text.substr(colon + 3), secure);
}

OriginPolicy::OriginPolicy(const std::vector<std::string>& allowed) {
  for (const std::string& entry : allowed) {
    if (entry == "*") {
      all_ = true;
    } else if (entry == "null") {
      null_ = true;
    } else if (auto origin = parseOrigin(entry)) {
      allowed_.push_back(std::move(*origin));
    } else {
      throw std::invalid_argument("'" + entry + "' is no origin: write https://host, https://host:port, null or *");
    }
  }
}

bool OriginPolicy::allows(std::optional<std::string_view> origin, std::string_view authority, bool secure) const {
  if (!origin || all_) return true;
  if (*origin == "null") return null_;
  const auto page = parseOrigin(*origin);
  if (!page) return false;
  if (std::ranges::find(allowed_, *page) != allowed_.end()) return true;
  return page == parseAuthority(authority, secure);
}

}  // namespace serinus::ws
