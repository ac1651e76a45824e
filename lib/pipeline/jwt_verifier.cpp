#include <serinus/base/ascii.hpp>
#include <serinus/base/base64.hpp>
#include <serinus/pipeline/jwt_verifier.hpp>

#include "pipeline/jwt_library.hpp"
#include "pipeline/jwt_parts.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

namespace serinus {

namespace {

using pipeline::JwtParts;
using std::chrono::seconds;
using Fault = std::optional<JwtFault>;

constexpr std::array<std::string_view, 11> faultNames{"too long",      "malformed",    "not supported",  "unknown key",
                                                      "bad signature", "wrong issuer", "wrong audience", "no subject",
                                                      "no expiry",     "expired",      "not yet valid"};

void requireOnce(const std::vector<JwtKey>& keys) {
  for (auto one = keys.begin(); one != keys.end(); ++one) {
    const auto isSame = [&](const JwtKey& other) {
      return other.id() == one->id() && other.algorithm() == one->algorithm() && !one->id().empty();
    };
    if (std::any_of(one + 1, keys.end(), isSame))
      throw std::invalid_argument("JwtVerifier: two keys have the id " + one->id() + " and the same algorithm");
  }
}

void requireSense(const JwtRules& rules) {
  constexpr std::size_t mostKeys = 64;  // all of them are tried for a token that names none
  constexpr seconds mostLeeway = std::chrono::minutes(10);
  const auto isEmpty = [](const std::string& text) { return text.empty(); };
  if (rules.keys.empty() || rules.keys.size() > mostKeys) throw std::invalid_argument("JwtVerifier: give 1 to 64 keys");
  if (!std::ranges::all_of(rules.keys, &JwtKey::verifies))
    throw std::invalid_argument("JwtVerifier: a private key is not for those who verify; give its public key");
  requireOnce(rules.keys);
  if (std::ranges::any_of(rules.issuers, isEmpty) || std::ranges::any_of(rules.audiences, isEmpty))
    throw std::invalid_argument("JwtVerifier: an issuer or audience is not empty");
  if (rules.leeway < seconds::zero() || rules.leeway > mostLeeway)
    throw std::invalid_argument("JwtVerifier: a leeway is 0 to 10 minutes");
  if (!rules.roles.empty() && rules.roles.front() != '/')
    throw std::invalid_argument("JwtVerifier: where the roles stand is a JSON Pointer, such as /roles");
}

bool isOneOf(std::string_view text, const std::vector<std::string>& texts) {
  return std::ranges::find(texts, text) != texts.end();
}

/// Whether one of the keys that the header allows made the signature.
Fault checkSignature(const std::vector<JwtKey>& keys, JsonValue header, const std::string& token) {
  const auto algorithm = header["alg"].asString();
  const auto id = header["kid"].asString();
  if (!algorithm || (header["kid"].exists() && !id)) return JwtFault::malformed;
  bool tried = false;
  for (const JwtKey& key : keys) {
    if (*algorithm != jwtAlgorithmName(key.algorithm())) continue;
    if (id && !key.id().empty() && key.id() != *id) continue;
    tried = true;
    if (pipeline::isSignedBy(key.material(), token)) return std::nullopt;
  }
  return tried ? JwtFault::badSignature : JwtFault::unknownKey;
}

Fault checkHeader(JsonValue header) {
  if (header["crit"].exists()) return JwtFault::notSupported;
  const JsonValue type = header["typ"];
  if (!type.exists()) return std::nullopt;
  if (!type.asString()) return JwtFault::malformed;
  // RFC 8725, 3.11. libjwt knows no other.
  return equalsIgnoreCase(*type.asString(), "JWT") ? std::nullopt : Fault(JwtFault::notSupported);
}

Fault checkParties(const JwtRules& rules, JsonValue claims) {
  const auto issuer = claims["iss"].asString();
  if (claims["iss"].exists() && !issuer) return JwtFault::malformed;
  if (!rules.issuers.empty() && (!issuer || !isOneOf(*issuer, rules.issuers))) return JwtFault::wrongIssuer;

  const JsonValue audience = claims["aud"];
  if (!audience.exists()) return rules.audiences.empty() ? std::nullopt : Fault(JwtFault::wrongAudience);
  const auto names = pipeline::oneOrMoreTexts(audience);
  if (!names) return JwtFault::malformed;
  const bool isOurs =
      std::ranges::any_of(*names, [&](std::string_view name) { return isOneOf(name, rules.audiences); });
  return isOurs ? std::nullopt : Fault(JwtFault::wrongAudience);
}

/// A fraction of a second never makes a token live longer.
Fault checkTimes(const JwtRules& rules, JsonValue claims, JwtVerifier::WallTime now) {
  for (const char* const name : {"nbf", "iat"}) {
    if (!claims[name].exists()) continue;
    const auto time = pipeline::numericDate(claims[name]);
    if (!time) return JwtFault::malformed;
    if (JwtVerifier::WallTime(std::chrono::ceil<seconds>(*time)) > now + rules.leeway) return JwtFault::notYet;
  }
  if (!claims["exp"].exists()) return rules.requireExpiry ? Fault(JwtFault::noExpiry) : std::nullopt;
  const auto end = pipeline::numericDate(claims["exp"]);
  if (!end) return JwtFault::malformed;
  const bool isOver = now >= JwtVerifier::WallTime(std::chrono::floor<seconds>(*end)) + rules.leeway;
  return isOver ? Fault(JwtFault::expired) : std::nullopt;  // RFC 7519, 4.1.4: "on or after" the time
}

std::variant<Principal, JwtFault> principalOf(const JwtRules& rules, JsonValue claims) {
  constexpr std::size_t longestId = 255;
  const auto subject = claims["sub"].asString();
  if (claims["sub"].exists() && !subject) return JwtFault::malformed;
  if (!subject || subject->empty() || subject->size() > longestId) return JwtFault::noSubject;
  Principal principal{std::string(*subject)};

  const JsonValue roles = rules.roles.empty() ? JsonValue() : claims.at(rules.roles);
  if (roles.exists()) {
    const auto words = pipeline::listOfWords(roles);
    if (!words) return JwtFault::malformed;
    for (const std::string_view role : *words) principal.role(std::string(role));
  }
  for (const auto& [name, value] : claims.members())
    if (const auto text = value.asString(); text && name != "sub")
      principal.claim(std::string(name), std::string(*text));
  if (const auto end = pipeline::numericDate(claims["exp"]))
    principal.expiresAt(JwtVerifier::WallTime(std::chrono::floor<seconds>(*end)) + rules.leeway);
  return principal;
}

}  // namespace

std::string_view jwtFaultName(JwtFault fault) noexcept {
  return faultNames[static_cast<std::size_t>(fault)];
}

JwtVerifier::JwtVerifier(JwtRules rules) : rules_(std::move(rules)) {
  requireSense(rules_);
}

std::variant<Principal, JwtFault> JwtVerifier::verify(std::string_view token, WallTime now) const {
  if (token.size() > rules_.maxSize) return JwtFault::tooLong;
  const auto parts = pipeline::splitToken(token);
  if (!parts || !base64UrlDecode(parts->signature)) return JwtFault::malformed;
  const auto header = pipeline::readTokenObject(parts->header);
  if (!header) return JwtFault::malformed;
  if (const Fault fault = checkHeader(header->root())) return *fault;
  if (const Fault fault = checkSignature(rules_.keys, header->root(), std::string(token))) return *fault;

  const auto claims = pipeline::readTokenObject(parts->payload);
  if (!claims) return JwtFault::malformed;
  if (const Fault fault = checkParties(rules_, claims->root())) return *fault;
  if (const Fault fault = checkTimes(rules_, claims->root(), now)) return *fault;
  return principalOf(rules_, claims->root());
}

}  // namespace serinus
