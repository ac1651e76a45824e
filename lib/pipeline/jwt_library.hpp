#pragma once

#include <serinus/pipeline/jwt_key.hpp>

#include <string>
#include <string_view>

/// What libjwt and OpenSSL do for tokens. Without the meson option `jwt` there are no keys: `requireKey` throws.
namespace serinus::pipeline {

struct JwtKeyMaterial {
  enum class Kind : std::uint8_t { secret, publicKey, privateKey };

  JwtKeyMaterial(JwtAlgorithm algorithm, Kind kind, std::string_view bytes);
  JwtKeyMaterial(const JwtKeyMaterial&) = delete;
  JwtKeyMaterial& operator=(const JwtKeyMaterial&) = delete;
  ~JwtKeyMaterial();

  JwtAlgorithm algorithm;
  Kind kind;
  std::string bytes;
};

/// @throws std::invalid_argument  for a PEM that is none, of another type or curve, too short or with a passphrase, and
///                                an algorithm that the installed libjwt does not know
/// @throws std::logic_error       when the library was built without `jwt`
void requireKey(const JwtKeyMaterial& key);

/// Whether the key made the token's signature, by the key's algorithm. The token's parts are base64url, its header says
/// this algorithm.
[[nodiscard]] bool isSignedBy(const JwtKeyMaterial& key, const std::string& token);

/// The token. @param claims  a JSON object @throws std::runtime_error
[[nodiscard]] std::string signToken(const JwtKeyMaterial& key, const std::string& id, const std::string& claims);

}  // namespace serinus::pipeline
