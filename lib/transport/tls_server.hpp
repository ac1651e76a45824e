#pragma once

#include "runtime/loop_core.hpp"
#include "transport/secure_stream.hpp"
#include "transport/tls_findings.hpp"

#include <serinus/base/log.hpp>
#include <serinus/transport/tls_options.hpp>

#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace serinus::transport {

class TlsContext;
class TicketKeys;

/// The TLS of an application, for all its ports and loops: what new connections are made from, which can be replaced
/// while the application runs. From any thread.
class TlsServer {
public:
  TlsServer(TlsOptions options, std::shared_ptr<Logger> logger);
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  ~TlsServer();

  /// Reads the certificates; warnings go to the log. @returns what is wrong: with any fault all stays as it was
  [[nodiscard]] std::vector<std::string> load();
  /// The same with these certificates from now on.
  [[nodiscard]] std::vector<std::string> load(std::vector<TlsCertificate> certificates);

  /// The server's side of a connection over `inner`, once certificates were read.
  [[nodiscard]] std::unique_ptr<SecureStream> accept(std::unique_ptr<Stream> inner, runtime::LoopCore& loop) const;

  /// Says in the log, for those who look for it, that a handshake came to nothing.
  void logFailure(const PeerAddress& peer, std::string_view fault) const noexcept;

private:
  [[nodiscard]] std::vector<std::string> read(TlsOptions options);

  std::shared_ptr<Logger> logger_;
  std::shared_ptr<TicketKeys> tickets_;
  mutable std::mutex mutex_;  // for what follows
  TlsOptions options_;
  std::shared_ptr<const TlsContext> context_;
};

}  // namespace serinus::transport
