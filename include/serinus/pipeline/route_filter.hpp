#pragma once

#include <serinus/http/method.hpp>
#include <serinus/routing/coverage.hpp>
#include <serinus/routing/pattern.hpp>
#include <serinus/routing/route.hpp>
#include <serinus/routing/router.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace serinus::pipeline {

/// What is served, as steps are chosen for it: a method, or all of them, and a whole path.
struct RouteShape {
  std::optional<Method> method;
  routing::Pattern path;
};

/// Some of an application's routes, streams and gateways: those of the `only` rules, or all where there is none, but
/// for those of the `except` rules. A rule's path is a pattern of whole paths, as they are served.
///
/// Paths are compared in the form of `percentNormalize`, so that no escape leads past a rule.
class RouteFilter {
public:
  /// @throws routing::PatternError
  void only(const Route& route) { only_.add(route); }
  /// @throws routing::PatternError
  void except(const Route& route) { except_.add(route); }

  /// Whether it takes the requests of a route: all, none, or some, which `takes` tells then.
  [[nodiscard]] routing::Coverage over(const RouteShape& route) const;
  [[nodiscard]] bool takes(Method method, std::string_view path) const;

  /// The `only` rules that none of these routes has to do with.
  [[nodiscard]] std::vector<Route> idleRules(const std::vector<RouteShape>& routes) const;

private:
  class Rules {
  public:
    void add(const Route& route);
    [[nodiscard]] bool empty() const noexcept { return shapes_.empty(); }
    [[nodiscard]] routing::Coverage over(const RouteShape& route) const;
    [[nodiscard]] bool take(Method method, std::string_view normalPath) const;
    [[nodiscard]] const std::vector<Route>& routes() const noexcept { return routes_; }
    [[nodiscard]] const std::vector<RouteShape>& shapes() const noexcept { return shapes_; }

  private:
    std::vector<Route> routes_;
    std::vector<RouteShape> shapes_;
    routing::Router router_;
  };

  Rules only_;
  Rules except_;
};

}  // namespace serinus::pipeline
