#pragma once

#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/steps.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace serinus {

/// Lets those through who have one of some roles: `use(RolesGuard({"admin", "moderator"}))`, behind the guard that sets
/// the principal. Without a principal the answer is 401, without the role 403.
class RolesGuard : public Guard {
public:
  explicit RolesGuard(std::vector<std::string> anyOf) : anyOf_(std::move(anyOf)) {}

  [[nodiscard]] Task<bool> canActivate(ExecutionContext& context) override {
    const Principal* const principal = context.context().principal();
    if (principal == nullptr) throw UnauthorizedException();
    co_return std::ranges::any_of(anyOf_, [&](const std::string& role) { return principal->hasRole(role); });
  }

private:
  std::vector<std::string> anyOf_;
};

}  // namespace serinus
