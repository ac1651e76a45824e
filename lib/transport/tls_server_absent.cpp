// Without OpenSSL there is no TLS, and whoever asks for it is told so.
#include "transport/tls_server.hpp"

#include <utility>

namespace serinus::transport {

class TicketKeys {};
class TlsContext {};

TlsServer::TlsServer(TlsOptions options, std::shared_ptr<Logger> logger)
    : logger_(std::move(logger)), options_(std::move(options)) {}
TlsServer::~TlsServer() = default;

std::vector<std::string> TlsServer::load() {
  return read({});
}

std::vector<std::string> TlsServer::load(std::vector<TlsCertificate>) {
  return read({});
}

std::vector<std::string> TlsServer::read(TlsOptions) {
  return {
      "tls needs OpenSSL 3, and Serinus was built without it: install it, or set the meson option crypto to enabled to "
      "hear why it was not found"};
}

std::unique_ptr<SecureStream> TlsServer::accept(std::unique_ptr<Stream>, runtime::LoopCore&) const {
  return nullptr;  // never called: nothing could be loaded
}

void TlsServer::logFailure(const PeerAddress&, std::string_view) const noexcept {}

}  // namespace serinus::transport
