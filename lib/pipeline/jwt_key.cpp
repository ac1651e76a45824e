#include <serinus/base/bytes.hpp>
#include <serinus/base/crypto.hpp>
#include <serinus/pipeline/jwt_key.hpp>

#include "pipeline/jwt_library.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace serinus {

namespace {

using Kind = pipeline::JwtKeyMaterial::Kind;

constexpr std::array<std::string_view, 12> names{"HS256", "HS384", "HS512", "RS256", "RS384", "RS512",
                                                 "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"};

bool isHmac(JwtAlgorithm algorithm) noexcept {
  return algorithm <= JwtAlgorithm::hs512;
}

std::size_t hashSize(JwtAlgorithm algorithm) noexcept {
  if (algorithm == JwtAlgorithm::hs256) return 32;
  return algorithm == JwtAlgorithm::hs384 ? 48 : 64;
}

std::shared_ptr<const pipeline::JwtKeyMaterial> checked(JwtAlgorithm algorithm, Kind kind, std::string_view bytes) {
  constexpr std::size_t most = std::size_t{16} * 1024;  // of RSA with 16,384 bits a private one has 13 KB
  const std::string name(jwtAlgorithmName(algorithm));
  if (isHmac(algorithm) != (kind == Kind::secret))
    throw std::invalid_argument("JwtKey: " + name + (isHmac(algorithm) ? " wants a secret" : " wants a pair of keys"));
  if (kind == Kind::secret && bytes.size() < hashSize(algorithm))
    throw std::invalid_argument("JwtKey: a secret for " + name + " has " + std::to_string(hashSize(algorithm)) +
                                " bytes at least, not " + std::to_string(bytes.size()));
  if (kind == Kind::secret && bytes.find("-----BEGIN ") != std::string_view::npos)
    throw std::invalid_argument("JwtKey: a PEM is no secret (RFC 8725, 2.1)");
  if (bytes.size() > most) throw std::invalid_argument("JwtKey: a key has at most 16 KiB");
  auto material = std::make_shared<const pipeline::JwtKeyMaterial>(algorithm, kind, bytes);
  pipeline::requireKey(*material);
  return material;
}

}  // namespace

std::string_view jwtAlgorithmName(JwtAlgorithm algorithm) noexcept {
  return names[static_cast<std::size_t>(algorithm)];
}

namespace pipeline {
JwtKeyMaterial::JwtKeyMaterial(JwtAlgorithm algorithmOf, Kind kindOf, std::string_view given)
    : algorithm(algorithmOf), kind(kindOf), bytes(given) {}
JwtKeyMaterial::~JwtKeyMaterial() {
  crypto::forget(std::as_writable_bytes(std::span(bytes)));
}
}  // namespace pipeline

JwtKey JwtKey::secret(JwtAlgorithm algorithm, std::string_view bytes) {
  return JwtKey(checked(algorithm, Kind::secret, bytes));
}
JwtKey JwtKey::publicKey(JwtAlgorithm algorithm, std::string_view pem) {
  return JwtKey(checked(algorithm, Kind::publicKey, pem));
}
JwtKey JwtKey::privateKey(JwtAlgorithm algorithm, std::string_view pem) {
  return JwtKey(checked(algorithm, Kind::privateKey, pem));
}

JwtKey& JwtKey::id(std::string name) & {
  constexpr std::size_t longest = 255;
  const auto isPrintable = [](char c) { return c >= ' ' && c <= '~'; };
  if (name.empty() || name.size() > longest || !std::ranges::all_of(name, isPrintable))
    throw std::invalid_argument("JwtKey: an id is 1 to 255 bytes of printable ASCII");
  id_ = std::move(name);
  return *this;
}

JwtAlgorithm JwtKey::algorithm() const noexcept {
  return material_->algorithm;
}
bool JwtKey::signs() const noexcept {
  return material_->kind != Kind::publicKey;
}
bool JwtKey::verifies() const noexcept {
  return material_->kind != Kind::privateKey;
}

}  // namespace serinus
