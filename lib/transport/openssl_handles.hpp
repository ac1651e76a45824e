#pragma once

#include <memory>
#include <string>

// OpenSSL's own names, so that its headers stay in bodies.
struct ssl_st;
struct ssl_ctx_st;
struct x509_st;
struct evp_pkey_st;
struct bio_st;

namespace serinus::transport {

struct FreeOpenSsl {
  void operator()(ssl_st* ssl) const noexcept;
  void operator()(ssl_ctx_st* context) const noexcept;
  void operator()(x509_st* certificate) const noexcept;
  void operator()(evp_pkey_st* key) const noexcept;
  void operator()(bio_st* bio) const noexcept;
};
using SslHandle = std::unique_ptr<ssl_st, FreeOpenSsl>;
using SslContextHandle = std::unique_ptr<ssl_ctx_st, FreeOpenSsl>;
using CertificateHandle = std::unique_ptr<x509_st, FreeOpenSsl>;
using KeyHandle = std::unique_ptr<evp_pkey_st, FreeOpenSsl>;
using BioHandle = std::unique_ptr<bio_st, FreeOpenSsl>;

/// What OpenSSL says of the first fault in this thread's queue, such as "no shared cipher"; empties the queue.
[[nodiscard]] std::string takeOpenSslFault();

}  // namespace serinus::transport
