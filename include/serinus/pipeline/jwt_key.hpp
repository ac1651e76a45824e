#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace serinus {

/// How a token is signed (RFC 7518, 3.1). There is no `none`.
enum class JwtAlgorithm : std::uint8_t {
  hs256,  ///< HMAC: who can verify can sign
  hs384,
  hs512,
  rs256,  ///< RSA, PKCS #1 v1.5
  rs384,
  rs512,
  es256,  ///< ECDSA over P-256
  es384,  ///< P-384
  es512,  ///< P-521
  ps256,  ///< RSA-PSS, where libjwt is 1.15 or newer
  ps384,
  ps512,
};

/// `HS256` and so on, as `alg` has it.
[[nodiscard]] std::string_view jwtAlgorithmName(JwtAlgorithm algorithm) noexcept;

namespace pipeline {
struct JwtKeyMaterial;
}

/// What a token is signed or verified with: one key for one algorithm (RFC 8725, 3.1). What stands in a token never
/// chooses another, so that no public key is taken for the secret of an HMAC.
///
///     JwtKey::secret(JwtAlgorithm::hs256, config.secret).id("2026-11")
///     JwtKey::publicKey(JwtAlgorithm::es256, pem)
///
/// Each throws std::invalid_argument for a key that is not of the algorithm or too weak for it, and std::logic_error
/// when the library was built without `jwt`. Copies share the key, which is overwritten when the last of them goes.
class JwtKey {
public:
  /// @param bytes  as many as the hash has at least (RFC 7518, 3.2): 32, 48 or 64. Random ones, no password
  [[nodiscard]] static JwtKey secret(JwtAlgorithm algorithm, std::string_view bytes);

  /// To verify with. @param pem  `-----BEGIN PUBLIC KEY-----`; of RSA with 2,048 bits or more (RFC 7518, 3.3)
  [[nodiscard]] static JwtKey publicKey(JwtAlgorithm algorithm, std::string_view pem);

  /// To sign with. @param pem  without a passphrase
  [[nodiscard]] static JwtKey privateKey(JwtAlgorithm algorithm, std::string_view pem);

  /// What tokens call it, as `kid`. @throws std::invalid_argument  for an empty text, one beyond 255 bytes or with
  /// bytes that are not printable ASCII
  JwtKey& id(std::string name) &;
  JwtKey&& id(std::string name) && { return std::move(id(std::move(name))); }

  [[nodiscard]] JwtAlgorithm algorithm() const noexcept;
  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  [[nodiscard]] bool signs() const noexcept;
  [[nodiscard]] bool verifies() const noexcept;

  /// The library's own side.
  [[nodiscard]] const pipeline::JwtKeyMaterial& material() const noexcept { return *material_; }

private:
  explicit JwtKey(std::shared_ptr<const pipeline::JwtKeyMaterial> material) noexcept : material_(std::move(material)) {}

  std::shared_ptr<const pipeline::JwtKeyMaterial> material_;
  std::string id_;
};

}  // namespace serinus
