#include "roles.hpp"

#include <iostream>

namespace conformance {

namespace {

std::string tagOf(const Context& context) {
  return std::string(context.request().header("X-Tag").value_or("-"));
}

/// What a proxy may be asked for. Each answer says the request's X-Tag, so that nobody is given another's.
class BehindController : public SseController {
public:
  BehindController() {
    on(Route::all("/echo"), [](RequestContext& context) {
      return Response::text(tagOf(context) + ' ' + std::string(context.body())).header("X-Tag", tagOf(context));
    });
    on(Route::get("/who"), [](RequestContext& context) {
      return Response::text(context.peer().address() + ' ' + std::string(context.scheme()) + '\n');
    });
    on(Route::get("/cached"), [](RequestContext& context) {
      return Response::text("kept").header("ETag", "\"1\"").header("X-Tag", tagOf(context));
    });
    on(Route::get("/slow"), [](RequestContext& context) -> Task<Response> {
      std::cout << "slow " << tagOf(context) << std::endl;
      co_await context.sleep(std::chrono::seconds(2));
      co_return Response::text("nobody waits for this");
    });
    onSse(Route::get("/events"), [](SseContext& context) -> SseStream {
      for (int i = 0; i < 3; ++i) co_yield SseEvent(tagOf(context));
    });
  }
};

class BehindEcho : public EchoGateway {
public:
  BehindEcho() : EchoGateway({.path = "/socket"}) {}
};

class BehindModule : public Module {
public:
  BehindModule() {
    RequestLogOptions log;
    log.format = RequestLogFormat::json;
    log.headers = {"X-Tag"};
    imports<WsModule, SseModule>();
    imports(RequestLogModule(std::move(log)));
    controllers<BehindController>();
    providers<BehindEcho>();
  }
};

}  // namespace

Application behindRole(const Options& options) {
  ApplicationOptions settings = commonOptions(options);
  settings.logLevel = LogLevel::info;
  settings.trustedProxies = TrustedProxies({"127.0.0.1"});
  if (options.proxyProtocol) settings.proxyProtocol = ProxyProtocol::required;
  for (const std::string& file : options.certificates) settings.tls.certificates.push_back({.chainFile = file});
  settings.limits.maxBody = 100'000;
  return Application::create<BehindModule>(std::move(settings));
}

}  // namespace conformance
