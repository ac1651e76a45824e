#pragma once

#include <serinus/di/service_scope.hpp>
#include <serinus/pipeline/metadata.hpp>
#include <serinus/pipeline/route_filter.hpp>
#include <serinus/pipeline/step_of_request.hpp>
#include <serinus/pipeline/steps.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace serinus {

namespace pipeline {

/// Steps of all kinds, in order. They are owned elsewhere, by the container, or here, where they were callables.
struct Steps {
  std::vector<std::shared_ptr<Middleware>> middleware;
  std::vector<std::shared_ptr<Guard>> guards;
  std::vector<std::shared_ptr<Hook>> hooks;
  std::vector<std::shared_ptr<Pipe>> pipes;
  std::vector<std::shared_ptr<ExceptionFilter>> filters;
  std::vector<std::shared_ptr<Preflight>> preflights;  ///< not on the way to the handler
  Metadata metadata;                                   ///< for the others to look at

  [[nodiscard]] bool empty() const noexcept {
    return middleware.empty() && guards.empty() && hooks.empty() && pipes.empty() && filters.empty();
  }

  template <class Step>
  void add(const std::shared_ptr<Step>& step) {
    if constexpr (std::derived_from<Step, Middleware>) middleware.push_back(step);
    if constexpr (std::derived_from<Step, Guard>) guards.push_back(step);
    if constexpr (std::derived_from<Step, Hook>) hooks.push_back(step);
    if constexpr (std::derived_from<Step, Pipe>) pipes.push_back(step);
    if constexpr (std::derived_from<Step, ExceptionFilter>) filters.push_back(step);
    if constexpr (std::derived_from<Step, Preflight>) preflights.push_back(step);
  }

  /// A step of which each request has its own.
  template <class Step>
  void addOfRequest(const di::ServiceScope& services) {
    if constexpr (std::derived_from<Step, Middleware>)
      middleware.push_back(std::make_shared<MiddlewareOfRequest<Step>>(services));
    if constexpr (std::derived_from<Step, Guard>) guards.push_back(std::make_shared<GuardOfRequest<Step>>(services));
    if constexpr (std::derived_from<Step, Hook>) hooks.push_back(std::make_shared<HookOfRequest<Step>>(services));
    if constexpr (std::derived_from<Step, Pipe>) pipes.push_back(std::make_shared<PipeOfRequest<Step>>(services));
    if constexpr (std::derived_from<Step, ExceptionFilter>)
      filters.push_back(std::make_shared<FilterOfRequest<Step>>(services));
  }
};

template <class Step>
concept StepClass =
    std::derived_from<Step, Middleware> || std::derived_from<Step, Guard> || std::derived_from<Step, Hook> ||
    std::derived_from<Step, Pipe> || std::derived_from<Step, ExceptionFilter>;

template <class Callable>
class CallableGuard final : public Guard {
public:
  explicit CallableGuard(Callable callable) : callable_(std::move(callable)) {}
  Task<bool> canActivate(ExecutionContext& context) override {
    if constexpr (std::same_as<std::invoke_result_t<Callable&, ExecutionContext&>, bool>)
      co_return callable_(context);
    else
      co_return co_await callable_(context);
  }

private:
  Callable callable_;
};

template <class Callable>
class CallableMiddleware final : public Middleware {
public:
  explicit CallableMiddleware(Callable callable) : callable_(std::move(callable)) {}
  Task<> use(ExecutionContext& context, Next next) override { return callable_(context, next); }

private:
  Callable callable_;
};

template <class Callable>
class CallablePipe final : public Pipe {
public:
  explicit CallablePipe(Callable callable) : callable_(std::move(callable)) {}
  Task<> transform(ExecutionContext& context) override {
    if constexpr (std::is_void_v<std::invoke_result_t<Callable&, ExecutionContext&>>) {
      callable_(context);
      return {};
    } else {
      return callable_(context);
    }
  }

private:
  Callable callable_;
};

/// The step that an object is: of a step's class, or a callable, by what it takes and returns.
template <class Callable>
auto stepOf(Callable callable) {
  if constexpr (StepClass<Callable>) {
    return std::make_shared<Callable>(std::move(callable));
  } else if constexpr (std::is_invocable_r_v<Task<>, Callable&, ExecutionContext&, Next>) {
    return std::make_shared<CallableMiddleware<Callable>>(std::move(callable));
  } else {
    using Result = std::invoke_result_t<Callable&, ExecutionContext&>;
    if constexpr (std::same_as<Result, bool> || std::same_as<Result, Task<bool>>)
      return std::make_shared<CallableGuard<Callable>>(std::move(callable));
    else
      return std::make_shared<CallablePipe<Callable>>(std::move(callable));
  }
}

template <class Callable>
concept StepObject = StepClass<Callable> || std::is_invocable_v<Callable&, ExecutionContext&> ||
                     std::is_invocable_v<Callable&, ExecutionContext&, Next>;

}  // namespace pipeline

/// The steps before a handler as they were declared: classes to be found among the providers, and callables.
class StepList {
public:
  /// A provider that is a `Middleware`, `Guard`, `Hook`, `Pipe` or `ExceptionFilter`, or several of them, at all doors
  /// or at some. Of one of `Scope::request` each request, connection or stream has its own; a transient is none.
  template <pipeline::StepClass Step>
  StepList& use(Doors doors = Doors::all()) {
    add(doors, std::string(di::typeName<Step>()), [](const di::ServiceScope& services, pipeline::Steps& steps) {
      if (Step* const step = services.tryUse<Step>()) {
        steps.add(std::shared_ptr<Step>(std::shared_ptr<void>(), step));  // the container owns it
        return true;
      }
      // A preflight is answered before there is a context.
      if (std::derived_from<Step, Preflight> || !services.isOfRequest(di::typeId<Step>())) return false;
      steps.addOfRequest<Step>(services);
      return true;
    });
    return *this;
  }

  /// A step that is no provider, such as `RolesGuard({"admin"})`, or a callable: `bool(ExecutionContext&)` or
  /// `Task<bool>(ExecutionContext&)` is a guard, `Task<>(ExecutionContext&, Next)` a middleware,
  /// `void(ExecutionContext&)` or `Task<>(ExecutionContext&)` a pipe.
  template <pipeline::StepObject Callable>
  StepList& use(Callable callable, Doors doors = Doors::all()) {
    const auto step = pipeline::stepOf(std::move(callable));
    add(doors, {}, [step](const di::ServiceScope&, pipeline::Steps& steps) {
      steps.add(step);
      return true;
    });
    return *this;
  }

  /// Says something of the handler for its steps to look at, in place of what is said of its controller:
  ///
  ///     on(Route::del("/:id"), …).metadata(Needs{"admin"});
  ///     … in a guard:  const Needs* needs = context.metadata<Needs>();
  ///
  /// A function `T(ExecutionContext&)` says it for each request, or message, that a step asks about.
  template <class T>
  StepList& metadata(T value) {
    if constexpr (std::is_invocable_v<T&, ExecutionContext&>)
      metadata_.addComputed<std::invoke_result_t<T&, ExecutionContext&>>(std::move(value));
    else
      metadata_.add(std::move(value));
    return *this;
  }

  [[nodiscard]] bool empty() const noexcept { return declared_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return declared_.size(); }

  /// Appends those before one route at one door, as `services` has them. @returns the names of the classes that it has
  /// not
  [[nodiscard]] std::vector<std::string> resolve(Door door, const pipeline::RouteShape& route,
                                                 const di::ServiceScope& services, pipeline::Steps& steps) const;

  /// The routes of filters that are none of these.
  [[nodiscard]] std::vector<Route> idleRules(const std::vector<pipeline::RouteShape>& routes) const;

  /// That of the steps from the `first` on.
  [[nodiscard]] pipeline::RouteFilter& filterFrom(std::size_t first);

private:
  using Find = std::function<bool(const di::ServiceScope&, pipeline::Steps&)>;
  struct Declared {
    Doors doors;
    std::string name;
    Find find;
    std::shared_ptr<pipeline::RouteFilter> filter;  // null: every route
  };

  void add(Doors doors, std::string name, Find find);

  std::vector<Declared> declared_;
  pipeline::Metadata metadata_;
};

/// Steps that were just declared, and the routes that they shall stand before.
class FilteredSteps {
public:
  FilteredSteps(StepList& list, std::size_t first) noexcept : list_(&list), first_(first) {}

  /// Before these alone. A text is a path with every method. Paths are patterns of whole paths, as the log of a start
  /// lists them, with prefix and all: `/cats/:id` and `/cats/*` are each route with one part behind `/cats`, `/cats/**`
  /// is all below it and itself. A pattern may fit some of a route's paths, which is found out for each request then.
  /// One that fits no route, stream or gateway at all keeps the application from starting.
  /// @throws routing::PatternError
  template <class... Routes>
  FilteredSteps& forRoutes(const Routes&... routes) {
    (list_->filterFrom(first_).only(routeOf(routes)), ...);
    return *this;
  }

  /// Not before these. @throws routing::PatternError
  template <class... Routes>
  FilteredSteps& exclude(const Routes&... routes) {
    (list_->filterFrom(first_).except(routeOf(routes)), ...);
    return *this;
  }

private:
  static const Route& routeOf(const Route& route) noexcept { return route; }
  static const Route& routeOf(const Route&&) = delete;
  static Route routeOf(std::string path) { return Route::all(std::move(path)); }

  StepList* list_;
  std::size_t first_;
};

}  // namespace serinus
