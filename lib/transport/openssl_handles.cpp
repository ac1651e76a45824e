#include "transport/openssl_handles.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace serinus::transport {

void FreeOpenSsl::operator()(ssl_st* ssl) const noexcept {
  SSL_free(ssl);
}
void FreeOpenSsl::operator()(ssl_ctx_st* context) const noexcept {
  SSL_CTX_free(context);
}
void FreeOpenSsl::operator()(x509_st* certificate) const noexcept {
  X509_free(certificate);
}
void FreeOpenSsl::operator()(evp_pkey_st* key) const noexcept {
  EVP_PKEY_free(key);
}
void FreeOpenSsl::operator()(bio_st* bio) const noexcept {
  BIO_free(bio);
}

std::string takeOpenSslFault() {
  const unsigned long fault = ERR_get_error();
  ERR_clear_error();
  const char* const reason = fault == 0 ? nullptr : ERR_reason_error_string(fault);
  return reason == nullptr ? "unknown fault" : reason;
}

}  // namespace serinus::transport
