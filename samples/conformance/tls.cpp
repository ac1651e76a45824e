#include "roles.hpp"

namespace conformance {

namespace {

/// Who the client is, by its certificate.
std::string visitor(const Context& context) {
  const PeerCertificate* const certificate = context.peer().certificate();
  return certificate == nullptr ? "nobody" : certificate->subject + ' ' + certificate->fingerprint;
}

class TlsEcho : public EchoGateway {
public:
  TlsEcho() : EchoGateway({.path = "/echo", .limits = {.maxMessage = std::size_t{16} * 1024 * 1024}}) {}
};

class TlsController : public SseController {
public:
  TlsController() {
    on(Route::get("/"), [](RequestContext& context) {
      const TlsPeer* const tls = context.peer().tls();
      if (tls == nullptr) return Response::text("http");
      return Response::text("https " + tls->version + ' ' + tls->serverName + '\n');
    });
    on(Route::get("/who"), [](RequestContext& context) { return Response::text(visitor(context)); });
    on(Route::get("/large"), [](RequestContext&) { return Response::text(std::string(5'000'000, 'x')); });
    on(Route::post("/post"),
       [](RequestContext& context) { return Response::text(std::to_string(context.body().size()) + " bytes"); });
    onSse(Route::get("/sse"), fedByOthers);
    on(Route::post("/publish"), publish);
  }
};

class TlsModule : public Module {
public:
  TlsModule() {
    imports<WsModule, SseModule>();
    controllers<TlsController>();
    providers<TlsEcho>();
  }
};

}  // namespace

Application tlsRole(const Options& options) {
  ApplicationOptions settings = commonOptions(options);
  settings.logLevel = LogLevel::info;
  for (const std::string& file : options.certificates) settings.tls.certificates.push_back({.chainFile = file});
  if (!options.authority.empty())
    settings.tls.clients = {.certificates = ClientCertificates::optional, .authorityFile = options.authority};
  settings.limits.maxBody = 10'000'000;
  settings.timeouts.tlsHandshake = std::chrono::seconds(2);
  return Application::create<TlsModule>(std::move(settings));
}

}  // namespace conformance
