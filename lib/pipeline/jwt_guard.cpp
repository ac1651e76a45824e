#include <serinus/http/grammar.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/jwt_guard.hpp>

#include "pipeline/bearer_token.hpp"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <variant>

namespace serinus {

namespace {

HttpException invalidRequest(const char* why, const std::string& challenge) {
  return BadRequestException(why).header("WWW-Authenticate", challenge + ", error=\"invalid_request\"");
}

/// Of a token that was there; nothing of it is in the answer.
HttpException invalidToken(JwtFault fault, const std::string& challenge) {
  const std::string why = fault == JwtFault::expired ? "the token has expired" : "the token is not valid";
  return UnauthorizedException(why).header("WWW-Authenticate",
                                           challenge + ", error=\"invalid_token\", error_description=\"" + why + '"');
}

std::optional<std::string_view> tokenOf(const Context& context, const JwtPlaces& places, const std::string& challenge) {
  const Request& request = context.request();
  if (request.fields().count("Authorization") > 1)
    throw invalidRequest("the field Authorization stands there more than once", challenge);
  const auto field = pipeline::credentials(request, "Bearer");
  const auto query = places.query.empty() ? std::nullopt : context.query(places.query);
  if (field && query) throw invalidRequest("there are two tokens", challenge);  // RFC 6750, 2
  if (field) return field;
  if (query) return query;
  return places.cookie.empty() ? std::nullopt : context.cookie(places.cookie);
}

Principal::WallTime timeOf(const JwtPlaces& places) {
  return places.now ? places.now() : std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

JwtGuard::JwtGuard(const std::string& realm, JwtRules rules, JwtPlaces places)
    : challenge_("Bearer " + pipeline::quotedRealm(realm)), verifier_(std::move(rules)), places_(std::move(places)) {}

Task<bool> JwtGuard::canActivate(ExecutionContext& execution) {
  Context& context = execution.context();
  const auto token = tokenOf(context, places_, challenge_);
  if (!token) throw UnauthorizedException("a token is asked for").header("WWW-Authenticate", challenge_);
  if (!pipeline::isBearerToken(*token)) throw invalidRequest("this is no token", challenge_);
  auto judged = verifier_.verify(*token, timeOf(places_));
  if (const auto* const fault = std::get_if<JwtFault>(&judged)) throw invalidToken(*fault, challenge_);
  context.setPrincipal(std::move(std::get<Principal>(judged)));
  co_return true;
}

}  // namespace serinus
