#include <serinus/pipeline/principal.hpp>

#include <algorithm>
#include <stdexcept>

namespace serinus {

namespace {
constexpr std::size_t longestId = 255;  // as of all names that gateways keep
}

Principal::Principal(std::string id) : id_(std::move(id)) {
  if (id_.empty()) throw std::invalid_argument("a principal has an id: a client without one has no principal");
  if (id_.size() > longestId)
    throw std::invalid_argument("the id of a principal has at most 255 bytes, not " + std::to_string(id_.size()));
}

Principal& Principal::role(std::string name) & {
  if (!hasRole(name)) roles_.push_back(std::move(name));
  return *this;
}

Principal& Principal::claim(std::string name, std::string value) & {
  claims_.insert_or_assign(std::move(name), std::move(value));
  return *this;
}

bool Principal::hasRole(std::string_view name) const noexcept {
  return std::ranges::find(roles_, name) != roles_.end();
}

std::optional<std::string_view> Principal::claim(std::string_view name) const noexcept {
  const auto found = claims_.find(name);
  if (found == claims_.end()) return std::nullopt;
  return found->second;
}

}  // namespace serinus
