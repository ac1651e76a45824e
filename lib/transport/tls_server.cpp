#include "transport/tls_server.hpp"

#include "transport/ticket_keys.hpp"
#include "transport/tls_context.hpp"
#include "transport/tls_stream.hpp"

#include <string>
#include <utility>

namespace serinus::transport {

TlsServer::TlsServer(TlsOptions options, std::shared_ptr<Logger> logger)
    : logger_(std::move(logger)),
      tickets_(std::make_shared<TicketKeys>(options.ticketLifetime)),
      options_(std::move(options)) {}
TlsServer::~TlsServer() = default;

std::vector<std::string> TlsServer::load() {
  std::unique_lock lock(mutex_);
  TlsOptions options = options_;
  lock.unlock();
  return read(std::move(options));
}

std::vector<std::string> TlsServer::load(std::vector<TlsCertificate> certificates) {
  if (certificates.empty()) return {"tls.certificates: give at least one"};
  std::unique_lock lock(mutex_);
  TlsOptions options = options_;
  lock.unlock();
  options.certificates = std::move(certificates);
  return read(std::move(options));
}

// Files are read without the lock: connections are accepted meanwhile.
std::vector<std::string> TlsServer::read(TlsOptions options) {
  TlsFindings findings;
  auto context = TlsContext::make(options, tickets_, findings);
  for (const std::string& warning : findings.warnings) logger_->warning("serinus", warning);
  if (context == nullptr) return std::move(findings.faults);
  const std::lock_guard lock(mutex_);
  options_ = std::move(options);
  context_ = std::move(context);
  return {};
}

std::unique_ptr<SecureStream> TlsServer::accept(std::unique_ptr<Stream> inner, runtime::LoopCore& loop) const {
  std::unique_lock lock(mutex_);
  std::shared_ptr<const TlsContext> context = context_;
  lock.unlock();
  return std::make_unique<TlsStream>(std::move(inner), std::move(context), loop);
}

void TlsServer::logFailure(const PeerAddress& peer, std::string_view fault) const noexcept {
  if (!logger_->keeps(LogLevel::debug)) return;
  try {
    logger_->debug("serinus", "a TLS handshake with " + peer.address() + " failed: " + std::string(fault));
  } catch (...) {  // no memory, or a logger that throws: its connection is over all the same
  }
}

}  // namespace serinus::transport
