#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace serinus {

/// The certificate that a client has shown, and one of the listed authorities has signed (`TlsClients`).
struct PeerCertificate {
  /// Who it was made out to, as RFC 4514 writes it: `CN=ada,O=Example`. Bytes outside of ASCII are escaped.
  std::string subject{};
  /// Who has signed it, in the same way.
  std::string issuer{};
  /// SHA-256 of the certificate, 64 lower-case hexadecimal digits: another one of the same subject has another.
  std::string fingerprint{};
  /// When it is not valid any more.
  std::chrono::sys_seconds expires{};
};

/// What is known of a TLS connection.
struct TlsPeer {
  std::string version{};     ///< `TLSv1.3` or `TLSv1.2`
  std::string cipher{};      ///< such as `TLS_AES_256_GCM_SHA384`
  std::string serverName{};  ///< the host that the client asked for (SNI), in lower case; empty without one
  std::optional<PeerCertificate> certificate{};
};

}  // namespace serinus
