#include <serinus/pipeline/route_filter.hpp>

#include <serinus/base/percent.hpp>

#include <algorithm>
#include <variant>

namespace serinus::pipeline {

namespace {

using routing::Coverage;

// A route for GET answers HEAD, too.
Coverage methodsOf(std::optional<Method> route, std::optional<Method> rule) noexcept {
  if (!rule || route == rule) return Coverage::all;
  if (!route || (route == Method::get && rule == Method::head)) return Coverage::some;
  return Coverage::none;
}

Coverage coverageOf(const RouteShape& route, const RouteShape& rule) {
  return std::min(methodsOf(route.method, rule.method), routing::coverageOf(route.path, rule.path));
}

}  // namespace

void RouteFilter::Rules::add(const Route& route) {
  RouteShape shape{route.method(), routing::Pattern(percentNormalize(route.path()))};
  try {
    router_.add(shape.method, shape.path, 0, {});
  } catch (const routing::RouteConflict&) {  // the same rule again
  }
  routes_.push_back(route);
  shapes_.push_back(std::move(shape));
}

Coverage RouteFilter::Rules::over(const RouteShape& route) const {
  Coverage covered = Coverage::none;
  for (const RouteShape& rule : shapes_) covered = std::max(covered, coverageOf(route, rule));
  return covered;
}

bool RouteFilter::Rules::take(Method method, std::string_view normalPath) const {
  return std::holds_alternative<routing::Found>(router_.find(method, normalPath));
}

Coverage RouteFilter::over(const RouteShape& route) const {
  const RouteShape normal{route.method, routing::Pattern(percentNormalize(route.path.text()))};
  const Coverage included = only_.empty() ? Coverage::all : only_.over(normal);
  switch (except_.over(normal)) {
    case Coverage::none:
      return included;
    case Coverage::some:
      return std::min(included, Coverage::some);
    case Coverage::all:
      break;
  }
  return Coverage::none;
}

bool RouteFilter::takes(Method method, std::string_view path) const {
  const std::string normal = percentNormalize(path);
  return (only_.empty() || only_.take(method, normal)) && !except_.take(method, normal);
}

std::vector<Route> RouteFilter::idleRules(const std::vector<RouteShape>& routes) const {
  std::vector<Route> idle;
  for (std::size_t i = 0; i < only_.shapes().size(); ++i) {
    const bool isUsed = std::ranges::any_of(
        routes, [&](const RouteShape& route) { return coverageOf(route, only_.shapes()[i]) != Coverage::none; });
    if (!isUsed) idle.push_back(only_.routes()[i]);
  }
  return idle;
}

}  // namespace serinus::pipeline
