#pragma once

#include <serinus/pipeline/handler.hpp>
#include <serinus/pipeline/step_list.hpp>
#include <serinus/routing/route.hpp>
#include <serinus/routing/route_table.hpp>

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace serinus {

/// A group of routes below one path, built once with its dependencies injected. Derive, register routes in the
/// constructor, and list the class among a module's controllers.
///
/// A handler is kept as long as the application lives, with what it captures: a coroutine lambda may capture `this`.
class Controller {
public:
  using Handler = pipeline::Handler;
  struct HttpRoute {
    Route route;
    pipeline::BoundHandler handler;
    StepList steps;
  };

  explicit Controller(std::string path = {}) : path_(std::move(path)) {}
  Controller(const Controller&) = delete;
  Controller& operator=(const Controller&) = delete;
  virtual ~Controller() = default;

  /// Serves a route. The handler is a function or a coroutine, a lambda or a member function of the controller, and
  /// says by its parameters what it needs, and by its result what it answers:
  ///
  ///     on(Route::get("/users/:id"), [this](Path<int> id) { return users_.find(*id); });
  ///     on(Route::post("/users"), &UsersController::add);  // Task<User> add(Body<NewUser> user);
  ///
  /// Parameters are `RequestContext&`, `const Request&`, `const Principal&` (401 without one), and by value `Path`,
  /// `Query`, `Header`, `Cookie`, `Body`, `Form`, or a class with `static T fromRequest(Context&)`.
  ///
  /// Answers are a `Response`; text; an `AsyncGenerator<std::string>`, whose text is sent as it comes (see `streamed`);
  /// a `Status`; nothing, which is 204; a `std::optional`, which is 404 when empty; a class with `Response
  /// toResponse()` or `Response toResponse(const Context&)`, such as a `View` or a `FileAnswer`; and whatever
  /// `json::write` takes, which is answered as JSON, as is `Json(…)`. Or a `Task` of one of these.
  /// @returns the route's own steps: `on(…).use<AuthGuard>();`
  /// @throws routing::PatternError, routing::RouteConflict  also when the controller serves this route already
  template <class F>
  StepList& on(Route route, F handler) {
    if constexpr (std::is_member_function_pointer_v<F>) {
      return add(std::move(route), pipeline::bindMethod(handler, *this));
    } else {
      return add(std::move(route), pipeline::bindHandler(std::move(handler)));
    }
  }

  /// Serves a value that is the same for everyone: text, a plain struct, a `Response`, or whatever else a handler may
  /// answer with.
  template <class T>
  StepList& onStatic(Route route, T value) {
    static_assert(!pipeline::HasSignature<T> && !std::is_member_function_pointer_v<T>,
                  "onStatic takes a value: on(…) takes a handler");
    if constexpr (std::convertible_to<T, std::string_view>)
      return on(std::move(route), [text = std::string(std::string_view(value))] { return text; });
    else
      return on(std::move(route), [kept = std::move(value)] { return kept; });
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

  /// What is said of all routes of this controller; see `StepList::metadata`.
  template <class T>
  StepList& metadata(T value) {
    return steps_.metadata(std::move(value));
  }

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] const std::deque<HttpRoute>& httpRoutes() const noexcept { return httpRoutes_; }
  [[nodiscard]] const StepList& steps() const noexcept { return steps_; }

  [[nodiscard]] const std::string& host() const noexcept { return host_; }
  /// None: neutral, or the default.
  [[nodiscard]] const std::optional<std::vector<std::string>>& versions() const noexcept { return versions_; }

protected:
  /// Serves this controller's routes at these hosts alone: `admin.example.com`, `:tenant.example.com` with
  /// `context.param("tenant")`, `*.example.com`. Of a request's host the port does not count, and what it says is the
  /// client's word unless something in front of the server refuses other hosts.
  /// @throws routing::PatternError
  void host(std::string_view pattern) { host_ = routing::HostPattern(pattern).text(); }

  /// The versions that its routes are of, unless they say others: `version("1", "2")`. See
  /// `ApplicationOptions::versioning`.
  template <class... More>
  void version(std::string version, More... more) {
    versions_ = {std::move(version), std::string(std::move(more))...};
  }
  /// Its routes are of no version, also where there is a default one.
  void versionNeutral() { versions_.emplace(); }

  /// Takes a route of this controller, so that no other can.
  void claim(const Route& route);

private:
  StepList& add(Route route, pipeline::BoundHandler handler);

  std::string path_;
  std::string host_;
  std::optional<std::vector<std::string>> versions_;
  std::deque<HttpRoute> httpRoutes_;  // whose steps are referred to
  StepList steps_;
  routing::RouteTable claimed_;
  std::vector<std::string> claims_;  // what the targets of `claimed_` are
};

}  // namespace serinus
