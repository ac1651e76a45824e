#pragma once

#include <serinus/app/application.hpp>
#include <serinus/app/sse_module.hpp>
#include <serinus/app/ws_module.hpp>
#include <serinus/gateway/web_socket_gateway.hpp>
#include <serinus/sse_module/sse_controller.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace serinus {

namespace app {

/// The gateway of `MinimalApplication::onMessage`.
class MinimalGateway final : public WebSocketGateway {
public:
  using Handler = std::function<Task<>(WsMessage, WebSocketContext&)>;
  MinimalGateway(WebSocketGatewayOptions options, Handler handler)
      : WebSocketGateway(std::move(options)), handler_(std::move(handler)) {}

  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    return handler_ ? handler_(message, context) : WebSocketGateway::onMessage(message, context);
  }

private:
  Handler handler_;
};

}  // namespace app

/// An application without classes: routes, event streams and gateways are functions.
///
///     int main() {
///       MinimalApplication app({.port = 3000});
///       app.get("/hello/:name", [](Path<std::string> name) { return "Hello, " + *name + "!"; });
///       app.onMessage("/echo", [](WsMessage message, WebSocketContext& context) { context.sendText(message.text());
///       }); return app.run();
///     }
///
/// It is its own root module: what a `Module` declares in its constructor is declared here before the start, and both
/// can be mixed. Handlers are those of `Controller::on` and `SseController::onSse`.
class MinimalApplication : private Module {
public:
  explicit MinimalApplication(ApplicationOptions options = {});
  MinimalApplication(const MinimalApplication&) = delete;
  MinimalApplication& operator=(const MinimalApplication&) = delete;
  ~MinimalApplication() override;

  // Each gives the route's own steps: `app.get(…).use<AuthGuard>();`

  template <class F>
  StepList& get(std::string path, F handler) {
    return on(Route::get(std::move(path)), std::move(handler));
  }
  template <class F>
  StepList& head(std::string path, F handler) {
    return on(Route::head(std::move(path)), std::move(handler));
  }
  template <class F>
  StepList& post(std::string path, F handler) {
    return on(Route::post(std::move(path)), std::move(handler));
  }
  template <class F>
  StepList& put(std::string path, F handler) {
    return on(Route::put(std::move(path)), std::move(handler));
  }
  template <class F>
  StepList& patch(std::string path, F handler) {
    return on(Route::patch(std::move(path)), std::move(handler));
  }
  template <class F>
  StepList& del(std::string path, F handler) {
    return on(Route::del(std::move(path)), std::move(handler));
  }
  template <class F>
  StepList& options(std::string path, F handler) {
    return on(Route::options(std::move(path)), std::move(handler));
  }
  /// Every method for which the same path has no route of its own.
  template <class F>
  StepList& all(std::string path, F handler) {
    return on(Route::all(std::move(path)), std::move(handler));
  }
  /// See `Controller::on`.
  template <class F>
  StepList& on(Route route, F handler) {
    return routes_->on(std::move(route), std::move(handler));
  }

  /// Routes below one path that have steps in common, and may have a host and versions of their own:
  ///
  ///     Controller& admin = app.group("/admin");
  ///     admin.use<AdminGuard>();
  ///     admin.on(Route::get("/users"), …);
  [[nodiscard]] Controller& group(std::string path);

  /// An event stream; see `SseController::onSse`.
  template <class F>
    requires(!sse_module::IsTopic<F>)
  SseSteps& onSse(std::string path, F handler) {
    return streams().onSse(Route::get(std::move(path)), std::move(handler));
  }
  template <class T, class... More>
  SseSteps& onSse(std::string path, const Topic<T>& topic, More... more) {
    return streams().onSse(Route::get(std::move(path)), topic, std::move(more)...);
  }

  /// A WebSocket gateway whose messages a function handles, or a coroutine. @returns the gateway, which takes steps and
  /// typed events, and sends to its clients from anywhere
  template <class F>
  WebSocketGateway& onMessage(std::string path, F handler) {
    WebSocketGatewayOptions options;
    options.path = std::move(path);
    return onMessage(std::move(options), std::move(handler));
  }
  template <class F>
  WebSocketGateway& onMessage(WebSocketGatewayOptions options, F handler) {
    if constexpr (std::is_same_v<std::invoke_result_t<F&, WsMessage, WebSocketContext&>, void>) {
      return addGateway(std::move(options),
                        [handle = std::move(handler)](WsMessage message, WebSocketContext& context) mutable -> Task<> {
                          handle(std::move(message), context);
                          return {};
                        });
    } else {
      return addGateway(std::move(options), std::move(handler));
    }
  }
  /// One that takes typed events alone: `app.gateway("/chat").on<Say>("say", …);`
  WebSocketGateway& gateway(std::string path);

  using Module::composed;
  using Module::controllers;
  using Module::everywhere;
  using Module::imports;
  using Module::provide;
  using Module::providers;
  using Module::value;

  /// See `Application`.
  int run() { return application_.run(); }
  void start() { application_.start(); }
  std::size_t stop() { return application_.stop(); }
  [[nodiscard]] std::uint16_t port() const noexcept { return application_.port(); }
  [[nodiscard]] LimitCounters limitCounters() const noexcept { return application_.limitCounters(); }
  [[nodiscard]] MemoryUse memoryUse() const noexcept { return application_.memoryUse(); }
  template <class T>
  [[nodiscard]] T& use() const {
    return application_.use<T>();
  }

private:
  [[nodiscard]] SseController& streams();
  WebSocketGateway& addGateway(WebSocketGatewayOptions options, app::MinimalGateway::Handler handler);

  /// What exists already, found by no class but as what the application looks for. Kept over a stop and a new start.
  template <class T>
  T& own(std::shared_ptr<T> instance) {
    T& kept = *instance;
    composed("minimal-" + std::to_string(owned_++), [instance = std::move(instance)] { return instance; });
    return kept;
  }

  std::size_t owned_ = 0;
  Controller* routes_;
  SseController* streams_ = nullptr;
  bool hasGateways_ = false;
  Application application_;
};

}  // namespace serinus
