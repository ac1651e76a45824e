#include <serinus/base/ascii.hpp>
#include <serinus/http/trailers.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace serinus::http {

namespace {

// In lower case and in order.
constexpr std::array<std::string_view, 44> heads{
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "age",
    "authorization",
    "cache-control",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-range",
    "content-type",
    "cookie",
    "date",
    "expect",
    "expires",
    "forwarded",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "location",
    "max-forwards",
    "origin",
    "pragma",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "retry-after",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "vary",
    "via",
    "www-authenticate",
};

/// Prefixes of names that servers and proxies give a meaning before the body is read.
constexpr std::array<std::string_view, 4> families{"access-control-", "sec-", "x-forwarded-", "x-real-"};

}  // namespace

bool mayTrail(std::string_view name) noexcept {
  const auto is = [&](std::string_view other) { return equalsIgnoreCase(name, other); };
  const auto begins = [&](std::string_view prefix) { return equalsIgnoreCase(name.substr(0, prefix.size()), prefix); };
  return std::ranges::none_of(heads, is) && std::ranges::none_of(families, begins);
}

Fields makeTrailers(const Trailers& trailers) {
  Fields fields = trailers.make();
  for (const Field field : fields) {
    const auto is = [&](const std::string& name) { return equalsIgnoreCase(name, field.name); };
    if (std::ranges::none_of(trailers.names, is))
      throw std::logic_error("the trailer field " + std::string(field.name) + " was not announced");
  }
  return fields;
}

}  // namespace serinus::http
