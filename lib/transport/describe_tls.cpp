#include "transport/describe_tls.hpp"

#include "transport/openssl_handles.hpp"

#include <serinus/base/ascii.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <ctime>
#include <string>
#include <string_view>

namespace serinus::transport {

namespace {

std::string textOf(const X509_NAME* name) {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return size <= 0 ? std::string() : std::string(text, static_cast<std::size_t>(size));
}

std::string fingerprintOf(const X509* certificate) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  X509_digest(certificate, EVP_sha256(), digest.data(), &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15];
  }
  return text;
}

std::chrono::sys_seconds timeOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&parts)));
}

}  // namespace

TlsPeer describeTls(const ssl_st* ssl) {
  TlsPeer peer;
  peer.version = SSL_get_version(ssl);
  if (const char* const cipher = SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl))) peer.cipher = cipher;
  if (const char* const host = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name)) peer.serverName = toLower(host);
  if (const X509* const shown = SSL_get0_peer_certificate(ssl))
    peer.certificate = PeerCertificate{textOf(X509_get_subject_name(shown)), textOf(X509_get_issuer_name(shown)),
                                       fingerprintOf(shown), timeOf(X509_get0_notAfter(shown))};
  return peer;
}

}  // namespace serinus::transport
