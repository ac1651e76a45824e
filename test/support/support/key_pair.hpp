#pragma once

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace serinus::test {

/// A new pair of keys, both in PEM.
class KeyPair {
public:
  [[nodiscard]] static KeyPair rsa(unsigned bits = 2'048) { return KeyPair(EVP_RSA_gen(bits)); }
  /// @param curve  `P-256`
  [[nodiscard]] static KeyPair curve(const char* curve) { return KeyPair(EVP_EC_gen(curve)); }
  [[nodiscard]] static KeyPair ed25519() { return KeyPair(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")); }

  [[nodiscard]] std::string publicPem() const {
    return written([this](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key_.get()); });
  }
  [[nodiscard]] std::string privatePem(const std::string& passphrase = {}) const {
    return written([&](BIO* bio) {
      auto* const bytes = passphrase.empty() ? nullptr : reinterpret_cast<const unsigned char*>(passphrase.data());
      return PEM_write_bio_PrivateKey(bio, key_.get(), bytes != nullptr ? EVP_aes_128_cbc() : nullptr, bytes,
                                      static_cast<int>(passphrase.size()), nullptr, nullptr);
    });
  }

private:
  struct Free {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
    void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  };

  explicit KeyPair(EVP_PKEY* key) : key_(key) {
    if (key == nullptr) throw std::runtime_error("no key was made");
  }

  template <class Write>
  static std::string written(const Write& write) {
    const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
    if (write(bio.get()) != 1) throw std::runtime_error("no PEM was written");
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return std::string(text, static_cast<std::size_t>(size));
  }

  std::unique_ptr<EVP_PKEY, Free> key_;
};

}  // namespace serinus::test
