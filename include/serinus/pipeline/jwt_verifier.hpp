#pragma once

#include <serinus/pipeline/jwt_key.hpp>
#include <serinus/pipeline/principal.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace serinus {

/// Which tokens are good.
struct JwtRules {
  /// One at least; the algorithms of these keys are the only ones. A token that names a key (`kid`) is checked with the
  /// keys of that id and those without one, any other with all of its algorithm. So keys are changed: add the new one
  /// here, let `JwtSigner` sign with it, take the old one away when its last token has expired.
  std::vector<JwtKey> keys = {};
  /// One of them must be `iss`. Empty: not asked.
  std::vector<std::string> issuers = {};
  /// One of them must be, or stand in, `aud`. Empty: a token with `aud` is for others, and refused (RFC 7519, 4.1.3).
  std::vector<std::string> audiences = {};
  /// How far the clocks of who signs and who verifies may be apart; at most 10 minutes.
  std::chrono::seconds leeway = std::chrono::seconds(10);
  /// A token without `exp` is refused.
  bool requireExpiry = true;
  /// Bytes of the whole token.
  std::size_t maxSize = std::size_t{8} * 1024;
  /// Where the roles stand in the claims (JSON Pointer, RFC 6901): an array of texts, or words with spaces between.
  std::string roles = "/roles";
};

/// Why a token is not good: for logs and tests. Clients are told whether it has expired and no more.
enum class JwtFault : std::uint8_t {
  tooLong,       ///< more than `maxSize`
  malformed,     ///< not three parts of base64url, header and claims not objects, a name twice, a claim of another type
  notSupported,  ///< `crit` (RFC 7515, 4.1.11), or a `typ` other than JWT
  unknownKey,    ///< no key of that `kid` and `alg`; `none` too
  badSignature,
  wrongIssuer,
  wrongAudience,
  noSubject,  ///< no `sub`, or one that is empty or beyond the 255 bytes of a principal's id
  noExpiry,
  expired,
  notYet,  ///< before `nbf`, or before it was issued (`iat`)
};

/// What the fault is called: "expired".
[[nodiscard]] std::string_view jwtFaultName(JwtFault fault) noexcept;

/// Reads and judges JSON Web Tokens (RFC 7519, signed ones: RFC 7515 compact), by the practice of RFC 8725.
///
/// A value: the time is an argument. Usable on several threads.
class JwtVerifier {
public:
  using WallTime = Principal::WallTime;

  /// @throws std::invalid_argument  for rules that cannot be meant: no key, a key that cannot verify, two of the same
  ///                                id and algorithm, an empty issuer or audience, a leeway out of range, a pointer
  ///                                that is none
  explicit JwtVerifier(JwtRules rules);

  /// Who the token speaks of: `sub` is the id, the roles are roles, all other claims that are texts are claims, and
  /// `exp` with the leeway is when it expires.
  [[nodiscard]] std::variant<Principal, JwtFault> verify(std::string_view token, WallTime now) const;

private:
  JwtRules rules_;
};

}  // namespace serinus
