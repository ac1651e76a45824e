#include <serinus/base/crypto.hpp>
#include <serinus/base/random.hpp>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <climits>
#include <memory>
#include <stdexcept>

namespace serinus::crypto {

namespace {

constexpr std::size_t nonceSize = 12;
constexpr std::size_t tagSize = 16;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;
using Kdf = std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)>;

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL refused what it is asked for");
}

const unsigned char* in(ByteView bytes) noexcept {
  static constexpr unsigned char none = 0;  // an empty view may have no address
  return bytes.empty() ? &none : reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* out(std::string& text, std::size_t at) noexcept {
  return reinterpret_cast<unsigned char*>(text.data()) + at;
}
int sizeOf(ByteView bytes) {
  if (bytes.size() > INT_MAX / 2) throw std::length_error("this is too much to encrypt at once");
  return static_cast<int>(bytes.size());
}
OSSL_PARAM octets(const char* name, ByteView bytes) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<unsigned char*>(in(bytes)), bytes.size());
}

}  // namespace

Digest sha256(ByteView bytes) {
  Digest digest;
  unsigned size = 0;
  require(EVP_Digest(in(bytes), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha256(),
                     nullptr) == 1);
  return digest;
}

Digest hmacSha256(ByteView key, ByteView message) {
  Digest digest;
  unsigned size = 0;
  require(HMAC(EVP_sha256(), in(key), sizeOf(key), in(message), message.size(),
               reinterpret_cast<unsigned char*>(digest.data()), &size) != nullptr);
  return digest;
}

std::vector<std::byte> hkdfSha256(ByteView secret, ByteView salt, ByteView info, std::size_t size) {
  if (size == 0 || size > 255 * std::tuple_size_v<Digest>)
    throw std::invalid_argument("HKDF-SHA256 gives 1 to 8160 bytes");
  const Kdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr), EVP_KDF_free);
  require(kdf != nullptr);
  const KdfContext context(EVP_KDF_CTX_new(kdf.get()), EVP_KDF_CTX_free);
  require(context != nullptr);
  char digest[] = "SHA256";
  OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                             octets(OSSL_KDF_PARAM_KEY, secret), octets(OSSL_KDF_PARAM_SALT, salt),
                             octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  std::vector<std::byte> key(size);
  require(EVP_KDF_derive(context.get(), reinterpret_cast<unsigned char*>(key.data()), size, parameters) == 1);
  return key;
}

bool sameBytes(ByteView a, ByteView b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(in(a), in(b), a.size()) == 0;
}

std::string seal(const Key& key, ByteView plain, ByteView associated) {
  std::string sealed(plain.size() + sealOverhead, '\0');
  fillRandom(std::as_writable_bytes(std::span(sealed)).first(nonceSize));
  const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int size = 0;
  require(cipher != nullptr && EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, in(key), out(sealed, 0)) ==
                                   1);  // GCM's nonce has 12 bytes unless told
  require(EVP_EncryptUpdate(cipher.get(), nullptr, &size, in(associated), sizeOf(associated)) == 1);
  require(EVP_EncryptUpdate(cipher.get(), out(sealed, nonceSize), &size, in(plain), sizeOf(plain)) == 1);
  require(EVP_EncryptFinal_ex(cipher.get(), out(sealed, nonceSize + plain.size()), &size) == 1);
  require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tagSize),
                              out(sealed, nonceSize + plain.size())) == 1);
  return sealed;
}

std::optional<std::string> open(const Key& key, ByteView sealed, ByteView associated) {
  if (sealed.size() < sealOverhead) return std::nullopt;
  const ByteView text = sealed.subspan(nonceSize, sealed.size() - sealOverhead);
  std::string tag(asText(sealed.last(tagSize)));
  std::string plain(text.size() + 1, '\0');  // never without an address
  const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int size = 0;
  require(cipher != nullptr && EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, in(key), in(sealed)) == 1);
  require(EVP_DecryptUpdate(cipher.get(), nullptr, &size, in(associated), sizeOf(associated)) == 1);
  require(EVP_DecryptUpdate(cipher.get(), out(plain, 0), &size, in(text), sizeOf(text)) == 1);
  require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tagSize), out(tag, 0)) == 1);
  if (EVP_DecryptFinal_ex(cipher.get(), out(plain, text.size()), &size) != 1) {
    forget(std::as_writable_bytes(std::span(plain)));
    return std::nullopt;
  }
  plain.resize(text.size());
  return plain;
}

void forget(MutableBytes bytes) noexcept {
  OPENSSL_cleanse(bytes.data(), bytes.size());
}

}  // namespace serinus::crypto
