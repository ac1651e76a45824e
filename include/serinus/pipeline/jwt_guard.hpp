#pragma once

#include <serinus/pipeline/jwt_verifier.hpp>
#include <serinus/pipeline/steps.hpp>

#include <functional>
#include <string>

namespace serinus {

/// Where a token may stand besides `Authorization: Bearer`, which is looked at first.
struct JwtPlaces {
  /// The name of a cookie. Browsers send it with what any page asks for: put a `CsrfGuard` before the guard, and make
  /// it `HttpOnly`.
  std::string cookie = {};
  /// The name of a parameter of the query, such as `access_token` (RFC 6750, 2.3): for WebSocket and EventSource in
  /// browsers, which can set no field. Addresses end up in logs and histories: give out tokens of a minute for it.
  std::string query = {};
  /// For tests.
  std::function<Principal::WallTime()> now = {};
};

/// Lets through who has a good JSON Web Token (RFC 7519), and makes a principal of it:
///
///     use(JwtGuard("api", {.keys = {JwtKey::secret(JwtAlgorithm::hs256, secret)}, .issuers =
///     {"https://id.example"}}));
///
/// The answer is 401 with a challenge without a token; 401 with `invalid_token` for one that is not good (RFC 6750,
/// 3.1); 400 with `invalid_request` for what is no token, and where there are several. A WebSocket is closed with 4401
/// and a stream ends when the token has expired.
class JwtGuard : public Guard {
public:
  /// @throws std::invalid_argument  as `JwtVerifier`, and for a realm with a control byte, a quote or a backslash
  JwtGuard(const std::string& realm, JwtRules rules, JwtPlaces places = {});

  [[nodiscard]] Task<bool> canActivate(ExecutionContext& context) override;

private:
  std::string challenge_;
  JwtVerifier verifier_;
  JwtPlaces places_;
};

}  // namespace serinus
