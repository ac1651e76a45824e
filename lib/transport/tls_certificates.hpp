#pragma once

#include "transport/openssl_handles.hpp"
#include "transport/tls_findings.hpp"

#include <serinus/transport/tls_options.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace serinus::transport {

/// A certificate as it is shown to clients.
struct TlsCredential {
  CertificateHandle certificate;
  std::vector<CertificateHandle> chain;
  KeyHandle key;
  std::vector<std::string> names;  ///< the hosts it is shown to
  std::string source;              ///< where it was read, for messages
};

/// Reads a certificate and its key. @returns nothing when there are faults
/// @param index  of it among the certificates, for messages
/// @param now    one that has expired, or is not valid yet, is warned of
[[nodiscard]] std::optional<TlsCredential> readCredential(const TlsCertificate& wanted, std::size_t index,
                                                          std::chrono::sys_seconds now, TlsFindings& findings);

/// Reads the authorities that sign the certificates of clients; none when there are faults, or none are asked for.
[[nodiscard]] std::vector<CertificateHandle> readAuthorities(const TlsClients& clients, TlsFindings& findings);

}  // namespace serinus::transport
