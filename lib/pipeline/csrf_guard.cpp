#include "pipeline/content_type.hpp"
#include "pipeline/host_cookie.hpp"
#include "pipeline/listed_origin.hpp"
#include "pipeline/session_state.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/base/random.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/csrf_guard.hpp>
#include <serinus/pipeline/session.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

namespace serinus {

namespace {

/// How tokens are made here, for `CsrfToken`.
struct CsrfTokens {
  KeyRing keys;
  std::string cookie;
  bool secure = true;
};

bool isSafe(Method method) noexcept {  // RFC 9110, 9.2.1; TRACE is not served
  return method == Method::get || method == Method::head || method == Method::options;
}

/// Without TLS nothing is known of the scheme, since a proxy may have ended it: host and port decide.
bool isOwn(std::string_view origin, const Context& context) {
  const std::string_view host = context.request().host();
  const std::size_t colon = origin.find("://");
  if (colon == std::string_view::npos || host.empty()) return false;
  if (context.isSecure() && !equalsIgnoreCase(origin.substr(0, colon), "https")) return false;
  return equalsIgnoreCase(origin.substr(colon + 3), host);
}

std::string_view bindingOf(Context& context) {
  return context.tryState<pipeline::SessionState>() == nullptr ? std::string_view() : Session::of(context).binding();
}

/// `random.signature`; a binding has no dot.
bool isGood(const KeyRing& keys, std::string_view token, std::string_view binding) {
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos || token.size() > 128) return false;
  return keys.verifies(std::string(binding).append(".").append(token.substr(0, dot)), token.substr(dot + 1));
}

}  // namespace

CsrfGuard::CsrfGuard(const KeyRing& keys, CsrfGuardOptions options)
    : keys_(keys.forPurpose("csrf token")),
      options_(std::move(options)),
      cookie_(pipeline::hostCookieName(options_.cookie, options_.secure)) {
  if (!isToken(options_.cookie) || !isToken(options_.header))
    throw std::invalid_argument("CsrfGuard: the names of a cookie and of a field are tokens");
  for (const std::string& origin : options_.origins) pipeline::requireOrigin("CsrfGuard", origin);
}

Task<bool> CsrfGuard::canActivate(ExecutionContext& execution) {
  Context& context = execution.context();
  const Request& request = context.request();
  context.setState<CsrfTokens>(CsrfTokens{keys_, cookie_, options_.secure});
  if (isSafe(request.method())) co_return true;
  const auto origin = request.header("Origin");
  const auto site = request.header("Sec-Fetch-Site");
  if (request.fields().count("Origin") > 1 || request.fields().count("Sec-Fetch-Site") > 1)
    throw ForbiddenException("this request says twice where it comes from");
  if (origin && std::ranges::find(options_.origins, *origin) != options_.origins.end()) co_return true;
  if (site) {
    if (*site == "same-origin" || *site == "none") co_return true;  // none: the visitor, not a page
    throw ForbiddenException("pages of other origins may not send this (Sec-Fetch-Site)");
  }
  if (origin) {
    if (isOwn(*origin, context)) co_return true;
    throw ForbiddenException("pages of other origins may not send this (Origin)");
  }
  if (!hasToken(context))
    throw ForbiddenException("this request does not say where it comes from, and has no valid CSRF token in " +
                             options_.header + " or the form's field " + options_.formField);
  co_return true;
}

std::string CsrfGuard::sentToken(const Request& request) const {
  if (const auto sent = request.header(options_.header)) return std::string(*sent);
  if (!pipeline::isForm(pipeline::contentTypeOf(request))) return {};
  const UrlParameters form = pipeline::formOf(request);
  return std::string(form.get(options_.formField).value_or(std::string_view()));
}

bool CsrfGuard::hasToken(Context& context) const {
  const std::string sent = sentToken(context.request());
  const auto kept = context.cookie(cookie_);
  return kept && crypto::sameBytes(asBytes(*kept), asBytes(sent)) && isGood(keys_, sent, bindingOf(context));
}

CsrfToken CsrfToken::fromRequest(Context& context) {
  const auto* const tokens = context.tryState<CsrfTokens>();
  if (tokens == nullptr) throw std::logic_error("CsrfToken: put use(CsrfGuard(…)) before this handler");
  const std::string_view binding = bindingOf(context);
  const auto kept = context.cookie(tokens->cookie);
  if (kept && isGood(tokens->keys, *kept, binding)) return {std::string(*kept)};  // other tabs have it
  std::string token = randomToken(16);
  token += '.' + tokens->keys.sign(std::string(binding).append(".").append(token));
  context.addCookie(pipeline::hostCookie(SetCookie(tokens->cookie, token), SetCookie::SameSite::lax, tokens->secure));
  return {std::move(token)};
}

}  // namespace serinus
