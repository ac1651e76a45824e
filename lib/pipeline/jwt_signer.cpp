#include <serinus/json/json_writer.hpp>
#include <serinus/pipeline/jwt_signer.hpp>

#include "pipeline/jwt_library.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace serinus {

namespace {

bool isOurs(std::string_view claim) {
  static constexpr std::array<std::string_view, 7> ours{"iss", "sub", "aud", "exp", "nbf", "iat", "roles"};
  return std::ranges::find(ours, claim) != ours.end();
}

std::int64_t numericDate(JwtSigner::WallTime time) {
  return time.time_since_epoch().count();
}

}  // namespace

JwtSigner::JwtSigner(JwtKey key, JwtSignerOptions options) : key_(std::move(key)), options_(std::move(options)) {
  constexpr std::chrono::seconds longest = std::chrono::years(100);
  if (!key_.signs()) throw std::invalid_argument("JwtSigner: a public key cannot sign");
  if (options_.lifetime <= std::chrono::seconds::zero() || options_.lifetime > longest)
    throw std::invalid_argument("JwtSigner: a lifetime is positive and at most 100 years");
}

std::string JwtSigner::sign(const Principal& principal, WallTime now) const {
  const WallTime end = std::min(now + options_.lifetime, principal.expiresAt().value_or(WallTime::max()));
  JsonWriter json;
  json.beginObject().key("sub").value(principal.id());
  if (!options_.issuer.empty()) json.key("iss").value(options_.issuer);
  if (!options_.audience.empty()) json.key("aud").value(options_.audience);
  json.key("iat").value(numericDate(now)).key("exp").value(numericDate(end));
  if (!principal.roles().empty()) {
    json.key("roles").beginArray();
    for (const std::string& role : principal.roles()) json.value(role);
    json.endArray();
  }
  for (const auto& [name, value] : principal.claims())
    if (!isOurs(name)) json.key(name).value(value);
  json.endObject();
  return pipeline::signToken(key_.material(), key_.id(), json.take());
}

}  // namespace serinus
