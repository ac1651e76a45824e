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

struct Line {
  int article;
  std::string name;
  double price;
  int count;
};
struct Order {
  std::string id;
  std::string customer;
  bool paid;
  std::vector<Line> lines;
};

/// Three of these and two guards stand before `/steps`, and let everything pass.
struct PassingStep : Middleware {
  Task<> use(ExecutionContext&, Next next) override { return next(); }
};
struct PassingGuard : Guard {
  Task<bool> canActivate(ExecutionContext&) override { co_return true; }
};

Response greeting() {
  return Response::bytes("Hello, World!", "text/plain");
}

class BenchController : public SseController {
public:
  BenchController() {
    on(Route::get("/"), greeting);
    on(Route::get("/steps"), greeting)
        .use<PassingStep>()
        .use<PassingStep>()
        .use<PassingStep>()
        .use<PassingGuard>()
        .use<PassingGuard>();
    on(Route::post("/orders"), [](Body<Order> order) { return *std::move(order); });
    onSse(Route::get("/sse"), fedByOthers);
    on(Route::post("/publish"), publish);
  }
};

class BenchModule : public Module {
public:
  BenchModule() {
    imports<WsModule, SseModule>();
    controllers<BenchController>();
    providers<BenchEcho, BenchFanout, PassingStep, PassingGuard>();
  }
};

}  // namespace

Application benchRole(const Options& options) {
  return Application::create<BenchModule>(commonOptions(options));
}

}  // namespace conformance
