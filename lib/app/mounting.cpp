#include "app/mounting.hpp"

#include "app/request_log.hpp"
#include "app/route_place.hpp"
#include "app/step_composer.hpp"
#include "gateway/gateway_hub.hpp"
#include "pipeline/composed_route.hpp"
#include "pipeline/path_preflight.hpp"
#include "server/limit_faults.hpp"

#include <serinus/di/initialization_error.hpp>
#include <serinus/gateway/streaming_gateway.hpp>
#include <serinus/pipeline/controller.hpp>

#include <chrono>
#include <utility>

namespace serinus::app {

namespace {

class Mounter {
public:
  explicit Mounter(const MountSources& sources) : from_(sources) {
    mounted_.ports[0].routes = routing::RouteTable(sources.options.versioning);
  }

  Mounted run() {
    mounted_.ports[0].limits = from_.options.limits;
    for (const auto& [steps, services] : from_.everywhere) composer_.addEverywhere(*steps, *services);
    bindEmitter();
    bindHealth();
    for (std::size_t step = 0; step < from_.container.steps(); ++step) {
      if (const auto controller = from_.container.as<Controller>(step)) mountController(*controller, step);
      if (const auto gateway = from_.container.as<WebSocketGateway>(step)) mountGateway(*gateway, step);
    }
    if (!from_.isPartial && faults_.empty()) composer_.judgeFilters();
    // A step that is missing may be what could not be made, which is said already.
    if (!from_.isPartial) faults_.insert(faults_.end(), composer_.faults().begin(), composer_.faults().end());
    mountPreflights();
    mounted_.ports[0].routes.seal();
    if (!faults_.empty()) throw InitializationError(std::move(faults_));
    if (const RequestLogModule* const log = from_.requirements.requestLog())
      mounted_.observer = std::make_unique<RequestLog>(log->options(), from_.logger);
    for (auto& [port, endpoints] : mounted_.ports) {
      endpoints.observer = mounted_.observer.get();
      endpoints.proxies = from_.options.trustedProxies;
      endpoints.proxyProtocol = from_.options.proxyProtocol;
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
    mounted_.health = std::move(checks);
  }

  void judgeStreams(const SseModuleOptions& options) {
    static constexpr Duration longest = std::chrono::hours(24 * 24);  // of a browser's timer
    if (options.heartbeat < std::chrono::milliseconds(1) || options.heartbeat > longest)
      faults_.emplace_back("SseModule: heartbeat is not between 1 ms and 24 days");
    const auto judge = [this](const char* name, Duration time) {
      if (time < Duration::zero() || time > longest)
        faults_.push_back(std::string("SseModule: ") + name + " is not between zero and 24 days");
    };
    judge("retry", options.retry.value_or(Duration::zero()));
    judge("retrySpread", options.retrySpread);
    judge("farewell", options.farewell);
  }

  void mountController(Controller& controller, std::size_t step) {
    for (const Controller::HttpRoute& entry : controller.httpRoutes())
      eachPlace(controller, entry.route, step, [&](const RoutePlace& at) { mountRoute(controller, entry, at, step); });
    const auto* const streams = dynamic_cast<const SseController*>(&controller);
    if (streams == nullptr || streams->sseRoutes().empty()) return;
    if (mounted_.sse == nullptr) {
      faults_.push_back(Requirements::streamFault(className(step), moduleName(step)));
      return;
    }
    for (const SseController::SseRoute& entry : streams->sseRoutes())
      eachPlace(controller, entry.route, step, [&](const RoutePlace& at) { mountStream(controller, entry, at, step); });
  }

  template <class Mount>
  void eachPlace(const Controller& controller, const Route& route, std::size_t step, const Mount& mount) {
    const std::string& prefix = from_.routePrefixes[from_.container.moduleIndexOf(step)];
    for (const RoutePlace& at : placesOf(from_.options, prefix, controller, route)) {
      if (const std::string_view fault = versionFault(from_.options.versioning, at.version); !fault.empty())
        faults_.push_back(labelOf(route, at, step) + " is of version \"" + at.version + "\", " + std::string(fault));
      mount(at);
    }
  }

  void mountRoute(const Controller& controller, const Controller::HttpRoute& entry, const RoutePlace& at,
                  std::size_t step) {
    auto steps = composer_.compose(Door::request, shapeOf(entry.route.method(), at.path),
                                   {&controller.steps(), &entry.steps}, services(step), className(step));
    notePreflight(steps.steps(), entry.route, at, step);
    auto handler = compose(std::move(steps), entry.handler, entry.route, at.path, step);
    const std::string_view field = from_.options.versioning.varies();
    if (!at.scope.version.empty() && !field.empty()) handler = varying(std::move(handler), std::string(field));
    addPlain(ServedPath::Kind::route, entry.route, at, step,
             server::HttpRoute{std::move(handler),
                               &services(step),
                               {entry.route.maxBody(), entry.handler.streamsBody},
                               entry.route.isEssential()});
  }

  /// Tells caches by which field of a request the answers differ.
  static pipeline::Handler varying(pipeline::Handler handler, std::string field) {
    return [handle = std::move(handler), field = std::move(field)](RequestContext& context) {
      context.addHeader("Vary", field);
      return handle(context);
    };
  }

  void mountStream(Controller& controller, const SseController::SseRoute& entry, const RoutePlace& at,
                   std::size_t step) {
    const std::string& path = at.path;
    judgePathValues(entry.handler.pathValues, entry.route, path, step);
    auto steps = composer_.compose(Door::stream, shapeOf(entry.route.method(), path),
                                   {&controller.steps(), &entry.steps}, services(step), className(step));
    notePreflight(steps.steps(), entry.route, at, step);
    sse_module::MountedSseRoute::Declared declared{methodOf(entry.route),
                                                   path,
                                                   className(step),
                                                   entry.handler.call,
                                                   std::move(steps),
                                                   dynamic_cast<OnStreamOpen*>(&controller),
                                                   dynamic_cast<OnStreamClose*>(&controller)};
    auto stream =
        std::make_unique<sse_module::MountedSseRoute>(*mounted_.sse, std::move(declared), services(step),
                                                      streamLimits(from_.requirements.sse()->options(), entry.route));
    if (entry.steps.fallback().call) stream->answerInstead(fallbackOf(controller, entry, path, step));
    addPlain(ServedPath::Kind::stream, entry.route, at, step, stream.get());
    mounted_.streams.push_back(std::move(stream));
  }

  static server::EventStreamLimits streamLimits(const SseModuleOptions& options, const Route& route) {
    server::EventStreamLimits limits;
    limits.heartbeat = options.heartbeat;
    limits.backpressure = options.backpressure;
    limits.maxEvent = options.maxEvent;
    limits.closeWhenDone = options.closeWhenDone;
    limits.retry = options.retry;
    limits.retrySpread = options.retrySpread;
    limits.farewell = options.farewell;
    limits.maxBody = route.maxBody();
    return limits;
  }

  std::unique_ptr<server::HttpRoute> fallbackOf(const Controller& controller, const SseController::SseRoute& entry,
                                                const std::string& path, std::size_t step) {
    auto steps = composer_.compose(Door::request, shapeOf(entry.route.method(), path),
                                   {&controller.steps(), &entry.steps}, services(step), className(step));
    auto handler = compose(std::move(steps), entry.steps.fallback(), entry.route, path, step);
    return std::make_unique<server::HttpRoute>(
        server::HttpRoute{varying(std::move(handler), "Accept"), &services(step), {entry.route.maxBody()}});
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
        there += segment.kind == routing::Segment::Kind::literal ? 0 : 1;
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
    routing::RouteScope scope;
    std::size_t owner;
  };

  /// The step that is closest to the handler decides.
  void notePreflight(const pipeline::Steps& steps, const Route& route, const RoutePlace& at, std::size_t step) {
    if (steps.preflights.empty() || !route.method() || route.method() == Method::options) return;
    // It cannot say a version: the browser sends it without the fields that it asks about.
    preflights_.push_back({steps.preflights.back(), *route.method(), at.path, {at.scope.host, {}}, step});
  }

  /// Once all routes are known: an application's own ones for OPTIONS stay.
  void mountPreflights() {
    server::Endpoints& own = mounted_.ports[0];
    std::map<std::size_t, std::shared_ptr<pipeline::PathPreflight>> byTarget;
    for (const NotedPreflight& noted : preflights_) {
      try {
        own.routes.add(Method::options, routing::Pattern(noted.path), own.plain.size(), className(noted.owner),
                       noted.scope);
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
      routeLabels_.push_back("OPTIONS " + noted.path + text(noted.scope) + " (" + place(noted.owner) + ')');
    }
  }

  static pipeline::RouteShape shapeOf(std::optional<Method> method, const std::string& path) {
    try {
      return {method, routing::Pattern(path)};
    } catch (const routing::PatternError&) {
      return {method, routing::Pattern("/")};  // said where the route itself is added
    }
  }

  static std::string methodOf(const Route& route) {
    return std::string(route.method() ? name(*route.method()) : "ALL");
  }

  std::string labelOf(const Route& route, const RoutePlace& at, std::size_t step) const {
    return methodOf(route) + ' ' + at.path + text(at.scope) + " (" + place(step) + ')';
  }

  void addPlain(ServedPath::Kind kind, const Route& route, const RoutePlace& at, std::size_t step,
                server::Endpoints::Plain endpoint) {
    server::Endpoints& own = mounted_.ports[0];
    ServedPath served{kind, methodOf(route), at.path, className(step), 0, text(at.scope)};
    const std::string label = labelOf(route, at, step);
    try {
      own.routes.add(route.method(), routing::Pattern(at.path), own.plain.size(), className(step), at.scope);
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
    const pipeline::RouteShape shape = shapeOf(Method::get, gateway.options().path);
    const auto pipelineAt = [&](Door door) {
      return composer_.compose(door, shape, {&gateway.steps()}, services(step), className(step));
    };
    gateway.hub().events().forEach([&](gateway::RegisteredEvent& event) {
      event.pipeline =
          composer_.compose(Door::message, shape, {&gateway.steps(), &event.steps}, services(step), className(step));
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
