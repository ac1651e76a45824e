#include "app/mounting.hpp"

#include "app/request_log.hpp"
#include "app/step_composer.hpp"
#include "gateway/gateway_hub.hpp"
#include "pipeline/composed_route.hpp"
#include "pipeline/path_preflight.hpp"
#include "server/limit_faults.hpp"

#include <serinus/app/health.hpp>
#include <serinus/di/initialization_error.hpp>
#include <serinus/gateway/streaming_gateway.hpp>
#include <serinus/pipeline/controller.hpp>

#include <chrono>
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
    bindHealth();
    for (std::size_t step = 0; step < from_.container.steps(); ++step) {
      if (const auto controller = from_.container.as<Controller>(step)) mountController(*controller, step);
      if (const auto gateway = from_.container.as<WebSocketGateway>(step)) mountGateway(*gateway, step);
    }
    // A step that is missing may be what could not be made, which is said already.
    if (!from_.isPartial) faults_.insert(faults_.end(), composer_.faults().begin(), composer_.faults().end());
    mountPreflights();
    if (!faults_.empty()) throw InitializationError(std::move(faults_));
    if (const RequestLogModule* const log = from_.requirements.requestLog())
      mounted_.observer = std::make_unique<RequestLog>(log->options(), from_.logger);
    for (auto& [port, endpoints] : mounted_.ports) {
      endpoints.observer = mounted_.observer.get();
      endpoints.onFault = [logger = from_.logger](std::exception_ptr fault, const Request& request,
                                                  std::string_view id) {
        const std::string where = std::string(name(request.method())) + ' ' + std::string(request.path());
        logger->error(where, "a handler threw (request " + std::string(id) + "): " + di::causeText(fault));
      };
    }
    return std::move(mounted_);
  }

private:
  const std::string& className(std::size_t step) const { return from_.container.provider(step).implementation; }
  const std::string& moduleName(std::size_t step) const { return from_.container.moduleOf(step).name; }
  std::string place(std::size_t step) const { return className(step) + " of " + moduleName(step); }
  const di::ServiceScope& services(std::size_t step) const {
    return from_.container.scope(from_.container.moduleIndexOf(step));
  }

  void bindEmitter() {
    if (from_.requirements.sse() == nullptr) return;
    for (std::size_t step = 0; step < from_.container.steps(); ++step) {
      if (const auto emitter = from_.container.as<SseEmitter>(step)) mounted_.sse = &emitter->hub();
    }
    if (mounted_.sse == nullptr) return;
    const SseModuleOptions& options = from_.requirements.sse()->options();
    judgeStreams(options);
    mounted_.sse->bind(from_.loops, from_.logger, {options.maxEvent, options.maxChannels});
  }

  void bindHealth() {
    std::shared_ptr<HealthChecks> checks;
    std::vector<HealthIndicator*> indicators;
    for (std::size_t step = 0; step < from_.container.steps(); ++step) {
      if (const auto found = from_.container.as<HealthChecks>(step)) checks = found;
      if (const auto found = from_.container.as<HealthIndicator>(step)) indicators.push_back(found.get());
    }
    if (checks == nullptr) return;
    for (const std::string& twice : checks->bind(indicators))
      faults_.push_back("two health indicators are called \"" + twice + "\": give one of them another name");
  }

  void judgeStreams(const SseModuleOptions& options) {
    const auto judge = [this](const char* name, Duration time) {
      constexpr Duration longest = std::chrono::hours(24 * 24);  // of a browser's timer
      if (time < Duration::zero() || time > longest)
        faults_.push_back(std::string("SseModule: ") + name + " is not between zero and 24 days");
    };
    judge("retry", options.retry.value_or(Duration::zero()));
    judge("retrySpread", options.retrySpread);
    judge("farewell", options.farewell);
  }

  void mountController(Controller& controller, std::size_t step) {
    for (const Controller::HttpRoute& entry : controller.httpRoutes()) {
      const std::string path = pathOf(controller, entry.route);
      auto steps =
          composer_.compose(Door::request, {&controller.steps(), &entry.steps}, services(step), className(step));
      notePreflight(steps.steps(), entry.route, path, step);
      auto handler = compose(std::move(steps), entry.handler, entry.route, path, step);
      addPlain(ServedPath::Kind::route, entry.route, path, step,
               server::HttpRoute{std::move(handler), &services(step)});
    }
    const auto* const streams = dynamic_cast<const SseController*>(&controller);
    if (streams == nullptr || streams->sseRoutes().empty()) return;
    if (mounted_.sse == nullptr) {
      faults_.push_back(Requirements::streamFault(className(step), moduleName(step)));
      return;
    }
    for (const SseController::SseRoute& entry : streams->sseRoutes()) mountStream(controller, entry, step);
  }

  void mountStream(Controller& controller, const SseController::SseRoute& entry, std::size_t step) {
    const std::string path = pathOf(controller, entry.route);
    auto steps = composer_.compose(Door::stream, {&controller.steps(), &entry.steps}, services(step), className(step));
    notePreflight(steps.steps(), entry.route, path, step);
    sse_module::MountedSseRoute::Declared declared{methodOf(entry.route),
                                                   path,
                                                   className(step),
                                                   entry.handler,
                                                   std::move(steps),
                                                   dynamic_cast<OnStreamOpen*>(&controller),
                                                   dynamic_cast<OnStreamClose*>(&controller)};
    auto stream = std::make_unique<sse_module::MountedSseRoute>(*mounted_.sse, std::move(declared), services(step),
                                                                streamLimits(from_.requirements.sse()->options()));
    if (entry.steps.fallback().call) stream->answerInstead(fallbackOf(controller, entry, path, step));
    addPlain(ServedPath::Kind::stream, entry.route, path, step, stream.get());
    mounted_.streams.push_back(std::move(stream));
  }

  static server::EventStreamLimits streamLimits(const SseModuleOptions& options) {
    server::EventStreamLimits limits;
    limits.heartbeat = options.heartbeat;
    limits.backpressure = options.backpressure;
    limits.maxEvent = options.maxEvent;
    limits.closeWhenDone = options.closeWhenDone;
    limits.retry = options.retry;
    limits.retrySpread = options.retrySpread;
    limits.farewell = options.farewell;
    return limits;
  }

  std::unique_ptr<server::HttpRoute> fallbackOf(const Controller& controller, const SseController::SseRoute& entry,
                                                const std::string& path, std::size_t step) {
    auto steps = composer_.compose(Door::request, {&controller.steps(), &entry.steps}, services(step), className(step));
    auto handler = compose(std::move(steps), entry.steps.fallback(), entry.route, path, step);
    auto varied = [handle = std::move(handler)](RequestContext& context) {
      context.addHeader("Vary", "Accept");
      return handle(context);
    };
    return std::make_unique<server::HttpRoute>(server::HttpRoute{std::move(varied), &services(step)});
  }

  pipeline::Handler compose(pipeline::Pipeline steps, const pipeline::BoundHandler& handler, const Route& route,
                            const std::string& path, std::size_t step) {
    judgePathValues(handler.pathValues, route, path, step);
    return pipeline::composeRoute(std::move(steps), handler.call, className(step), methodOf(route) + ' ' + path);
  }

  /// A handler that asks for more `Path` values than there are would refuse every request.
  void judgePathValues(std::size_t wanted, const Route& route, const std::string& path, std::size_t step) {
    if (wanted == 0) return;
    std::size_t there = 0;
    try {
      const routing::Pattern pattern(path);
      for (const routing::Segment& segment : pattern.segments())
        there += segment.kind == routing::Segment::Kind::parameter ? 1 : 0;
    } catch (const routing::PatternError&) {
      return;  // said where the route itself is added
    }
    if (wanted <= there) return;
    faults_.push_back(methodOf(route) + ' ' + path + " (" + place(step) + "): its handler takes " +
                      std::to_string(wanted) + " values of the path (Path<…>), which has " + std::to_string(there));
  }

  // ---- Preflights

  struct NotedPreflight {
    std::shared_ptr<Preflight> step;
    Method method;
    std::string path;
    std::size_t owner;
  };

  /// The step that is closest to the handler decides.
  void notePreflight(const pipeline::Steps& steps, const Route& route, const std::string& path, std::size_t step) {
    if (steps.preflights.empty() || !route.method() || route.method() == Method::options) return;
    preflights_.push_back({steps.preflights.back(), *route.method(), path, step});
  }

  /// Once all routes are known: an application's own ones for OPTIONS stay.
  void mountPreflights() {
    server::Endpoints& own = mounted_.ports[0];
    std::map<std::size_t, std::shared_ptr<pipeline::PathPreflight>> byTarget;
    for (const NotedPreflight& noted : preflights_) {
      try {
        own.routes.add(Method::options, routing::Pattern(noted.path), own.plain.size(), className(noted.owner));
      } catch (const routing::RouteConflict& conflict) {
        if (const auto found = byTarget.find(conflict.first()); found != byTarget.end())
          found->second->add(noted.method, noted.step);
        continue;
      } catch (const routing::PatternError&) {
        continue;  // said where the route itself was added
      }
      const auto path = std::make_shared<pipeline::PathPreflight>();
      path->add(noted.method, noted.step);
      byTarget.emplace(own.plain.size(), path);
      auto answer = [path](RequestContext& context) { return path->answer(context.request()); };
      own.plain.emplace_back(server::HttpRoute{pipeline::bindHandler(std::move(answer)).call, &services(noted.owner)});
      routeLabels_.push_back("OPTIONS " + noted.path + " (" + place(noted.owner) + ')');
    }
  }

  static std::string methodOf(const Route& route) {
    return std::string(route.method() ? name(*route.method()) : "ALL");
  }

  std::string pathOf(const Controller& controller, const Route& route) const {
    return routing::joinPaths({from_.options.globalPrefix, controller.path(), route.path()});
  }

  void addPlain(ServedPath::Kind kind, const Route& route, const std::string& path, std::size_t step,
                server::Endpoints::Plain endpoint) {
    server::Endpoints& own = mounted_.ports[0];
    ServedPath served{kind, methodOf(route), path, className(step), 0};
    const std::string label = served.method + ' ' + path + " (" + place(step) + ')';
    try {
      own.routes.add(route.method(), routing::Pattern(path), own.plain.size(), className(step));
    } catch (const routing::RouteConflict& conflict) {
      faults_.push_back(label + " and " + routeLabels_[conflict.first()] +
                        " are the same route: give one of them another path or method");
      return;
    } catch (const routing::PatternError& error) {
      faults_.push_back(place(step) + ": " + error.what());
      return;
    }
    own.plain.push_back(std::move(endpoint));
    routeLabels_.push_back(label);
    mounted_.paths.push_back(std::move(served));
  }

  void mountGateway(WebSocketGateway& gateway, std::size_t step) {
    if (!from_.requirements.hasWebSockets()) {
      faults_.push_back(Requirements::gatewayFault(className(step), moduleName(step)));
      return;
    }
    addGateway(gateway, step);
    judgeGateway(gateway, step);
    const gateway::GatewayListeners listeners = listenersOf(gateway);
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

  void judgeGateway(WebSocketGateway& gateway, std::size_t step) {
    for (const std::string& fault : server::limitFaults(gateway.options().limits))
      faults_.push_back(place(step) + ": " + fault);
    for (const std::string& fault : gateway::recoveryFaults(gateway.options().recovery))
      faults_.push_back(place(step) + ": " + fault);
    if (dynamic_cast<StreamingGateway*>(&gateway) != nullptr && !gateway.hub().events().empty()) {
      faults_.push_back(place(step) +
                        " reads its messages in pieces, so none of them is a typed event: handle events in "
                        "another gateway, or derive from WebSocketGateway");
    }
  }

  static gateway::GatewayListeners listenersOf(WebSocketGateway& gateway) {
    return {dynamic_cast<OnUpgrade*>(&gateway),
            dynamic_cast<OnClientConnect*>(&gateway),
            dynamic_cast<OnExpiring*>(&gateway),
            dynamic_cast<OnClientClosing*>(&gateway),
            dynamic_cast<OnClientDisconnect*>(&gateway),
            dynamic_cast<OnClientError*>(&gateway),
            dynamic_cast<OnRoomChange*>(&gateway),
            dynamic_cast<OnBackpressure*>(&gateway),
            dynamic_cast<OnDrain*>(&gateway),
            dynamic_cast<OnRecoveryExpired*>(&gateway)};
  }

  void addGateway(WebSocketGateway& gateway, std::size_t step) {
    const std::uint16_t wanted = gateway.options().port;
    const std::uint16_t port = wanted == from_.options.port ? std::uint16_t{0} : wanted;
    server::Endpoints& endpoints = mounted_.ports[port];
    endpoints.limits = from_.options.limits;
    std::string path;
    try {
      const routing::Pattern pattern(gateway.options().path);
      path = pattern.text();
      endpoints.gateways.add(Method::get, pattern, endpoints.webSockets.size(), className(step));
    } catch (const routing::RouteConflict& conflict) {
      faults_.push_back(path + " (" + place(step) + ") and " + gatewayLabels_[port][conflict.first()] +
                        " are the same path for gateways on " + portText(port) +
                        ": give one of them another path or port");
      return;
    } catch (const routing::PatternError& error) {
      faults_.push_back(place(step) + ": " + error.what());
      return;
    }
    endpoints.webSockets.push_back(&gateway.hub());
    mounted_.gateways.push_back(&gateway.hub());
    gatewayLabels_[port].push_back(path + " (" + place(step) + ')');
    mounted_.paths.push_back(ServedPath{ServedPath::Kind::gateway, "GET", path, className(step), port});
  }

  std::string portText(std::uint16_t port) const {
    const std::uint16_t number = port == 0 ? from_.options.port : port;
    return number == 0 ? "the application's port" : "port " + std::to_string(number);
  }

  const MountSources& from_;
  StepComposer composer_;
  Mounted mounted_;
  std::vector<std::string> routeLabels_;  // by target
  std::map<std::uint16_t, std::vector<std::string>> gatewayLabels_;
  std::vector<NotedPreflight> preflights_;
  std::vector<std::string> faults_;
};

}  // namespace

Mounted mount(const MountSources& sources) {
  return Mounter(sources).run();
}

}  // namespace serinus::app
