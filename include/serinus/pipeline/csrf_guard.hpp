#pragma once

#include <serinus/base/key_ring.hpp>
#include <serinus/pipeline/steps.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace serinus {

struct CsrfGuardOptions {
  /// Whole origins whose pages may send what changes something, besides our own: `https://app.example`.
  std::vector<std::string> origins = {};
  /// Of the token's cookie. When it is `secure` it is sent with `__Host-` before.
  std::string cookie = "csrf";
  bool secure = true;
  /// Where a token is looked for: a field of the request, then one of a urlencoded form.
  std::string header = "X-CSRF-Token";
  std::string formField = "_csrf";
};

/// Refuses what the page of another site sends in the visitor's name: `use(CsrfGuard(keys))`, behind `Sessions`, on all
/// that a cookie or Basic authentication opens. GET, HEAD and OPTIONS pass: they must change nothing.
///
/// Browsers say where a request comes from, by `Sec-Fetch-Site` or, older ones, by `Origin`; that decides. Of a request
/// that says neither a token is asked for (`CsrfToken`), bound to the session, which is in a cookie as well as in a
/// field of the request or of its form. Who has none is answered with 403 and the reason.
class CsrfGuard : public Guard {
public:
  /// @throws std::invalid_argument  for an entry that is no origin, and for a cookie or header that is no token
  explicit CsrfGuard(const KeyRing& keys, CsrfGuardOptions options = {});

  [[nodiscard]] Task<bool> canActivate(ExecutionContext& context) override;

private:
  /// The token that the client sent beside its cookie.
  [[nodiscard]] std::string sentToken(const Request& request) const;
  [[nodiscard]] bool hasToken(Context& context) const;

  KeyRing keys_;
  CsrfGuardOptions options_;
  std::string cookie_;
};

/// The token for forms of a page, and its cookie with the answer: `[](CsrfToken token) { … token.value … }`, at a route
/// behind a `CsrfGuard`. It is good for this session until that is renewed: ask for it after signing in, not before.
struct CsrfToken {
  std::string value;

  /// @throws std::logic_error  without a `CsrfGuard` before
  [[nodiscard]] static CsrfToken fromRequest(Context& context);
};

}  // namespace serinus
