#pragma once

#include <serinus/pipeline/steps.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace serinus {

/// Asks for name and password by the browser's own window (RFC 7617), and sets the principal:
///
///     use(BasicAuthGuard("the kitchen", {{"ada", config.password}}));
///     use(BasicAuthGuard("the kitchen", check));  // Task<std::optional<Principal>>(std::string name, std::string
///     password)
///
/// Both are UTF-8. Without them, or with wrong ones, the answer is 401 with `WWW-Authenticate`. Over TLS alone: whoever
/// reads a request has the password. Put a `RateLimitGuard` before it.
class BasicAuthGuard : public Guard {
public:
  using Check = std::function<Task<std::optional<Principal>>(std::string name, std::string password)>;

  /// Passwords are compared in a time that says nothing about them, nor about who is known.
  /// @throws std::invalid_argument  for a realm with a control byte, a quote or a backslash, and for a name with a
  /// colon
  BasicAuthGuard(const std::string& realm, const std::map<std::string, std::string>& passwords);
  BasicAuthGuard(const std::string& realm, Check check);

  [[nodiscard]] Task<bool> canActivate(ExecutionContext& context) override;

private:
  std::string challenge_;
  Check check_;
};

/// Lets through who has a token (RFC 6750), by what the application makes of it:
///
///     use(BearerGuard("api", [&tokens](std::string token) -> Task<std::optional<Principal>> { … }));
///
/// Only in the field `Authorization`. The answer is 401 with a challenge without a token; 401 with `invalid_token` for
/// one that gives no principal, or one that has expired; 400 with `invalid_request` for what is no token.
class BearerGuard : public Guard {
public:
  using Check = std::function<Task<std::optional<Principal>>(std::string token)>;

  /// @throws std::invalid_argument  for a realm with a control byte, a quote or a backslash
  BearerGuard(const std::string& realm, Check check);

  [[nodiscard]] Task<bool> canActivate(ExecutionContext& context) override;

private:
  std::string challenge_;
  Check check_;
};

}  // namespace serinus
