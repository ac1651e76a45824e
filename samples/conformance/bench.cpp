#include "roles.hpp"

namespace conformance {

namespace {

class BenchEcho : public EchoGateway {
public:
  BenchEcho() : EchoGateway({.path = "/echo"}) {}
};

class BenchFanout : public FanoutGateway {
public:
  BenchFanout() : FanoutGateway({.path = "/fanout"}) {}
};

class BenchController : public SseController {
public:
  BenchController() {
    on(Route::get("/"),
       [](RequestContext&) { return Response::text("Hello, World!").header("Content-Type", "text/plain"); });
    onSse(Route::get("/sse"), fedByOthers);
    on(Route::post("/publish"), publish);
  }
};

class BenchModule : public Module {
public:
  BenchModule() {
    imports<WsModule, SseModule>();
    controllers<BenchController>();
    providers<BenchEcho, BenchFanout>();
  }
};

}  // namespace

Application benchRole(const Options& options) {
  return Application::create<BenchModule>(commonOptions(options));
}

}  // namespace conformance
