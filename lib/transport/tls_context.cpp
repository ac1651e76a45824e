#include "transport/tls_context.hpp"

#include "transport/tls_certificates.hpp"

#include <serinus/base/crypto.hpp>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace serinus::transport {

namespace {

// No SHA-1: RFC 9155.
constexpr const char* signatures =
    "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:"
    "rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512";

/// Where a context keeps the `TlsContext` it belongs to, for callbacks without an argument of their own.
int placeOfOwner() {
  static const int place = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return place;
}
const TlsContext& ownerOf(SSL* ssl) {
  return *static_cast<const TlsContext*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), placeOfOwner()));
}

// ---- What OpenSSL asks while a handshake is under way

/// RFC 6066, 3. Whoever asks for a host that is not ours gets the first certificate, and can say better than we why
/// that will not do.
int chooseCertificate(SSL* ssl, int*, void*) {
  const char* const host = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  SSL_CTX* const context = host == nullptr ? nullptr : ownerOf(ssl).contextFor(host);
  if (context == nullptr) return SSL_TLSEXT_ERR_NOACK;
  SSL_set_SSL_CTX(ssl, context);
  return SSL_TLSEXT_ERR_OK;
}

/// RFC 7301, 3.2: nothing else than HTTP/1.1 is spoken here, and a client that does not speak it is told so.
int chooseProtocol(SSL*, const unsigned char** chosen, unsigned char* chosenSize, const unsigned char* offered,
                   unsigned size, void*) {
  constexpr std::string_view ours = "http/1.1";
  for (unsigned i = 0; i < size; i += 1U + offered[i]) {
    if (offered[i] != ours.size() || i + 1 + ours.size() > size) continue;
    if (std::memcmp(offered + i + 1, ours.data(), ours.size()) != 0) continue;
    *chosen = offered + i + 1;
    *chosenSize = offered[i];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

const unsigned char* in(ByteView bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

bool prepare(const TicketKey& key, const unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac, bool encrypts) {
  char digest[] = "SHA256";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, const_cast<std::byte*>(key.mac.data()), key.mac.size()),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
  if (EVP_MAC_CTX_set_params(mac, parameters) != 1) return false;
  return EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nullptr, in(key.cipher), iv, encrypts ? 1 : 0) == 1;
}

/// Called for a new ticket, and for one that a client brings. @returns 0 for one that is not known: a whole handshake
/// follows; 2 for one that is to be replaced
int protectTicket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                  int encrypts) {
  TicketKeys& keys = ownerOf(ssl).tickets();
  if (encrypts != 0) {
    TicketKey key = keys.current(Clock::now());
    std::memcpy(name, key.name.data(), key.name.size());
    const bool done =
        RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) == 1 && prepare(key, iv, cipher, mac, true);
    crypto::forget(key.cipher);
    crypto::forget(key.mac);
    return done ? 1 : -1;
  }
  TicketKey::Name brought;
  std::memcpy(brought.data(), name, brought.size());
  auto known = keys.find(brought, Clock::now());
  if (!known) return 0;
  const bool done = prepare(known->key, iv, cipher, mac, false);
  crypto::forget(known->key.cipher);
  crypto::forget(known->key.mac);
  if (!done) return -1;
  // With TLS 1.3 each is for one connection (RFC 8446, C.4), and the next comes with this one.
  return known->isCurrent && SSL_version(ssl) != TLS1_3_VERSION ? 1 : 2;
}

// ---- What a context is made of

SslContextHandle strictContext() {
  SslContextHandle context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* const raw = context.get();
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                               SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY | SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set1_sigalgs_list(raw, signatures);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);  // tickets alone: nothing to share or to bound
  SSL_CTX_set_alpn_select_cb(raw, &chooseProtocol, nullptr);
  SSL_CTX_set_tlsext_servername_callback(raw, &chooseCertificate);
  return context;
}

void apply(const TlsOptions& options, SSL_CTX* context, std::vector<std::string>& faults) {
  SSL_CTX_set_min_proto_version(context, options.leastVersion == TlsVersion::v13 ? TLS1_3_VERSION : TLS1_2_VERSION);
  if (SSL_CTX_set_cipher_list(context, options.ciphers.c_str()) != 1)
    faults.push_back("tls.ciphers: OpenSSL knows none of \"" + options.ciphers + '"');
  if (SSL_CTX_set1_groups_list(context, options.groups.c_str()) != 1)
    faults.push_back("tls.groups: OpenSSL does not know all of \"" + options.groups + '"');
  ERR_clear_error();
}

void allowTickets(Duration lifetime, SSL_CTX* context) {
  if (lifetime <= Duration::zero()) {
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);
    return;
  }
  SSL_CTX_set_timeout(context, std::chrono::duration_cast<std::chrono::seconds>(lifetime).count());
  SSL_CTX_set_tlsext_ticket_key_evp_cb(context, &protectTicket);
}

/// Shows the certificate. @returns what OpenSSL has against it, or nothing
std::string show(const TlsCredential& credential, SSL_CTX* context) {
  bool isTaken = SSL_CTX_use_certificate(context, credential.certificate.get()) == 1 &&
                 SSL_CTX_use_PrivateKey(context, credential.key.get()) == 1;
  for (const CertificateHandle& other : credential.chain)
    isTaken = isTaken && SSL_CTX_add1_chain_cert(context, other.get()) == 1;
  return isTaken ? std::string() : takeOpenSslFault();
}

/// What tickets are bound to: those of clients that were let in under other rules are not taken.
crypto::Digest digestOf(ClientCertificates asked, const std::vector<CertificateHandle>& authorities) {
  std::string all = "serinus client certificates " + std::to_string(static_cast<int>(asked));
  for (const CertificateHandle& authority : authorities) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    X509_digest(authority.get(), EVP_sha256(), digest.data(), &size);
    all.append(reinterpret_cast<const char*>(digest.data()), size);
  }
  return crypto::sha256(asBytes(all));
}

void askClients(ClientCertificates asked, const std::vector<CertificateHandle>& authorities, SSL_CTX* context) {
  const crypto::Digest bound = digestOf(asked, authorities);
  SSL_CTX_set_session_id_context(context, in(bound), static_cast<unsigned>(bound.size()));
  if (asked == ClientCertificates::off) return;
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);  // an authority that is listed need not be a root
  for (const CertificateHandle& authority : authorities) {
    X509_STORE_add_cert(store, authority.get());
    SSL_CTX_add_client_CA(context, authority.get());
  }
  const int mode =
      SSL_VERIFY_PEER | (asked == ClientCertificates::required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE);
  SSL_CTX_set_verify(context, mode, nullptr);
}

}  // namespace

std::shared_ptr<const TlsContext> TlsContext::make(const TlsOptions& options,
                                                   const std::shared_ptr<TicketKeys>& tickets, TlsFindings& findings) {
  const std::shared_ptr<TlsContext> made(new TlsContext(tickets));
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const std::vector<CertificateHandle> authorities = readAuthorities(options.clients, findings);
  for (std::size_t i = 0; i < options.certificates.size(); ++i) {
    SslContextHandle context = strictContext();
    SSL_CTX_set_ex_data(context.get(), placeOfOwner(), made.get());
    std::vector<std::string> repeated;
    apply(options, context.get(), i == 0 ? findings.faults : repeated);
    allowTickets(options.ticketLifetime, context.get());
    askClients(options.clients.certificates, authorities, context.get());
    const auto credential = readCredential(options.certificates[i], i, now, findings);
    if (!credential) continue;
    if (const std::string fault = show(*credential, context.get()); !fault.empty())
      findings.faults.push_back("tls.certificates[" + std::to_string(i) +
                                "]: OpenSSL does not take the certificate in " + credential->source + ": " + fault);
    for (const std::string& name : credential->names) made->names_.add(name, i);
    made->contexts_.push_back(std::move(context));
  }
  return findings.faults.empty() ? made : nullptr;
}

SslHandle TlsContext::newConnection() const {
  SslHandle ssl(SSL_new(contexts_.front().get()));
  if (ssl == nullptr) throw std::bad_alloc();
  SSL_set_accept_state(ssl.get());
  return ssl;
}

ssl_ctx_st* TlsContext::contextFor(const char* host) const {
  const auto found = names_.find(host);
  return found ? contexts_[*found].get() : nullptr;
}

}  // namespace serinus::transport
