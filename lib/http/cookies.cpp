#include <serinus/base/ascii.hpp>
#include <serinus/http/cookies.hpp>

#include <algorithm>

namespace serinus {

namespace {

/// Takes the next pair off `text`; one that is none has no name.
CookiePair takePair(std::string_view& text) noexcept {
  const std::string_view pair = text.substr(0, text.find(';'));
  text.remove_prefix(std::min(text.size(), pair.size() + 1));
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return {};

  std::string_view value = trim(pair.substr(equals + 1));
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
  return {trim(pair.substr(0, equals)), value};
}

}  // namespace

std::optional<std::string_view> Cookies::get(std::string_view name) const noexcept {
  if (name.empty()) return std::nullopt;
  for (std::string_view rest = text_; !rest.empty();) {
    const CookiePair cookie = takePair(rest);
    if (cookie.name == name) return cookie.value;
  }
  return std::nullopt;
}

std::vector<CookiePair> Cookies::all() const {
  std::vector<CookiePair> cookies;
  for (std::string_view rest = text_; !rest.empty();) {
    const CookiePair cookie = takePair(rest);
    if (!cookie.name.empty()) cookies.push_back(cookie);
  }
  return cookies;
}

}  // namespace serinus
