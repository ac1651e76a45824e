#pragma once

#include <serinus/base/clock.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace serinus {

/// A certificate and its key, in PEM: from files, or as text that is in memory already.
struct TlsCertificate {
  /// The certificate, followed by those that vouch for it: `fullchain.pem`. Or the text of such a file.
  std::string chainFile = {};
  std::string chainText = {};
  /// Its private key. Without any, the key stands beside the certificate.
  std::string keyFile = {};
  std::string keyText = {};
  /// Of a key that is encrypted.
  std::string keyPassword = {};
  /// The hosts it is shown to: `example.com`, or `*.example.com` for all names with one label more. None: those that
  /// it was made out to.
  std::vector<std::string> names = {};
};

/// Whether clients have to show a certificate (mutual TLS).
enum class ClientCertificates : std::uint8_t {
  off,       ///< none is asked for
  optional,  ///< one is asked for; a client without one is let in, one with a wrong one is not
  required,  ///< a client without one is not let in
};

/// Whose certificates clients may show: `context.peer().certificate()` tells which one it was.
struct TlsClients {
  ClientCertificates certificates = ClientCertificates::off;
  /// The authorities that sign them, in PEM: a file, or its text.
  std::string authorityFile = {};
  std::string authorityText = {};
};

enum class TlsVersion : std::uint8_t { v12, v13 };

/// `https` and `wss`: with a certificate, every port of the application speaks TLS and nothing else. Needs OpenSSL 3,
/// meson option `crypto`.
///
/// The defaults are forward secret and authenticated (ECDHE and AEAD) and known to all clients of the last ten years.
struct TlsOptions {
  /// None: no TLS. Where no name fits, or the client names no host, the first one is shown.
  std::vector<TlsCertificate> certificates = {};
  /// The oldest version that is spoken.
  TlsVersion leastVersion = TlsVersion::v12;
  /// Ciphers of TLS 1.2 and groups for the key exchange, best first, as OpenSSL writes them. Those of TLS 1.3 are
  /// OpenSSL's own: all are good.
  std::string ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
  std::string groups = "X25519:P-256:P-384:P-521";
  TlsClients clients = {};
  /// How long a client may go on where it was without a whole handshake. The keys that protect its ticket are replaced
  /// as often, and never leave this process; all loops share them. Zero: no tickets.
  Duration ticketLifetime = std::chrono::hours(2);

  [[nodiscard]] bool isOn() const noexcept { return !certificates.empty(); }
};

}  // namespace serinus
