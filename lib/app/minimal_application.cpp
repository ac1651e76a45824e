#include <serinus/app/minimal_application.hpp>

namespace serinus {

namespace {

app::ModuleImport itself(Module& module) {
  return {di::typeId<MinimalApplication>(),
          "MinimalApplication",
          [&module] { return std::shared_ptr<Module>(std::shared_ptr<void>(), &module); },
          {},
          true};
}

}  // namespace

MinimalApplication::MinimalApplication(ApplicationOptions options)
    : routes_(&own(std::make_shared<Controller>())), application_(itself(*this), std::move(options)) {}

// The application stops before what it serves is gone.
MinimalApplication::~MinimalApplication() = default;

Controller& MinimalApplication::group(std::string path) {
  return own(std::make_shared<Controller>(std::move(path)));
}

SseController& MinimalApplication::streams() {
  if (streams_ == nullptr) {
    imports<SseModule>();
    streams_ = &own(std::make_shared<SseController>());
  }
  return *streams_;
}

WebSocketGateway& MinimalApplication::gateway(std::string path) {
  WebSocketGatewayOptions options;
  options.path = std::move(path);
  return addGateway(std::move(options), nullptr);
}

WebSocketGateway& MinimalApplication::addGateway(WebSocketGatewayOptions options,
                                                 app::MinimalGateway::Handler handler) {
  if (!std::exchange(hasGateways_, true)) imports<WsModule>();
  return own(std::make_shared<app::MinimalGateway>(std::move(options), std::move(handler)));
}

}  // namespace serinus
