#pragma once

#include <serinus/http/response.hpp>
#include <serinus/pipeline/context.hpp>
#include <serinus/pipeline/step_list.hpp>
#include <serinus/routing/route.hpp>
#include <serinus/routing/router.hpp>
#include <serinus/runtime/task.hpp>

#include <concepts>
#include <deque>
#include <functional>
#include <string>
#include <type_traits>

namespace serinus {

/// A group of routes below one path, built once with its dependencies injected. Derive, register routes in the
/// constructor, and list the class among a module's controllers.
///
/// A handler is kept as long as the application lives, with what it captures: a coroutine lambda may capture `this`.
class Controller {
public:
  using Handler = std::function<Task<Response>(RequestContext&)>;
  struct HttpRoute {
    Route route;
    Handler handler;
    StepList steps;
  };

  explicit Controller(std::string path = {}) : path_(std::move(path)) {}
  Controller(const Controller&) = delete;
  Controller& operator=(const Controller&) = delete;
  virtual ~Controller() = default;

  /// Serves a route. The handler is a coroutine, or a function that returns a `Task<Response>` or, having nothing to
  /// wait for, a `Response`.
  /// @returns the route's own steps: `on(…).use<AuthGuard>();`
  /// @throws routing::PatternError, routing::RouteConflict  also when the controller serves this route already
  template <class F>
    requires std::invocable<F&, RequestContext&>
  StepList& on(Route route, F handler) {
    return add(std::move(route), handlerOf(std::move(handler)));
  }

  /// A handler as it is kept, of what `on` takes.
  template <class F>
  [[nodiscard]] static Handler handlerOf(F handler) {
    using Result = std::invoke_result_t<F&, RequestContext&>;
    static_assert(std::same_as<Result, Task<Response>> || std::convertible_to<Result, Response>,
                  "a handler returns Task<Response> or Response");
    if constexpr (std::same_as<Result, Task<Response>>) {
      return Handler(std::move(handler));
    } else {
      return [call = std::move(handler)](RequestContext& context) mutable { return ready(call(context)); };
    }
  }

  /// A step before all routes of this controller; see `StepList::use`.
  template <class Step>
  StepList& use(Doors doors = Doors::all()) {
    return steps_.use<Step>(doors);
  }
  template <pipeline::StepObject Callable>
  StepList& use(Callable callable, Doors doors = Doors::all()) {
    return steps_.use(std::move(callable), doors);
  }

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] const std::deque<HttpRoute>& httpRoutes() const noexcept { return httpRoutes_; }
  [[nodiscard]] const StepList& steps() const noexcept { return steps_; }

protected:
  /// Takes a route of this controller, so that no other can.
  void claim(const Route& route);

private:
  static Task<Response> ready(Response response);
  StepList& add(Route route, Handler handler);

  std::string path_;
  std::deque<HttpRoute> httpRoutes_;  // whose steps are referred to
  StepList steps_;
  routing::Router claimed_;
  std::vector<std::string> claims_;  // what the targets of `claimed_` are
};

}  // namespace serinus
