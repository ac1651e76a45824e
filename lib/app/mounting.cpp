#include "app/mounting.hpp"

#include "app/step_composer.hpp"
#include "gateway/gateway_hub.hpp"
#include "pipeline/composed_route.hpp"

#include <serinus/di/initialization_error.hpp>
#include <serinus/pipeline/controller.hpp>

#include <utility>

namespace serinus::app {

namespace {

class Mounter {
public:
  explicit Mounter(const MountSources& sources) : from_(sources) {}

  Mounted run() {
    mounted_.ports[0].limits = from_.options.limits;
    for (const auto& [steps, services] : from_.everywhere) composer_.addEverywhere(*steps, *services);
    bindEmitter();
    for (std::size_t step = 0; step < from_.container.steps(); ++step) {
      if (const auto controller = from_.container.as<Controller>(step)) mountController(*controller, step);
      if (const auto gateway = from_.container.as<WebSocketGateway>(step)) mountGateway(*gateway, step);
    }
    faults_.insert(faults_.end(), composer_.faults().begin(), composer_.faults().end());
    if (!faults_.empty()) throw InitializationError(std::move(faults_));
    for (auto& [port, endpoints] : mounted_.ports) {
      endpoints.onFault = [logger = from_.logger](std::exception_ptr fault, const Request& request) {
        const std::string where = std::string(name(request.method())) + ' ' + std::string(request.path());
        try {
          std::rethrow_exception(fault);
        } catch (const std::exception& exception) {
          logger->error(where, std::string("a handler threw: ") + exception.what());
        } catch (...) {
          logger->error(where, "a handler threw something that is no std::exception");
        }
      };
    }
    return std::move(mounted_);
  }

private:
  const std::string& className(std::size_t step) const { return from_.container.provider(step).implementation; }
  const std::string& moduleName(std::size_t step) const { return from_.container.moduleOf(step).name; }
  const di::ServiceScope& services(std::size_t step) const {
    return from_.container.scope(from_.container.moduleIndexOf(step));
  }

  void bindEmitter() {
    if (from_.sseModule == nullptr) return;
    for (std::size_t step = 0; step < from_.container.steps(); ++step) {
      if (from_.container.provider(step).token == di::typeId<SseEmitter>())
        mounted_.sse = &std::static_pointer_cast<SseEmitter>(from_.container.instance(step))->hub();
    }
    mounted_.sse->bind(from_.loops, from_.logger);
  }

  // Adds a route, or the reason why it cannot be added.
  template <class Add>
  void attempt(Add&& add) {
    try {
      add();
    } catch (const std::invalid_argument& error) {
      faults_.emplace_back(error.what());
    }
  }

  void addPlain(const Route& route, const std::string& path, std::size_t step, server::Endpoints::Plain endpoint,
                std::string_view kind) {
    server::Endpoints& own = mounted_.ports[0];
    attempt([&] {
      own.routes.add(route.method(), routing::Pattern(path), own.plain.size(), className(step));
      own.plain.push_back(std::move(endpoint));
      mounted_.lines.push_back(std::string(kind) + ' ' + (route.method() ? std::string(name(*route.method())) : "ALL") +
                               ' ' + path + "  (" + className(step) + ")");
    });
  }

  void mountController(Controller& controller, std::size_t step) {
    const auto at = [&](const Route& route) {
      return routing::joinPaths({from_.options.globalPrefix, controller.path(), route.path()});
    };
    for (const Controller::HttpRoute& entry : controller.httpRoutes()) {
      auto steps =
          composer_.compose(Door::request, {&controller.steps(), &entry.steps}, services(step), className(step));
      auto handler = pipeline::composeRoute(
          std::move(steps), entry.handler, className(step),
          std::string(entry.route.method() ? name(*entry.route.method()) : "ALL") + ' ' + at(entry.route));
      addPlain(entry.route, at(entry.route), step, server::HttpRoute{std::move(handler), &services(step)}, "route  ");
    }
    const auto* const streams = dynamic_cast<const SseController*>(&controller);
    if (streams == nullptr || streams->sseRoutes().empty()) return;
    if (from_.sseModule == nullptr) {
      faults_.push_back(className(step) +
                        " serves event streams, but no module imports SseModule: add imports<SseModule>() to " +
                        moduleName(step));
      return;
    }
    const SseModuleOptions& options = from_.sseModule->options();
    for (const SseController::SseRoute& entry : streams->sseRoutes()) {
      const std::string path = at(entry.route);
      auto steps =
          composer_.compose(Door::stream, {&controller.steps(), &entry.steps}, services(step), className(step));
      mounted_.streams.push_back(std::make_unique<sse_module::MountedSseRoute>(
          *mounted_.sse, sse_module::MountedSseRoute::Declared{path, className(step), entry.handler, std::move(steps)},
          services(step), server::EventStreamLimits{options.heartbeat, options.maxQueued, options.closeWhenDone}));
      addPlain(entry.route, path, step, mounted_.streams.back().get(), "stream ");
    }
  }

  void mountGateway(WebSocketGateway& gateway, std::size_t step) {
    if (!from_.hasWsModule) {
      faults_.push_back(className(step) +
                        " is a WebSocket gateway, but no module imports WsModule: add imports<WsModule>() to " +
                        moduleName(step));
      return;
    }
    const std::uint16_t port = gateway.options().port == from_.options.port ? std::uint16_t{0} : gateway.options().port;
    server::Endpoints& endpoints = mounted_.ports[port];
    endpoints.limits = from_.options.limits;
    attempt([&] {
      const routing::Pattern pattern(gateway.options().path);
      endpoints.gateways.add(Method::get, pattern, endpoints.webSockets.size(), className(step));
      endpoints.webSockets.push_back(&gateway.hub());
      mounted_.gateways.push_back(&gateway.hub());
      mounted_.lines.push_back("gateway " + pattern.text() + (port != 0 ? " on port " + std::to_string(port) : "") +
                               "  (" + className(step) + ")");
    });
    const gateway::GatewayListeners listeners{
        dynamic_cast<OnUpgrade*>(&gateway), dynamic_cast<OnClientConnect*>(&gateway),
        dynamic_cast<OnClientDisconnect*>(&gateway), dynamic_cast<OnClientError*>(&gateway),
        dynamic_cast<OnRoomChange*>(&gateway)};
    const auto pipelineAt = [&](Door door) {
      return composer_.compose(door, {&gateway.steps()}, services(step), className(step));
    };
    gateway.hub().events().forEach([&](gateway::RegisteredEvent& event) {
      event.pipeline =
          composer_.compose(Door::message, {&gateway.steps(), &event.steps}, services(step), className(step));
    });
    gateway.hub().bind(from_.loops, services(step), from_.logger, className(step), listeners,
                       {pipelineAt(Door::upgrade), pipelineAt(Door::join), pipelineAt(Door::message)});
  }

  const MountSources& from_;
  StepComposer composer_;
  Mounted mounted_;
  std::vector<std::string> faults_;
};

}  // namespace

Mounted mount(const MountSources& sources) {
  return Mounter(sources).run();
}

}  // namespace serinus::app
