#include "roles.hpp"

namespace conformance {

namespace {

using namespace std::chrono_literals;

constexpr WebSocketLimits limits{.maxMessage = 1'048'576, .pingInterval = 7s, .pongTimeout = 5s};

class AttackedEcho : public EchoGateway {
public:
  AttackedEcho() : EchoGateway({.path = "/echo", .limits = limits, .compression = Deflate::shared()}) {}
};

class AttackedFanout : public FanoutGateway {
public:
  AttackedFanout() : FanoutGateway({.path = "/fanout", .limits = limits}) {}
};

/// For pages of one origin, and nobody else: not even clients without one, as browsers never are.
class OriginGateway : public EchoGateway, public OnUpgrade {
public:
  OriginGateway() : EchoGateway({.path = "/origin", .origins = {"http://good.example"}, .limits = limits}) {}
  Task<> onUpgrade(UpgradeContext& context) override {
    if (context.header("Origin") != "http://good.example")
      throw ForbiddenException("pages of http://good.example only");
    return {};
  }
};

class AttackedController : public SseController {
public:
  AttackedController() {
    onSse(Route::get("/sse"), fedByOthers);
    on(Route::post("/publish"), publish);
    on(Route::post("/post"),
       [](RequestContext& context) { return Response::text(std::to_string(context.body().size()) + " bytes"); });
  }
};

class AttackModule : public Module {
public:
  AttackModule() {
    imports<WsModule, SseModule, HealthModule>();
    controllers<AttackedController>();
    providers<AttackedEcho, AttackedFanout, OriginGateway>();
  }
};

}  // namespace

Application attackRole(const Options& options) {
  ApplicationOptions settings = commonOptions(options);
  settings.timeouts.request = 10s;
  return Application::create<AttackModule>(std::move(settings));
}

}  // namespace conformance
