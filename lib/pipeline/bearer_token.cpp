#include "pipeline/bearer_token.hpp"

#include <serinus/base/ascii.hpp>

#include <algorithm>
#include <stdexcept>

namespace serinus::pipeline {

std::string quotedRealm(const std::string& realm) {
  const auto isPlain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
  if (!std::ranges::all_of(realm, isPlain))
    throw std::invalid_argument("a realm is printable ASCII without quotes and backslashes");
  return "realm=\"" + realm + '"';
}

std::optional<std::string_view> credentials(const Request& request, std::string_view scheme) {
  const auto field = request.header("Authorization");
  if (!field || request.fields().count("Authorization") > 1) return std::nullopt;
  const std::size_t space = std::min(field->find(' '), field->size());
  if (!equalsIgnoreCase(field->substr(0, space), scheme)) return std::nullopt;
  return trim(field->substr(space));
}

bool isBearerToken(std::string_view text) noexcept {
  const std::size_t end = text.find_last_not_of('=');
  if (end == std::string_view::npos) return false;
  return std::ranges::all_of(text.substr(0, end + 1), [](char c) {
    return isDigit(c) || isAlpha(c) || std::string_view("-._~+/").find(c) != std::string_view::npos;
  });
}

}  // namespace serinus::pipeline
