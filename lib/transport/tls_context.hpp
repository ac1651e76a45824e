#pragma once

#include "transport/openssl_handles.hpp"
#include "transport/server_names.hpp"
#include "transport/ticket_keys.hpp"
#include "transport/tls_findings.hpp"

#include <serinus/transport/tls_options.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace serinus::transport {

/// What the TLS connections of an application are made from: its certificates and rules as they were read. It does not
/// change, and outlives the connections made from it. From any thread.
class TlsContext {
public:
  /// Reads the certificates. @returns null when there are faults
  [[nodiscard]] static std::shared_ptr<const TlsContext> make(const TlsOptions& options,
                                                              const std::shared_ptr<TicketKeys>& tickets,
                                                              TlsFindings& findings);
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  /// The server's side of a new connection, without a stream.
  [[nodiscard]] SslHandle newConnection() const;

  // OpenSSL's side.

  /// The context whose certificate is shown to clients that ask for `host`; null for any.
  [[nodiscard]] ssl_ctx_st* contextFor(const char* host) const;
  [[nodiscard]] TicketKeys& tickets() const noexcept { return *tickets_; }

private:
  TlsContext(const std::shared_ptr<TicketKeys>& tickets) : tickets_(tickets) {}

  std::shared_ptr<TicketKeys> tickets_;
  std::vector<SslContextHandle> contexts_;  // one for each certificate
  ServerNames names_;                       // → indices of `contexts_`
};

}  // namespace serinus::transport
