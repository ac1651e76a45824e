#include <serinus/pipeline/jwt_signer.hpp>
#include <serinus/pipeline/jwt_verifier.hpp>

#include "support/key_pair.hpp"
#include "support/raw_token.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace serinus {

void PrintTo(JwtFault fault, std::ostream* out) {
  *out << jwtFaultName(fault);
}

namespace {

using namespace std::chrono_literals;
using test::base64Url;
using test::KeyPair;
using test::rawToken;

const std::string secret(32, 's');
const std::string hs256 = R"({"alg":"HS256","typ":"JWT"})";
const std::string good = R"({"sub":"ada","exp":2000000000})";
constexpr JwtVerifier::WallTime now(1'900'000'000s);

JwtKey key() {
  return JwtKey::secret(JwtAlgorithm::hs256, secret);
}
/// "ada" when that is who it speaks of, else the fault.
std::string judged(const JwtRules& rules, const std::string& token, JwtVerifier::WallTime time = now) {
  const auto result = JwtVerifier(rules).verify(token, time);
  if (const auto* const fault = std::get_if<JwtFault>(&result)) return std::string(jwtFaultName(*fault));
  return std::get<Principal>(result).id();
}
std::string judgedClaims(const JwtRules& rules, const std::string& claims) {
  return judged(rules, rawToken(hs256, claims, secret));
}

TEST(AToken, OfTheStandardIsVerified) {
  // RFC 7515, A.1, with the key of its JWK.
  const auto bytes =
      base64UrlDecode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  const JwtVerifier verifier({.keys = {JwtKey::secret(JwtAlgorithm::hs256, asText(*bytes))}});
  const auto result = verifier.verify(
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLm"
      "NvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
      JwtVerifier::WallTime(1'300'000'000s));
  EXPECT_EQ(std::get<JwtFault>(result), JwtFault::noSubject) << "all before that was good";
}

struct Hostile {
  const char* name;
  std::string token;
  const char* fault;
};
class AHostileToken : public testing::TestWithParam<Hostile> {};

TEST_P(AHostileToken, IsRefused) {
  EXPECT_EQ(judged({.keys = {key().id("a")}}, GetParam().token), GetParam().fault);
}

std::vector<Hostile> hostileTokens() {
  const std::string token = rawToken(hs256, good, secret);
  const std::string payload = base64Url(good);
  const std::string signature = token.substr(token.rfind('.'));
  const auto headed = [](const std::string& header) { return rawToken(header, good, secret); };
  return {
      {"Empty", "", "malformed"},
      {"Dots", "..", "malformed"},
      {"OnePart", payload, "malformed"},
      {"TwoParts", base64Url(hs256) + '.' + payload, "malformed"},
      {"NoSignature", base64Url(hs256) + '.' + payload + '.', "malformed"},
      {"FourParts", token + ".AAAA", "malformed"},
      {"FivePartsOfJwe", "e30.AA.AA.AA.AA", "malformed"},
      {"DotBehind", token + '.', "malformed"},
      {"DotBefore", '.' + token, "malformed"},
      {"Padding", token + '=', "malformed"},
      {"SpaceBehind", token + ' ', "malformed"},
      {"NulBehind", token + std::string(1, '\0'), "malformed"},
      {"SignatureOfSection4", base64Url(hs256) + '.' + payload + ".++++", "malformed"},
      {"None", headed(R"({"alg":"none"})"), "unknown key"},
      {"NoneWithoutSignature", base64Url(R"({"alg":"none"})") + '.' + payload + '.', "malformed"},
      {"NoneInCapitals", headed(R"({"alg":"NoNe"})"), "unknown key"},
      {"LowerCase", headed(R"({"alg":"hs256"})"), "unknown key"},
      {"AnotherAlgorithm", headed(R"({"alg":"HS384"})"), "unknown key"},
      {"NoAlgorithm", headed(R"({"typ":"JWT"})"), "malformed"},
      {"AlgorithmIsNumber", headed(R"({"alg":256})"), "malformed"},
      {"AlgorithmTwice", headed(R"({"alg":"none","alg":"HS256"})"), "malformed"},
      {"AlgorithmTwiceEscaped", headed(R"({"alg":"HS256","\u0061lg":"none"})"), "malformed"},
      {"OtherKey", headed(R"({"alg":"HS256","kid":"b"})"), "unknown key"},
      {"KeyIsNumber", headed(R"({"alg":"HS256","kid":1})"), "malformed"},
      {"KeyIsNull", headed(R"({"alg":"HS256","kid":null})"), "malformed"},
      {"KeyIsPath", headed(R"({"alg":"HS256","kid":"../../dev/null"})"), "unknown key"},
      {"Critical", headed(R"({"alg":"HS256","crit":["exp"]})"), "not supported"},
      {"OtherType", headed(R"({"alg":"HS256","typ":"at+jwt"})"), "not supported"},
      {"TypeIsNumber", headed(R"({"alg":"HS256","typ":1})"), "malformed"},
      {"HeaderIsArray", headed(R"(["HS256"])"), "malformed"},
      {"HeaderIsText", headed(R"("HS256")"), "malformed"},
      {"HeaderIsNoJson", headed("HS256"), "malformed"},
      {"HeaderWithNul", headed(hs256 + std::string(1, '\0')), "malformed"},
      {"HeaderTooDeep", headed(R"({"alg":"HS256","x":)" + std::string(17, '[') + std::string(17, ']') + '}'),
       "malformed"},
      {"OwnKeyInHeader", rawToken(R"({"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}})", good, std::string(32, 'x')),
       "bad signature"},
      {"SignedByAnother", rawToken(hs256, good, std::string(32, 't')), "bad signature"},
      {"SignatureOfOther", base64Url(hs256) + '.' + base64Url(R"({"sub":"eve","exp":2000000000})") + signature,
       "bad signature"},
      {"ShortSignature", token.substr(0, token.size() - 4), "malformed"},
  };
}
INSTANTIATE_TEST_SUITE_P(Rfc8725, AHostileToken, testing::ValuesIn(hostileTokens()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(AToken, WithOneByteChangedOrCutIsRefused) {
  const std::string token = rawToken(hs256, good, secret);
  const JwtRules rules{.keys = {key()}};
  ASSERT_EQ(judged(rules, token), "ada");
  for (std::size_t at = 0; at < token.size(); ++at) {
    EXPECT_NE(judged(rules, token.substr(0, at)), "ada") << at;
    for (const char other : {'A', 'B', '.', '=', '\0', '\xFF'}) {
      std::string changed = token;
      if (changed[at] == other) continue;
      changed[at] = other;
      EXPECT_NE(judged(rules, changed), "ada") << at;
    }
  }
}

TEST(AToken, OfAPublicKeyTakenForASecretIsRefused) {
  const KeyPair pair = KeyPair::rsa();
  const JwtRules rules{.keys = {JwtKey::publicKey(JwtAlgorithm::rs256, pair.publicPem()), key()}};
  EXPECT_EQ(judged(rules, rawToken(hs256, good, pair.publicPem())), "bad signature");
  EXPECT_EQ(judged(rules, rawToken(R"({"alg":"RS256"})", good, pair.publicPem())), "bad signature");
  const JwtRules alone{.keys = {JwtKey::publicKey(JwtAlgorithm::rs256, pair.publicPem())}};
  EXPECT_EQ(judged(alone, rawToken(hs256, good, pair.publicPem())), "unknown key");
}

TEST(AToken, HasALimitOfSize) {
  const std::string token = rawToken(hs256, good, secret);
  EXPECT_EQ(judged({.keys = {key()}, .maxSize = token.size()}, token), "ada");
  EXPECT_EQ(judged({.keys = {key()}, .maxSize = token.size() - 1}, token), "too long");
  EXPECT_EQ(judged({.keys = {key()}}, std::string(64 * 1024 * 1024, 'A')), "too long");
}

TEST(ATokensKey, IsTheOneItNames) {
  const JwtKey old = JwtKey::secret(JwtAlgorithm::hs256, std::string(32, 'o')).id("old");
  const JwtRules both{.keys = {key().id("new"), old}};
  const auto named = [](const char* name, char letter) {
    return rawToken(R"({"alg":"HS256","kid":")" + std::string(name) + "\"}", good, std::string(32, letter));
  };
  EXPECT_EQ(judged(both, named("new", 's')), "ada");
  EXPECT_EQ(judged(both, named("old", 'o')), "ada");
  EXPECT_EQ(judged(both, named("old", 's')), "bad signature");
  EXPECT_EQ(judged(both, named("older", 'o')), "unknown key");
  EXPECT_EQ(judged(both, named("", 'o')), "unknown key");
  EXPECT_EQ(judged(both, rawToken(hs256, good, std::string(32, 'o'))), "ada") << "names none: all are tried";
  EXPECT_EQ(judged({.keys = {key()}}, named("whatever", 's')), "ada") << "a key without a name";
  EXPECT_EQ(judged({.keys = {old}}, named("new", 's')), "unknown key") << "taken away";
}

struct Claims {
  const char* name;
  const char* claims;
  const char* judgement;
};
class AClaim : public testing::TestWithParam<Claims> {};

// The time is 1,900,000,000, the leeway 10 seconds.
TEST_P(AClaim, IsJudged) {
  EXPECT_EQ(judgedClaims({.keys = {key()}}, GetParam().claims), GetParam().judgement);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc7519Section41, AClaim,
    testing::Values(Claims{"ExpiryWithinTheLeeway", R"({"sub":"ada","exp":1899999991})", "ada"},
                    Claims{"ExpiryAtTheLeeway", R"({"sub":"ada","exp":1899999990})", "expired"},
                    Claims{"FractionOfExpiryIsCut", R"({"sub":"ada","exp":1899999990.9})", "expired"},
                    Claims{"FractionOfExpiry", R"({"sub":"ada","exp":1899999991.0})", "ada"},
                    Claims{"ExpiryZero", R"({"sub":"ada","exp":0})", "expired"},
                    Claims{"ExpiryNegative", R"({"sub":"ada","exp":-1})", "malformed"},
                    Claims{"ExpiryLatest", R"({"sub":"ada","exp":253402300799})", "ada"},
                    Claims{"ExpiryTooLate", R"({"sub":"ada","exp":253402300800})", "malformed"},
                    Claims{"ExpiryHuge", R"({"sub":"ada","exp":9223372036854775807})", "malformed"},
                    Claims{"ExpiryVeryHuge", R"({"sub":"ada","exp":1e300})", "malformed"},
                    Claims{"ExpiryIsText", R"({"sub":"ada","exp":"2000000000"})", "malformed"},
                    Claims{"ExpiryIsNull", R"({"sub":"ada","exp":null})", "malformed"},
                    Claims{"ExpiryIsTrue", R"({"sub":"ada","exp":true})", "malformed"},
                    Claims{"NoExpiry", R"({"sub":"ada"})", "no expiry"},
                    Claims{"NotBeforeWithinTheLeeway", R"({"sub":"ada","exp":2e9,"nbf":1900000010})", "ada"},
                    Claims{"NotBeforeBehindTheLeeway", R"({"sub":"ada","exp":2e9,"nbf":1900000011})", "not yet valid"},
                    Claims{"NotBeforeWithFraction", R"({"sub":"ada","exp":2e9,"nbf":1900000010.1})", "not yet valid"},
                    Claims{"NotBeforeIsText", R"({"sub":"ada","exp":2e9,"nbf":"0"})", "malformed"},
                    Claims{"IssuedWithinTheLeeway", R"({"sub":"ada","exp":2e9,"iat":1900000010})", "ada"},
                    Claims{"IssuedInTheFuture", R"({"sub":"ada","exp":2e9,"iat":1900000011})", "not yet valid"},
                    Claims{"IssuedIsText", R"({"sub":"ada","exp":2e9,"iat":"x"})", "malformed"},
                    Claims{"NoSubject", R"({"exp":2e9})", "no subject"},
                    Claims{"EmptySubject", R"({"sub":"","exp":2e9})", "no subject"},
                    Claims{"SubjectIsNumber", R"({"sub":7,"exp":2e9})", "malformed"},
                    Claims{"SubjectTwice", R"({"sub":"ada","exp":2e9,"sub":"eve"})", "malformed"},
                    Claims{"ExpiryTwice", R"({"sub":"ada","exp":1,"exp":2e9})", "malformed"},
                    Claims{"AudienceForOthers", R"({"sub":"ada","exp":2e9,"aud":"shop"})", "wrong audience"},
                    Claims{"IssuerIsNumber", R"({"sub":"ada","exp":2e9,"iss":1})", "malformed"},
                    Claims{"RolesAreNumber", R"({"sub":"ada","exp":2e9,"roles":1})", "malformed"},
                    Claims{"RolesOfNumbers", R"({"sub":"ada","exp":2e9,"roles":[1]})", "malformed"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Claims, ThatAreNoObjectAreRefused) {
  for (const char* const payload : {"[]", "\"ada\"", "1", "null", "", "{", "{}}", "{\"sub\":\"ada\xFF\"}"})
    EXPECT_NE(judgedClaims({.keys = {key()}}, payload), "ada") << payload;
  EXPECT_NE(judgedClaims({.keys = {key()}}, good + std::string(1, '\0')), "ada");
}

TEST(ASubject, IsAsLongAsAPrincipalsId) {
  const auto named = [](std::size_t size) { return R"({"exp":2e9,"sub":")" + std::string(size, 'a') + "\"}"; };
  EXPECT_EQ(judgedClaims({.keys = {key()}}, named(255)), std::string(255, 'a'));
  EXPECT_EQ(judgedClaims({.keys = {key()}}, named(256)), "no subject");
}

TEST(AnExpiry, MayBeLeftOutWhereTheRulesSaySo) {
  const JwtRules rules{.keys = {key()}, .requireExpiry = false};
  const auto result = JwtVerifier(rules).verify(rawToken(hs256, R"({"sub":"ada"})", secret), now);
  EXPECT_FALSE(std::get<Principal>(result).expiresAt());
  EXPECT_EQ(judgedClaims(rules, R"({"sub":"ada","exp":1})"), "expired") << "it counts where it stands";
}

TEST(PartiesOfAToken, AreThoseOfTheRules) {
  const JwtRules rules{
      .keys = {key()}, .issuers = {"https://id.example", "https://old.example"}, .audiences = {"shop"}};
  const auto parties = [&](const std::string& claims) {
    return judgedClaims(rules, R"({"sub":"ada","exp":2e9)" + claims + '}');
  };
  EXPECT_EQ(parties(R"(,"iss":"https://id.example","aud":"shop")"), "ada");
  EXPECT_EQ(parties(R"(,"iss":"https://old.example","aud":["bank","shop"])"), "ada");
  EXPECT_EQ(parties(R"(,"iss":"https://id.example/","aud":"shop")"), "wrong issuer");
  EXPECT_EQ(parties(R"(,"iss":"","aud":"shop")"), "wrong issuer");
  EXPECT_EQ(parties(R"(,"aud":"shop")"), "wrong issuer");
  EXPECT_EQ(parties(R"(,"iss":["https://id.example"],"aud":"shop")"), "malformed");
  EXPECT_EQ(parties(R"(,"iss":"https://id.example")"), "wrong audience");
  EXPECT_EQ(parties(R"(,"iss":"https://id.example","aud":"Shop")"), "wrong audience");
  EXPECT_EQ(parties(R"(,"iss":"https://id.example","aud":[])"), "wrong audience");
  EXPECT_EQ(parties(R"(,"iss":"https://id.example","aud":["shop",1])"), "malformed");
  EXPECT_EQ(parties(R"(,"iss":"https://id.example","aud":{"shop":1})"), "malformed");
}

TEST(APrincipalOfAToken, HasItsRolesClaimsAndExpiry) {
  const std::string claims =
      R"({"sub":"ada","exp":2000000000,"roles":["admin","member","admin"],"tenant":"kitchen","n":1,"o":{"x":"y"}})";
  const auto result = JwtVerifier({.keys = {key()}}).verify(rawToken(hs256, claims, secret), now);
  const Principal& principal = std::get<Principal>(result);
  EXPECT_EQ(principal.roles(), (std::vector<std::string>{"admin", "member"}));
  EXPECT_EQ(principal.claims(), (std::map<std::string, std::string, std::less<>>{{"tenant", "kitchen"}}));
  EXPECT_EQ(principal.expiresAt(), Principal::WallTime(2'000'000'010s)) << "with the leeway";
}

TEST(RolesOfAToken, StandWhereTheRulesSay) {
  const auto rolesOf = [](const std::string& pointer, const std::string& claims) {
    const auto result = JwtVerifier({.keys = {key()}, .roles = pointer})
                            .verify(rawToken(hs256, R"({"sub":"ada","exp":2e9,)" + claims + '}', secret), now);
    return std::get<Principal>(result).roles();
  };
  using Roles = std::vector<std::string>;
  EXPECT_EQ(rolesOf("/scope", R"("scope":" read  write ")"), (Roles{"read", "write"}));
  EXPECT_EQ(rolesOf("/scope", R"("scope":"")"), Roles());
  EXPECT_EQ(rolesOf("/realm_access/roles", R"("realm_access":{"roles":["a b"]})"), Roles{"a b"});
  EXPECT_EQ(rolesOf("/roles", R"("role":"x")"), Roles());
  EXPECT_EQ(rolesOf("", R"("roles":["x"])"), Roles()) << "nowhere";
}

TEST(JwtRules, ThatCannotBeMeantAreRefused) {
  const KeyPair pair = KeyPair::curve("P-256");
  const auto refused = [](const JwtRules& rules) { EXPECT_THROW(JwtVerifier{rules}, std::invalid_argument); };
  refused({});
  refused({.keys = {JwtKey::privateKey(JwtAlgorithm::es256, pair.privatePem())}});
  refused({.keys = {key().id("a"), key().id("a")}});
  refused({.keys = std::vector<JwtKey>(65, key())});
  refused({.keys = {key()}, .issuers = {""}});
  refused({.keys = {key()}, .audiences = {""}});
  refused({.keys = {key()}, .leeway = -1s});
  refused({.keys = {key()}, .leeway = 601s});
  refused({.keys = {key()}, .roles = "roles"});
  EXPECT_NO_THROW(JwtVerifier({.keys = std::vector<JwtKey>(64, key()), .leeway = 600s}));
}

TEST(ASignedToken, SaysWhatThePrincipalIs) {
  const JwtSigner signer(key().id("a"), {.issuer = "https://id.example", .audience = "shop", .lifetime = 60s});
  const std::string token = signer.sign(
      Principal("ada \"ö\"").role("admin").claim("tenant", "kitchen").claim("iss", "forged").claim("exp", "9"), now);
  const JwtRules rules{.keys = {key().id("a")}, .issuers = {"https://id.example"}, .audiences = {"shop"}, .leeway = 0s};
  const auto result = JwtVerifier(rules).verify(token, now);
  ASSERT_TRUE(std::holds_alternative<Principal>(result)) << token;
  const Principal& principal = std::get<Principal>(result);
  EXPECT_EQ(principal.id(), "ada \"ö\"");
  EXPECT_TRUE(principal.hasRole("admin"));
  EXPECT_EQ(principal.claim("tenant"), "kitchen");
  EXPECT_EQ(principal.claim("iss"), "https://id.example");
  EXPECT_EQ(principal.expiresAt(), now + 60s);
  EXPECT_EQ(judged(rules, token, now + 59s), "ada \"ö\"");
  EXPECT_EQ(judged(rules, token, now + 60s), "expired");
  EXPECT_EQ(judged(rules, token, now - 1s), "not yet valid");
}

TEST(ASignedToken, LivesNoLongerThanThePrincipal) {
  const JwtSigner signer(key(), {.lifetime = 60s});
  const auto expiryOf = [&](const Principal& principal) {
    return std::get<Principal>(JwtVerifier({.keys = {key()}, .leeway = 0s}).verify(signer.sign(principal, now), now))
        .expiresAt();
  };
  EXPECT_EQ(expiryOf(Principal("ada").expiresAt(now + 59s)), now + 59s);
  EXPECT_EQ(expiryOf(Principal("ada").expiresAt(now + 61s)), now + 60s);
}

TEST(ASigner, WantsAKeyThatSignsAndALifetime) {
  const KeyPair pair = KeyPair::curve("P-256");
  EXPECT_THROW(JwtSigner(JwtKey::publicKey(JwtAlgorithm::es256, pair.publicPem())), std::invalid_argument);
  EXPECT_THROW(JwtSigner(key(), {.lifetime = 0s}), std::invalid_argument);
}

}  // namespace
}  // namespace serinus
