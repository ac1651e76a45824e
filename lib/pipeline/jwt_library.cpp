#include "pipeline/jwt_library.hpp"

#include <jwt.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace serinus::pipeline {

namespace {

struct Free {
  void operator()(jwt_t* token) const noexcept { jwt_free(token); }
  void operator()(char* text) const noexcept { std::free(text); }
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};
using Token = std::unique_ptr<jwt_t, Free>;
using Text = std::unique_ptr<char, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

/// What libjwt leaves in OpenSSL's queue would be taken for a fault of the next TLS connection on this thread.
struct NoErrorsLeft {
  NoErrorsLeft() = default;
  NoErrorsLeft(const NoErrorsLeft&) = delete;
  NoErrorsLeft& operator=(const NoErrorsLeft&) = delete;
  ~NoErrorsLeft() { ERR_clear_error(); }
};

jwt_alg_t algorithmOf(const JwtKeyMaterial& key) {
  return jwt_str_alg(std::string(jwtAlgorithmName(key.algorithm)).c_str());
}
const unsigned char* bytesOf(const JwtKeyMaterial& key) {
  return reinterpret_cast<const unsigned char*>(key.bytes.data());
}

/// OpenSSL would ask for it at the terminal.
int noPassphrase(char*, int, int, void*) {
  return -1;
}

Key readPem(const JwtKeyMaterial& key) {
  const std::unique_ptr<BIO, Free> text(BIO_new_mem_buf(key.bytes.data(), static_cast<int>(key.bytes.size())));
  if (!text) return nullptr;
  return Key(key.kind == JwtKeyMaterial::Kind::publicKey
                 ? PEM_read_bio_PUBKEY(text.get(), nullptr, noPassphrase, nullptr)
                 : PEM_read_bio_PrivateKey(text.get(), nullptr, noPassphrase, nullptr));
}

/// RFC 7518, 3.4: each algorithm has its curve.
const char* curveOf(JwtAlgorithm algorithm) {
  if (algorithm == JwtAlgorithm::es256) return "prime256v1";
  return algorithm == JwtAlgorithm::es384 ? "secp384r1" : "secp521r1";
}

bool isEllipticCurve(JwtAlgorithm algorithm) {
  return algorithm == JwtAlgorithm::es256 || algorithm == JwtAlgorithm::es384 || algorithm == JwtAlgorithm::es512;
}

bool hasCurve(const EVP_PKEY* key, std::string_view curve) {
  std::array<char, 64> name{};
  std::size_t size = 0;
  return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name.data(), name.size(), &size) == 1 &&
         std::string_view(name.data(), size) == curve;
}

}  // namespace

void requireKey(const JwtKeyMaterial& key) {
  const NoErrorsLeft clean;
  const std::string name(jwtAlgorithmName(key.algorithm));
  if (algorithmOf(key) == JWT_ALG_INVAL)
    throw std::invalid_argument("JwtKey: the installed libjwt does not know " + name);
  if (key.kind == JwtKeyMaterial::Kind::secret) return;

  const Key read = readPem(key);
  if (!read) throw std::invalid_argument("JwtKey: this is no PEM of such a key, or has a passphrase");
  if (isEllipticCurve(key.algorithm)) {
    if (EVP_PKEY_get_base_id(read.get()) != EVP_PKEY_EC || !hasCurve(read.get(), curveOf(key.algorithm)))
      throw std::invalid_argument("JwtKey: " + name + " wants a key of the curve " + curveOf(key.algorithm));
    return;
  }
  constexpr int leastBits = 2'048;
  if (EVP_PKEY_get_base_id(read.get()) != EVP_PKEY_RSA || EVP_PKEY_get_bits(read.get()) < leastBits)
    throw std::invalid_argument("JwtKey: " + name + " wants an RSA key of 2,048 bits at least");
}

bool isSignedBy(const JwtKeyMaterial& key, const std::string& token) {
  const NoErrorsLeft clean;
  jwt_t* read = nullptr;
  const int result = jwt_decode(&read, token.c_str(), bytesOf(key), static_cast<int>(key.bytes.size()));
  const Token owner(read);
  return result == 0 && read != nullptr && jwt_get_alg(read) == algorithmOf(key);
}

std::string signToken(const JwtKeyMaterial& key, const std::string& id, const std::string& claims) {
  const NoErrorsLeft clean;
  const auto require = [](bool done) {
    if (!done) throw std::runtime_error("JwtSigner: the token cannot be signed");
  };
  jwt_t* made = nullptr;
  const int result = jwt_new(&made);
  const Token token(made);
  require(result == 0 && jwt_add_grants_json(made, claims.c_str()) == 0 &&
          jwt_set_alg(made, algorithmOf(key), bytesOf(key), static_cast<int>(key.bytes.size())) == 0 &&
          (id.empty() || jwt_add_header(made, "kid", id.c_str()) == 0));
  const Text text(jwt_encode_str(made));
  require(text != nullptr);
  return text.get();
}

}  // namespace serinus::pipeline
