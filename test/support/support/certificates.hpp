#pragma once

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace serinus::test {

/// A certificate and its key, in PEM.
struct Issued {
  std::string certificate;
  std::string key;
};

struct IssueOptions {
  std::string commonName = "localhost";
  std::vector<std::string> names = {"localhost"};
  int firstDay = -1;  ///< from today
  int lastDay = 30;
  std::string keyPassword = {};
  int rsaBits = 0;  ///< zero: P-256
  bool withSha1 = false;
};

/// Makes certificates for a test, and vouches for them. All of it lives in memory and lasts as long as the test.
class CertificateAuthority {
public:
  explicit CertificateAuthority(const std::string& name = "Test Authority") : key_(keyOf(0)) {
    certificate_ = made(IssueOptions{.commonName = name, .names = {}}, key_.get(), nullptr, key_.get());
  }

  /// Its own certificate, in PEM.
  [[nodiscard]] std::string pem() const { return pemOf(certificate_.get()); }

  [[nodiscard]] Issued issue(const IssueOptions& options = {}) const {
    const Key key = keyOf(options.rsaBits);
    const Certificate certificate = made(options, key.get(), certificate_.get(), key_.get());
    return {pemOf(certificate.get()), pemOf(key.get(), options.keyPassword)};
  }

private:
  struct Free {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
    void operator()(BIO* bio) const noexcept { BIO_free(bio); }
    void operator()(X509_EXTENSION* extension) const noexcept { X509_EXTENSION_free(extension); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;
  using Certificate = std::unique_ptr<X509, Free>;

  static Key keyOf(int rsaBits) {
    return Key(rsaBits > 0 ? EVP_RSA_gen(static_cast<unsigned>(rsaBits)) : EVP_EC_gen("P-256"));
  }

  static void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Free> extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    if (extension == nullptr) throw std::runtime_error("no such extension: " + value);
    X509_add_ext(certificate, extension.get(), -1);
  }

  static Certificate made(const IssueOptions& options, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuerKey) {
    static long serial = 1000;
    Certificate certificate(X509_new());
    X509* const raw = certificate.get();
    X509_set_version(raw, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(raw), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(raw), 86'400L * options.firstDay);
    X509_gmtime_adj(X509_getm_notAfter(raw), 86'400L * options.lastDay);
    X509_NAME* const name = X509_get_subject_name(raw);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(options.commonName.c_str()), -1, -1, 0);
    X509_set_issuer_name(raw, issuer == nullptr ? name : X509_get_subject_name(issuer));
    X509_set_pubkey(raw, key);
    if (issuer == nullptr) {
      extend(raw, raw, NID_basic_constraints, "critical,CA:TRUE");
      extend(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign");
    }
    std::string names;
    for (const std::string& dns : options.names) names.append(names.empty() ? "DNS:" : ",DNS:").append(dns);
    if (!names.empty()) extend(raw, issuer == nullptr ? raw : issuer, NID_subject_alt_name, names);
    if (X509_sign(raw, issuerKey, options.withSha1 ? EVP_sha1() : EVP_sha256()) == 0)
      throw std::runtime_error("cannot sign a certificate");
    return certificate;
  }

  static std::string contentOf(BIO* bio) {
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    return {text, static_cast<std::size_t>(size)};
  }
  static std::string pemOf(X509* certificate) {
    const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate);
    return contentOf(bio.get());
  }
  static std::string pemOf(EVP_PKEY* key, const std::string& password) {
    const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS8PrivateKey(bio.get(), key, password.empty() ? nullptr : EVP_aes_256_cbc(), password.c_str(),
                                  static_cast<int>(password.size()), nullptr, nullptr);
    return contentOf(bio.get());
  }

  Key key_;
  Certificate certificate_;
};

}  // namespace serinus::test
