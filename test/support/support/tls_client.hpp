#pragma once

#include "support/certificates.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus::test {

struct FreeTls {
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
  void operator()(SSL_SESSION* session) const noexcept { SSL_SESSION_free(session); }
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
using TlsSession = std::shared_ptr<SSL_SESSION>;

struct TlsClientOptions {
  std::string authority = {};      ///< PEM; empty: whoever it is
  std::string host = "localhost";  ///< asked for and verified; empty: none
  std::vector<std::string> alpn = {"http/1.1"};
  Issued certificate = {};
  int least = TLS1_2_VERSION;
  int most = TLS1_3_VERSION;
  std::string ciphers = {};
  std::string signatures = {};
  TlsSession session = {};  ///< to go on with
};

/// The client's side of a TLS connection, of bytes alone: it is told what the server has sent, and gives what is to be
/// sent to it.
class TlsClient {
public:
  explicit TlsClient(const TlsClientOptions& options = {}) : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX* const raw = context_.get();
    SSL_CTX_set_security_level(raw, 0);  // the server's rules are tested
    SSL_CTX_set_min_proto_version(raw, options.least);
    SSL_CTX_set_max_proto_version(raw, options.most);
    if (!options.ciphers.empty()) SSL_CTX_set_cipher_list(raw, options.ciphers.c_str());
    if (!options.signatures.empty()) SSL_CTX_set1_sigalgs_list(raw, options.signatures.c_str());
    if (!options.authority.empty()) trust(options.authority);
    if (!options.certificate.certificate.empty()) show(options.certificate);
    // What OpenSSL stores itself it makes useless when the context goes.
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_set_app_data(raw, this);
    SSL_CTX_sess_set_new_cb(raw, [](SSL* ssl, SSL_SESSION* session) {
      static_cast<TlsClient*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)))->session_ = TlsSession(session, FreeTls());
      return 1;
    });
    ssl_.reset(SSL_new(raw));
    in_ = BIO_new(BIO_s_mem());
    out_ = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl_.get(), in_, out_);
    if (!options.host.empty()) {
      SSL_set_tlsext_host_name(ssl_.get(), options.host.c_str());
      SSL_set1_host(ssl_.get(), options.host.c_str());
    }
    std::string protocols;
    for (const std::string& name : options.alpn) protocols.append(1, static_cast<char>(name.size())).append(name);
    if (!protocols.empty()) {
      SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(protocols.data()),
                          static_cast<unsigned>(protocols.size()));
    }
    if (options.session) SSL_set_session(ssl_.get(), options.session.get());
    SSL_set_connect_state(ssl_.get());
    progress();
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient() {
    // OpenSSL would not go on with a session whose connection has not ended in good order.
    SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  }

  /// Bytes for the server; each once.
  [[nodiscard]] std::string take() {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(out_, &bytes);
    std::string taken(bytes, static_cast<std::size_t>(size));
    BIO_reset(out_);
    return taken;
  }
  void receive(std::string_view bytes) {
    BIO_write(in_, bytes.data(), static_cast<int>(bytes.size()));
    progress();
  }

  void send(std::string_view plain) { SSL_write(ssl_.get(), plain.data(), static_cast<int>(plain.size())); }
  /// Sends a close_notify.
  void close() { SSL_shutdown(ssl_.get()); }

  [[nodiscard]] SSL* ssl() const noexcept { return ssl_.get(); }
  [[nodiscard]] bool isOpen() const noexcept { return SSL_is_init_finished(ssl_.get()) == 1 && fault_.empty(); }
  [[nodiscard]] const std::string& fault() const noexcept { return fault_; }
  [[nodiscard]] bool sawClose() const noexcept { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }
  [[nodiscard]] const std::string& received() const noexcept { return received_; }
  std::string takeReceived() { return std::exchange(received_, {}); }

  [[nodiscard]] bool isResumed() const noexcept { return SSL_session_reused(ssl_.get()) == 1; }
  /// What the server has given it to go on with; empty without.
  [[nodiscard]] TlsSession session() const {
    return session_ ? session_ : TlsSession(SSL_get1_session(ssl_.get()), FreeTls());
  }
  [[nodiscard]] std::string version() const { return SSL_get_version(ssl_.get()); }
  [[nodiscard]] std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  /// The common name of the server's certificate.
  [[nodiscard]] std::string serverName() const {
    const X509* const shown = SSL_get0_peer_certificate(ssl_.get());
    char text[256] = {};
    if (shown != nullptr) X509_NAME_get_text_by_NID(X509_get_subject_name(shown), NID_commonName, text, sizeof text);
    return text;
  }

private:
  void trust(const std::string& pem) {
    const std::unique_ptr<BIO, FreeTls> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const std::unique_ptr<X509, FreeTls> authority(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority.get());
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  }
  void show(const Issued& own) {
    const std::unique_ptr<BIO, FreeTls> bio(
        BIO_new_mem_buf(own.certificate.data(), static_cast<int>(own.certificate.size())));
    const std::unique_ptr<X509, FreeTls> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    SSL_CTX_use_certificate(context_.get(), certificate.get());
    const std::unique_ptr<BIO, FreeTls> keyBio(BIO_new_mem_buf(own.key.data(), static_cast<int>(own.key.size())));
    const std::unique_ptr<EVP_PKEY, FreeTls> key(PEM_read_bio_PrivateKey(keyBio.get(), nullptr, nullptr, nullptr));
    SSL_CTX_use_PrivateKey(context_.get(), key.get());
  }
  void progress() {
    ERR_clear_error();
    char bytes[16 * 1024];
    int count = 0;
    while ((count = SSL_read(ssl_.get(), bytes, sizeof bytes)) > 0)
      received_.append(bytes, static_cast<std::size_t>(count));
    const int error = SSL_get_error(ssl_.get(), count);
    if (error != SSL_ERROR_SSL || !fault_.empty()) return;
    const char* const reason = ERR_reason_error_string(ERR_peek_error());
    fault_ = reason == nullptr ? "unknown" : reason;
  }

  std::unique_ptr<SSL_CTX, FreeTls> context_;
  TlsSession session_;
  std::unique_ptr<SSL, FreeTls> ssl_;
  BIO* in_ = nullptr;   // the connection's
  BIO* out_ = nullptr;  // the connection's
  std::string received_;
  std::string fault_;
};

}  // namespace serinus::test
