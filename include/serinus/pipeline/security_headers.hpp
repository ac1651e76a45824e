#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/pipeline/steps.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

/// What browsers are told to keep from pages, field by field as it is sent; empty: the field is left out.
struct SecurityHeadersOptions {
  /// `X-Content-Type-Options`: nothing is taken for a script or a page that is not said to be one (Fetch, 3.6).
  std::string contentTypeOptions = "nosniff";
  /// `Referrer-Policy`: what other sites learn of where a visitor comes from.
  std::string referrerPolicy = "strict-origin-when-cross-origin";
  /// `X-Frame-Options`, for browsers that do not know `frame-ancestors`: who may show a page in a frame of theirs.
  std::string frameOptions = "SAMEORIGIN";
  /// `Content-Security-Policy` (CSP3): of the application, `default-src 'self'`. The default forbids frames of other
  /// origins alone.
  std::string contentSecurityPolicy = "frame-ancestors 'self'";
  /// `Cross-Origin-Opener-Policy`: windows of other origins have no hold of the page.
  std::string openerPolicy = "same-origin";
  /// `Cross-Origin-Resource-Policy`: pages of other sites embed nothing from here. With `Cors` for a page of another
  /// site nothing changes: what it fetches by CORS is not asked for this.
  std::string resourcePolicy = "same-origin";
  /// `Strict-Transport-Security` (RFC 6797): for so long browsers come by https alone, 0 for not saying it. Only where
  /// the whole host is served by https: there is no way back before the time is over.
  Duration strictTransport = Duration::zero();
  bool strictTransportSubdomains = false;
};

/// Tells browsers what they shall not do with what is served: `everywhere(SecurityHeaders({…}))`.
///
/// It stands on every answer behind it, errors too, unless the answer has such a field itself: a handler that sets its
/// own policy wins, as does a `SecurityHeaders` closer to it. For requests and event streams; at the doors of a gateway
/// it does nothing.
class SecurityHeaders : public Middleware {
public:
  /// @throws InvalidFieldError      for a value with a control byte
  /// @throws std::invalid_argument  for `strictTransport` below zero
  explicit SecurityHeaders(const SecurityHeadersOptions& options = {});

  [[nodiscard]] Task<> use(ExecutionContext& context, Next next) override;

private:
  std::vector<std::pair<std::string_view, std::string>> fields_;
};

}  // namespace serinus
