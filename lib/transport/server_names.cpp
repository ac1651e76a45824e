#include "transport/server_names.hpp"

#include <serinus/base/ascii.hpp>

#include <algorithm>

namespace serinus::transport {

namespace {

std::string normal(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return toLower(name);
}

}  // namespace

bool ServerNames::isName(std::string_view name) noexcept {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.starts_with("*.")) name.remove_prefix(2);
  if (name.empty() || name.size() > 253 || name.starts_with('.')) return false;
  if (name.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(name, [](char c) { return isAlpha(c) || isDigit(c) || c == '-' || c == '_' || c == '.'; });
}

void ServerNames::add(std::string_view name, std::size_t certificate) {
  certificates_.try_emplace(normal(name), certificate);
}

std::optional<std::size_t> ServerNames::find(std::string_view host) const {
  std::string name = normal(host);
  if (name.find('*') != std::string::npos) return std::nullopt;  // no host has that name
  auto found = certificates_.find(name);
  const std::size_t dot = name.find('.');
  if (found == certificates_.end() && dot != std::string::npos && dot > 0)
    found = certificates_.find(name.replace(0, dot, "*"));
  if (found == certificates_.end()) return std::nullopt;
  return found->second;
}

}  // namespace serinus::transport
