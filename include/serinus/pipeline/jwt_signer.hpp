#pragma once

#include <serinus/pipeline/jwt_key.hpp>
#include <serinus/pipeline/principal.hpp>

#include <chrono>
#include <string>

namespace serinus {

struct JwtSignerOptions {
  std::string issuer = {};    ///< `iss`; empty for none
  std::string audience = {};  ///< `aud`; empty for none
  std::chrono::seconds lifetime = std::chrono::minutes(15);
};

/// Makes tokens for who has signed in:
///
///     const JwtSigner signer(JwtKey::secret(JwtAlgorithm::hs256, secret), {.issuer = "https://shop.example"});
///     return Response::text(signer.sign(Principal("ada").role("member")));
///
/// Usable on several threads.
class JwtSigner {
public:
  using WallTime = Principal::WallTime;

  /// @throws std::invalid_argument  for a key that cannot sign, and a lifetime that is not positive
  explicit JwtSigner(JwtKey key, JwtSignerOptions options = {});

  /// A token with `sub`, `roles`, `iat`, `exp` (after the lifetime, or when the principal expires if that is earlier),
  /// `iss` and `aud`, and the principal's claims but for those of these names and `nbf`.
  /// @throws std::runtime_error  when the key cannot be worked with
  [[nodiscard]] std::string sign(const Principal& principal, WallTime now = wallNow()) const;

private:
  [[nodiscard]] static WallTime wallNow() noexcept {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  }

  JwtKey key_;
  JwtSignerOptions options_;
};

}  // namespace serinus
